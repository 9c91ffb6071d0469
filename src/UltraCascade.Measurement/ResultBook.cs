using UltraCascade.Measurement.Statistics;

namespace UltraCascade.Measurement;

/// <summary>Collects the figures of a run round by round, in the order in which they first came. Round 0 is thrown away.</summary>
internal sealed class ResultBook(int rounds)
{
    private readonly List<string> _order = [];
    private readonly Dictionary<string, List<LogLinearHistogram>> _latencies = [];
    private readonly Dictionary<string, (string Unit, List<double> Rounds)> _values = [];
    private readonly Dictionary<string, string> _notes = [];

    /// <summary>Rounds to run, the discarded one included.</summary>
    public int AllRounds => rounds + 1;

    /// <summary>The figures so far.</summary>
    public IEnumerable<BenchResult> Results => _order.Select(name => _latencies.TryGetValue(name, out List<LogLinearHistogram>? latencies)
        ? BenchResult.OfLatencies(name, latencies, Note(name))
        : BenchResult.OfValues(name, _values[name].Unit, _values[name].Rounds, Note(name)));

    /// <summary>Notes one round of a latency.</summary>
    public void Latency(int round, string name, LogLinearHistogram histogram)
    {
        if (round > 0)
        {
            Enter(name, _latencies, static () => []).Add(histogram);
        }
    }

    /// <summary>Notes one round of a rate or ratio.</summary>
    public void Value(int round, string name, string unit, double value)
    {
        if (round > 0)
        {
            Enter(name, _values, () => (unit, [])).Rounds.Add(value);
        }
    }

    /// <summary>Adds what there is to know beside the number.</summary>
    public void Remark(string name, string note) => _notes[name] = note;

    private string Note(string name) => _notes.GetValueOrDefault(name, "");

    private T Enter<T>(string name, Dictionary<string, T> entries, Func<T> create)
    {
        if (!entries.TryGetValue(name, out T? entry))
        {
            entry = create();
            entries.Add(name, entry);
            _order.Add(name);
        }

        return entry;
    }
}
