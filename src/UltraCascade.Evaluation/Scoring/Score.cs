namespace UltraCascade.Evaluation.Scoring;

/// <summary>What one detector did on all streams together.</summary>
public sealed record Score
{
    private const double DayNs = 86_400e9;

    /// <summary>Cascades to be found.</summary>
    public required int Labels { get; init; }

    /// <summary>Cascades found.</summary>
    public required int Hits { get; init; }

    /// <summary>Those among them at whose onset the alarm of an earlier label was still open.</summary>
    public required int HitsGoneOn { get; init; }

    /// <summary>False alarms.</summary>
    public required int FalseAlarms { get; init; }

    /// <summary>Episodes.</summary>
    public required int Episodes { get; init; }

    /// <summary>Time scored, in days.</summary>
    public required double Days { get; init; }

    /// <summary>Calm time among it, in days.</summary>
    public required double CalmDays { get; init; }

    /// <summary>Median of the delays of those hits whose alarm was not on at the onset, in s; NaN without one.</summary>
    public required double RaisedMedianSeconds { get; init; }

    /// <summary>90th percentile of these.</summary>
    public required double RaisedP90Seconds { get; init; }

    /// <summary>Median of the delays in s, 0 where the alarm was on at the onset; NaN without one.</summary>
    public required double DelayMedianSeconds { get; init; }

    /// <summary>90th percentile of the delays in s; NaN without one.</summary>
    public required double DelayP90Seconds { get; init; }

    /// <summary>Share of the cascades that were found; NaN when there was none to find.</summary>
    public double Recall => Labels > 0 ? (double)Hits / Labels : double.NaN;

    /// <summary>Hits among hits and false alarms. A detector that never says anything right, or never anything, has 0.</summary>
    public double Precision => Hits > 0 ? (double)Hits / (Hits + FalseAlarms) : 0;

    /// <summary>False alarms in a day of the time scored.</summary>
    public double FalseAlarmsPerDay => Days > 0 ? FalseAlarms / Days : 0;

    /// <summary>Adds up streams; delays are pooled.</summary>
    public static Score Of(IReadOnlyCollection<StreamScore> streams)
    {
        double[] delays = [.. streams.SelectMany(stream => stream.DelaysSeconds)];
        double[] raised = [.. streams.SelectMany(stream => stream.RaisedDelaysSeconds)];
        return new Score
        {
            Labels = streams.Sum(stream => stream.Labels),
            Hits = streams.Sum(stream => stream.Hits),
            HitsGoneOn = streams.Sum(stream => stream.HitsGoneOn),
            FalseAlarms = streams.Sum(stream => stream.FalseAlarms),
            Episodes = streams.Sum(stream => stream.Episodes),
            Days = streams.Sum(stream => stream.WindowNs) / DayNs,
            CalmDays = streams.Sum(stream => stream.CalmNs) / DayNs,
            RaisedMedianSeconds = Quantile(raised, .5),
            RaisedP90Seconds = Quantile(raised, .9),
            DelayMedianSeconds = Quantile(delays, .5),
            DelayP90Seconds = Quantile(delays, .9),
        };
    }

    /// <summary>Quantile with linear interpolation between order statistics (definition 7 of Hyndman and Fan 1996); NaN of nothing.</summary>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        double position = share * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
