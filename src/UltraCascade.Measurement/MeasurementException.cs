namespace UltraCascade.Measurement;

/// <summary>A figure cannot be taken on this machine or at this moment; the message says why and what to do.</summary>
public sealed class MeasurementException(string message) : Exception(message);
