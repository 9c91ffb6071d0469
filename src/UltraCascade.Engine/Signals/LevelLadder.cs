using UltraCascade.Protocol;

namespace UltraCascade.Engine.Signals;

/// <summary>
/// Levels with hysteresis (DETECTION 6): up at once; down one level after 5 s below it; out of ALERT only when the detector
/// clears its alarm.
/// </summary>
public static class LevelLadder
{
    /// <summary>How long a lower level must be called for before the level goes down by one, in ns.</summary>
    public const long HoldNs = 5_000_000_000L;

    /// <summary>The level that the numbers call for now.</summary>
    public static SignalLevel Target(bool alarm, float probability, float risk, bool breadth)
    {
        if (probability >= .9f && risk >= 80f && breadth)
        {
            return SignalLevel.Extreme;
        }

        if (probability >= .7f && risk >= 55f)
        {
            return SignalLevel.Critical;
        }

        if (alarm)
        {
            return SignalLevel.Alert;
        }

        return probability >= .3f ? SignalLevel.Watch : SignalLevel.None;
    }

    /// <summary>Moves the level towards <paramref name="target"/> and returns it.</summary>
    public static SignalLevel Step(ref LevelState state, SignalLevel target, bool alarm, long engineNs)
    {
        if (target >= state.Level)
        {
            state.Level = target;
            state.BelowSinceNs = 0;
            return state.Level;
        }

        if (state.Level == SignalLevel.Alert && !alarm)
        {
            // The clear rule has already taken its minute.
            state.Level = SignalLevel.Watch;
            state.BelowSinceNs = engineNs;
            return state.Level;
        }

        if (state.BelowSinceNs == 0)
        {
            state.BelowSinceNs = engineNs;
        }
        else if (engineNs - state.BelowSinceNs >= HoldNs)
        {
            state.Level--;
            state.BelowSinceNs = state.Level > target ? engineNs : 0;
        }

        return state.Level;
    }
}
