using UltraCascade.Evaluation;
using UltraCascade.Host.Terminal;

namespace UltraCascade.Host.Evaluation;

/// <summary>A progress line that several threads feed.</summary>
internal sealed class PassProgress : IDisposable
{
    private readonly ProgressLine _line;
    private readonly long _total;
    private readonly CancellationToken _token;
    private readonly Lock _gate = new();
    private long _done;

    public PassProgress(string what, long totalRecords, bool enabled, CancellationToken token)
    {
        _line = new ProgressLine(what, "records", enabled);
        _total = totalRecords;
        _token = token;
    }

    /// <summary>What to hand to a pass.</summary>
    public Watch Watch => new(OnRecords, _token);

    public void Dispose() => _line.Dispose();

    private void OnRecords(long records)
    {
        lock (_gate)
        {
            _done = Math.Min(_total, _done + records);
            _line.Show(_done, _total);
        }
    }
}
