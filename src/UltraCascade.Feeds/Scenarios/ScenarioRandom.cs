using System.Numerics;

namespace UltraCascade.Feeds;

/// <summary>
/// xoshiro256** (Blackman and Vigna 2018), seeded by SplitMix64: the same stream for a seed on every machine and in every version of
/// the framework, which System.Random does not promise.
/// </summary>
public sealed class ScenarioRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Starts the stream of a seed; every seed is good.</summary>
    public ScenarioRandom(ulong seed)
    {
        _s0 = SplitMix(ref seed);
        _s1 = SplitMix(ref seed);
        _s2 = SplitMix(ref seed);
        _s3 = SplitMix(ref seed);
    }

    /// <summary>Another stream of the same seed, for what must not disturb the main one. Stream 0 is not the main one either.</summary>
    public static ScenarioRandom Fork(ulong seed, int stream)
    {
        ulong state = ~seed;
        ulong mixed = SplitMix(ref state) + (ulong)stream;
        return new ScenarioRandom(SplitMix(ref mixed));
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double NextBetween(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>Uniform in 0 … <paramref name="count"/> − 1. The bias is below count / 2^53.</summary>
    public int NextIndex(int count) => (int)(NextDouble() * count);

    /// <summary>Exponential with mean 1.</summary>
    public double NextExponential() => -PortableMath.Ln(1 - NextDouble());

    /// <summary>Poisson with a small mean: the arrivals of a unit rate before <paramref name="mean"/>.</summary>
    public int NextPoisson(double mean)
    {
        int count = 0;
        for (double at = NextExponential(); at < mean; at += NextExponential())
        {
            count++;
        }

        return count;
    }

    /// <summary>Normal with mean 0 and variance 1 (Marsaglia's polar method; the square root is exact by IEEE 754).</summary>
    public double NextNormal()
    {
        while (true)
        {
            double u = NextBetween(-1, 1);
            double v = NextBetween(-1, 1);
            double s = (u * u) + (v * v);
            if (s is > 0 and < 1)
            {
                return u * Math.Sqrt(-2 * PortableMath.Ln(s) / s);
            }
        }
    }

    /// <summary>Log-normal with median <paramref name="median"/>; <paramref name="sigma"/> is the deviation of the logarithm.</summary>
    public double NextLogNormal(double median, double sigma) => median * PortableMath.Exp(sigma * NextNormal());

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E37_79B9_7F4A_7C15UL;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return z ^ (z >> 31);
    }
}
