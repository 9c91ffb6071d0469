using System.Runtime.InteropServices;
using UltraCascade.Evaluation.Scoring;

namespace UltraCascade.Evaluation.Traces;

/// <summary>
/// A detector's value at every moment it looked, recorded once so that any threshold can be applied afterwards. Exact, because no alarm
/// feeds back into a value. Looks at which the value is below <see cref="Floor"/> are kept only as long as they can matter: until every alarm
/// that was on has cleared.
/// </summary>
public sealed class ValueTrace
{
    private const int BlockLooks = 64;

    private readonly List<(long Ns, double Value)> _looks = [];
    private readonly List<(double Least, double Greatest)> _blocks = [];
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
            Keep(ns, value);
            _belowSinceNs = 0;
            _allClear = false;
            return;
        }

        if (_allClear)
        {
            return;
        }

        Keep(ns, value);
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

        Automaton automaton = new(rule);
        ReadOnlySpan<(long Ns, double Value)> looks = CollectionsMarshal.AsSpan(_looks);
        for (int block = 0; block < _blocks.Count; block++)
        {
            int from = block * BlockLooks;
            int to = Math.Min(from + BlockLooks, looks.Length);
            if (!automaton.TryPass(_blocks[block].Least, _blocks[block].Greatest, looks[from].Ns, looks[to - 1].Ns))
            {
                foreach ((long ns, double value) in looks[from..to])
                {
                    automaton.Look(ns, value);
                }
            }
        }

        return automaton.Finish(EndNs);
    }

    private void Keep(long ns, double value)
    {
        if (_looks.Count % BlockLooks == 0)
        {
            _blocks.Add((value, value));
        }

        (double least, double greatest) = _blocks[^1];
        _blocks[^1] = (Math.Min(least, value), Math.Max(greatest, value));
        _looks.Add((ns, value));
    }

    /// <summary>The rule at work. A block of looks that cannot change its state is passed at once.</summary>
    private struct Automaton(AlarmRule rule)
    {
        private readonly List<AlarmInterval> _alarms = [];
        private long _raisedNs;
        private long _clearingSinceNs;

        public bool TryPass(double least, double greatest, long firstNs, long lastNs)
        {
            if (_raisedNs == 0)
            {
                return greatest < rule.RaiseAt;
            }

            if (least >= rule.ClearBelow)
            {
                _clearingSinceNs = 0;
                return true;
            }

            if (greatest >= rule.ClearBelow)
            {
                return false;
            }

            long sinceNs = _clearingSinceNs == 0 ? firstNs : _clearingSinceNs;
            if (lastNs - sinceNs >= rule.ClearNs)
            {
                return false;
            }

            _clearingSinceNs = sinceNs;
            return true;
        }

        public void Look(long ns, double value)
        {
            if (_raisedNs == 0)
            {
                _raisedNs = value >= rule.RaiseAt ? ns : 0;
                _clearingSinceNs = 0;
            }
            else if (value >= rule.ClearBelow)
            {
                _clearingSinceNs = 0;
            }
            else if (_clearingSinceNs == 0)
            {
                _clearingSinceNs = ns;
            }
            else if (ns - _clearingSinceNs >= rule.ClearNs)
            {
                _alarms.Add(new AlarmInterval(_raisedNs, ns));
                _raisedNs = 0;
            }
        }

        public readonly List<AlarmInterval> Finish(long endNs)
        {
            if (_raisedNs != 0)
            {
                _alarms.Add(new AlarmInterval(_raisedNs, endNs));
            }

            return _alarms;
        }
    }
}
