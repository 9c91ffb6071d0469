namespace UltraCascade.Evaluation;

/// <summary>Everything an evaluation found.</summary>
/// <param name="Detectors">One entry for each detector, ours first.</param>
/// <param name="Streams">One entry for each stream, in the order given.</param>
public sealed record EvaluationResult(IReadOnlyList<DetectorResult> Detectors, IReadOnlyList<StreamResult> Streams);
