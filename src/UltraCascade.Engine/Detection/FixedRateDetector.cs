namespace UltraCascade.Engine.Detection;

/// <summary>State of one baseline detector.</summary>
public struct FixedRateState
{
    /// <summary>Whether the alarm is on.</summary>
    public bool Alarm;

    /// <summary>Since when the condition for clearing holds, engine time in ns; 0 = it does not hold.</summary>
    public long ClearingSinceNs;
}

/// <summary>
/// The baseline detector, named as what it stays: a fixed rate. Alarm at 7 events in 60 s, over when there were fewer than 4
/// in 60 s for 60 s on end. It knows no baseline, no side and no size; a better detector is measured against it.
/// </summary>
public sealed class FixedRateDetector(FixedRateOptions options)
{
    private readonly int _raiseAt = options.RaiseAt;
    private readonly int _clearBelow = options.ClearBelow;
    private readonly long _clearNs = options.ClearNs;

    /// <summary>Brings the alarm up to date with <paramref name="count60s"/> events in 60 s at <paramref name="engineNs"/>.</summary>
    public void Update(ref FixedRateState state, int count60s, long engineNs)
    {
        if (!state.Alarm)
        {
            state.Alarm = count60s >= _raiseAt;
            state.ClearingSinceNs = 0;
        }
        else if (count60s >= _clearBelow)
        {
            state.ClearingSinceNs = 0;
        }
        else if (state.ClearingSinceNs == 0)
        {
            state.ClearingSinceNs = engineNs;
        }
        else if (engineNs - state.ClearingSinceNs >= _clearNs)
        {
            state.Alarm = false;
            state.ClearingSinceNs = 0;
        }
    }
}
