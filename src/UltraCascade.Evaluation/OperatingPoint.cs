using UltraCascade.Evaluation.Scoring;

namespace UltraCascade.Evaluation;

/// <summary>How a detector does at one threshold, over all streams.</summary>
public readonly record struct OperatingPoint(double Threshold, Score Score);
