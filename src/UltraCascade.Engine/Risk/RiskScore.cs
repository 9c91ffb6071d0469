using UltraCascade.Engine.Regime;
using UltraCascade.Engine.Velocity;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Risk;

/// <summary>Greatest acceleration and jerk scores of the episode so far.</summary>
public struct RiskMaxima
{
    /// <summary>Greatest acceleration score, 0 … 100.</summary>
    public double Acceleration;

    /// <summary>Greatest jerk score, 0 … 100.</summary>
    public double Jerk;
}

/// <summary>
/// The risk score of DETECTION 4: six factors of 0 … 100, weighted; a factor that is undefined is listed as missing and its
/// weight shared out in proportion. It explains a signal; it does not raise the alarm.
/// </summary>
public static class RiskScore
{
    private const int FactorCount = RiskFactorVector.Count;

    /// <summary>A mean event above this many micro-dollars scales the volume score by 1.2.</summary>
    private const double LargeMeanMicroUsd = 50_000e6;

    private const int ClusteringMinimumEvents = 5;

    // Bands and weights as in DETECTION 4.
    private static readonly RiskBands s_velocity = new(2, 5, 10, 20);
    private static readonly RiskBands s_acceleration = new(1, 3, 5, 10);
    private static readonly RiskBands s_jerk = new(0.5, 2, 5, 10);
    private static readonly RiskBands s_volume = new(100e3, 500e3, 1e6, 5e6);
    private static readonly double[] s_weights = [.25, .20, .15, .20, .15, .05];

    /// <summary>
    /// Fills risk, its factors and the missing mask of <paramref name="frame"/>, whose regime and mean coincidence are filled already. While
    /// <paramref name="active"/> (the episode is ACTIVE) acceleration and jerk hold their maxima, because on a plateau they are noise.
    /// </summary>
    public static void Fill(ref SignalFrame frame, in VelocityReading reading, ref RiskMaxima maxima, bool active)
    {
        double velocity = (.4 * reading.CountVelocity[LaneWindows.TwoSeconds]) + (.4 * reading.CountVelocity[LaneWindows.TenSeconds])
            + (.2 * reading.CountVelocity[LaneWindows.Minute]);
        double acceleration = s_acceleration.Score(reading.Acceleration);
        double jerk = s_jerk.Score(reading.Jerk);
        if (active)
        {
            acceleration = maxima.Acceleration = Math.Max(maxima.Acceleration, acceleration);
            jerk = maxima.Jerk = Math.Max(maxima.Jerk, jerk);
        }
        else
        {
            maxima = default;
        }

        // Bands × multiplier is the same as value ÷ multiplier.
        velocity /= RegimeBands.VelocityMultiplier(frame.Regime);
        frame.RiskFactors[(int)RiskFactor.Velocity] = (float)s_velocity.Score(velocity);
        frame.RiskFactors[(int)RiskFactor.Acceleration] = (float)acceleration;
        frame.RiskFactors[(int)RiskFactor.Jerk] = (float)jerk;
        frame.RiskFactors[(int)RiskFactor.Volume] = (float)Volume(in reading, RegimeBands.VolumeMultiplier(frame.Regime));
        int missing = 0;
        if (float.IsNaN(frame.MeanCoincidence))
        {
            frame.RiskFactors[(int)RiskFactor.Correlation] = 0;
            missing |= 1 << (int)RiskFactor.Correlation;
        }
        else
        {
            frame.RiskFactors[(int)RiskFactor.Correlation] = (float)Correlation(frame.MeanCoincidence);
        }

        if (reading.Count60s >= ClusteringMinimumEvents)
        {
            frame.RiskFactors[(int)RiskFactor.Clustering] = (float)Clustering(in reading);
        }
        else
        {
            frame.RiskFactors[(int)RiskFactor.Clustering] = 0;
            missing |= 1 << (int)RiskFactor.Clustering;
        }

        frame.MissingFactors = (byte)missing;
        frame.Risk = (float)Weighted(in frame.RiskFactors, missing);
    }

    // 0 → 0, .5 → 50, .7 and more → 100, linear between.
    private static double Correlation(double mean) => mean >= .7 ? 100 : mean >= .5 ? 50 + (250 * (mean - .5)) : 100 * Math.Max(0, mean);

    private static double Volume(in VelocityReading reading, double multiplier)
    {
        double microUsd = reading.LongMicroUsd60s + reading.ShortMicroUsd60s;
        double score = s_volume.Score(microUsd * 1e-6 / multiplier);
        return microUsd > LargeMeanMicroUsd * reading.Count60s ? Math.Min(100, score * 1.2) : score;
    }

    // v500ms / v60s: 0 → 0, 2 → 50, 3 and more → 100, linear between.
    private static double Clustering(in VelocityReading reading)
    {
        double ratio = reading.Count500ms * 120.0 / reading.Count60s;
        return ratio >= 3 ? 100 : ratio >= 2 ? 50 + (50 * (ratio - 2)) : 25 * ratio;
    }

    private static double Weighted(in RiskFactorVector factors, int missing)
    {
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < FactorCount; i++)
        {
            if ((missing & (1 << i)) == 0)
            {
                sum += s_weights[i] * factors[i];
                weight += s_weights[i];
            }
        }

        return sum / weight;
    }
}
