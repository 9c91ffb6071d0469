using UltraCascade.Evaluation.Scoring;

namespace UltraCascade.Evaluation.Traces;

/// <summary>
/// A detector's value at every moment it looked, recorded once so that any threshold can be applied afterwards. Exact, because no alarm
/// feeds back into a value. Looks at which the value is below <see cref="Floor"/> are kept only as long as they can matter: until every alarm
/// that was on has cleared.
/// </summary>
public sealed class ValueTrace
{
    private readonly List<(long Ns, double Value)> _looks = [];
    private readonly long _clearNs;
    private long _belowSinceNs;
    private bool _allClear = true;

    /// <summary>Begins an empty trace for rules whose <see cref="AlarmRule.ClearBelow"/> is at least <paramref name="floor"/>.</summary>
    public ValueTrace(double floor, long clearNs = AlarmRule.MinuteNs)
    {
        Floor = floor;
        _clearNs = clearNs;
    }

    /// <summary>The least <see cref="AlarmRule.ClearBelow"/> that can be applied.</summary>
    public double Floor { get; }

    /// <summary>Time of the last look, in ns.</summary>
    public long EndNs { get; private set; }

    /// <summary>Looks kept.</summary>
    public IReadOnlyList<(long Ns, double Value)> Looks => _looks;

    /// <summary>Records a look, not before the one before.</summary>
    public void Add(long ns, double value)
    {
        EndNs = ns;
        if (value >= Floor)
        {
            _looks.Add((ns, value));
            _belowSinceNs = 0;
            _allClear = false;
            return;
        }

        if (_allClear)
        {
            return;
        }

        _looks.Add((ns, value));
        if (_belowSinceNs == 0)
        {
            _belowSinceNs = ns;
        }
        else if (ns - _belowSinceNs >= _clearNs)
        {
            _allClear = true;
            _belowSinceNs = 0;
        }
    }

    /// <summary>The alarms that <paramref name="rule"/> gives; one that is on at the end ends with the trace.</summary>
    /// <exception cref="ArgumentException">The rule clears below the floor, or takes another time to clear.</exception>
    public List<AlarmInterval> Apply(AlarmRule rule)
    {
        if (!(rule.ClearBelow >= Floor) || rule.ClearNs > _clearNs)
        {
            throw new ArgumentException($"The trace was kept for clearing at {Floor} or above within {_clearNs} ns.", nameof(rule));
        }

        List<AlarmInterval> alarms = [];
        long raisedNs = 0;
        long clearingSinceNs = 0;
        foreach ((long ns, double value) in _looks)
        {
            if (raisedNs == 0)
            {
                raisedNs = value >= rule.RaiseAt ? ns : 0;
                clearingSinceNs = 0;
            }
            else if (value >= rule.ClearBelow)
            {
                clearingSinceNs = 0;
            }
            else if (clearingSinceNs == 0)
            {
                clearingSinceNs = ns;
            }
            else if (ns - clearingSinceNs >= rule.ClearNs)
            {
                alarms.Add(new AlarmInterval(raisedNs, ns));
                raisedNs = 0;
            }
        }

        if (raisedNs != 0)
        {
            alarms.Add(new AlarmInterval(raisedNs, EndNs));
        }

        return alarms;
    }
}
