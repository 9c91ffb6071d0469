namespace UltraCascade.Engine.Correlation;

/// <summary>
/// (1 − 1/2m)^n for m = 3: given n events in the 2m windows around the echo window, the unbiased estimate of the Poisson chance that the echo
/// window has none. n = 16·high + low, as a product of two table entries, so that a vector permute can look it up; n beyond
/// <see cref="MaxEvents"/> counts as that (the value is 10⁻¹⁰).
/// </summary>
public static class NullTable
{
    /// <summary>Greatest n looked up.</summary>
    public const int MaxEvents = 127;

    private static readonly float[] s_low = Powers(16, 1);
    private static readonly float[] s_high = Powers(16, 16);

    /// <summary>(5/6)^0 … (5/6)^15.</summary>
    public static ReadOnlySpan<float> Low => s_low;

    /// <summary>(5/6)^0, (5/6)^16 … (5/6)^112, repeated once to fill sixteen places.</summary>
    public static ReadOnlySpan<float> High => s_high;

    private static float[] Powers(int count, int step)
    {
        float[] powers = new float[count];
        for (int i = 0; i < count; i++)
        {
            double power = 1.0;
            for (int n = 0; n < (i & (step == 1 ? 15 : 7)) * step; n++)
            {
                power *= 5.0 / 6.0;
            }

            powers[i] = (float)power;
        }

        return powers;
    }
}
