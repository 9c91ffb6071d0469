namespace UltraCascade.Evaluation.Detectors;

/// <summary>A small random stream, the same on every machine (Steele, Lea and Flood 2014).</summary>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextUnit()
    {
        _state += 0x9E37_79B9_7F4A_7C15UL;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
