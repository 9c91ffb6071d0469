using UltraCascade.Engine.Risk;
using UltraCascade.Engine.Velocity;
using UltraCascade.Evaluation.Traces;
using UltraCascade.Protocol;

namespace UltraCascade.Evaluation.Detectors;

/// <summary>
/// Records the two fixed scores that serve as baselines over the whole market: events in 60 s, and the multi-factor risk score with
/// fixed bands, without correlation and regime, which the fixed score did not have. Both come from the engine's own windows; the risk score is asked without an episode, so that it holds nothing.
/// </summary>
public sealed class BaselineRecorder : IRecordConsumer
{
    private const long SlabBytes = 24L << 20;
    private const int Market = 0;

    private readonly VelocityTracker<VectorLanes<VectorOf4>> _windows;
    private readonly ValueTrace _counts;
    private readonly ValueTrace _scores;
    private VelocityReading _reading;

    /// <summary>Prepares the windows of <paramref name="instruments"/> instruments.</summary>
    public BaselineRecorder(int instruments, ValueTrace counts, ValueTrace scores)
    {
        _windows = new VelocityTracker<VectorLanes<VectorOf4>>(instruments, SlabBytes);
        _counts = counts;
        _scores = scores;
    }

    /// <inheritdoc/>
    public void Take(in EventRecord record)
    {
        if (record.Kind is not (RecordKind.Liquidation or RecordKind.Tick or RecordKind.Gap))
        {
            return;
        }

        if (record.Kind == RecordKind.Liquidation && (record.Flags & (RecordFlags.Snapshot | RecordFlags.Duplicate)) == 0)
        {
            _windows.Add(in record);
        }

        _windows.Read(Market, record.EngineNs, ref _reading);
        _counts.Add(record.EngineNs, _reading.Count60s);
        SignalFrame frame = new() { Regime = MarketRegime.Normal, MeanCoincidence = float.NaN };
        RiskMaxima maxima = default;
        RiskScore.Fill(ref frame, in _reading, ref maxima, active: false);
        _scores.Add(record.EngineNs, frame.Risk);
    }
}
