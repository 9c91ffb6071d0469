using UltraCascade.Evaluation.Scoring;

namespace UltraCascade.Evaluation;

/// <summary>What happened on one stream: for the timeline, and for looking at one stream alone.</summary>
public sealed record StreamResult
{
    /// <summary>The stream.</summary>
    public required EvaluationStream Stream { get; init; }

    /// <summary>What of it was scored.</summary>
    public required Truth Truth { get; init; }

    /// <summary>Records that went through the detectors, ticks included.</summary>
    public required long Records { get; init; }

    /// <summary>Alarms of each detector at its threshold, in the order of the results.</summary>
    public required IReadOnlyList<(string Detector, IReadOnlyList<AlarmInterval> Alarms)> Alarms { get; init; }
}
