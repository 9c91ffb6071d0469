namespace UltraCascade.Evaluation.Scoring;

/// <summary>What one detector did on one stream, in counts, so that streams can be added.</summary>
public sealed record StreamScore
{
    /// <summary>Cascades to be found.</summary>
    public int Labels { get; init; }

    /// <summary>Cascades found.</summary>
    public int Hits { get; init; }

    /// <summary>Those among them at whose onset the alarm of an earlier label was still open.</summary>
    public int HitsGoneOn { get; init; }

    /// <summary>Episodes that touch no label.</summary>
    public int FalseEpisodes { get; init; }

    /// <summary>Calm time spent in alarm, in ns.</summary>
    public long CalmAlarmNs { get; init; }

    /// <summary>Calm time, in ns.</summary>
    public long CalmNs { get; init; }

    /// <summary>Time scored, in ns.</summary>
    public long WindowNs { get; init; }

    /// <summary>Episodes that begin in the time scored.</summary>
    public int Episodes { get; init; }

    /// <summary>From onset to alarm for each hit, in s, in order of onset; 0 when the alarm was on at the onset.</summary>
    public IReadOnlyList<double> DelaysSeconds { get; init; } = [];

    /// <summary>The same for the hits whose alarm was not on at the onset.</summary>
    public IReadOnlyList<double> RaisedDelaysSeconds { get; init; } = [];

    /// <summary>False episodes, and one more for each full 600 s of calm time in alarm.</summary>
    public int FalseAlarms => FalseEpisodes + (int)(CalmAlarmNs / ScoreRules.CalmAlarmNs);
}
