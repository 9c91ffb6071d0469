using Microsoft.Extensions.Logging;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

/// <summary>
/// Watches the instance's directory for feeds that appear or are replaced, on a thread of its own: opening a file is slow and
/// may fail, and the sequencer must not notice.
/// </summary>
internal sealed class FeedDiscovery(InstancePaths paths, FeedTable table, ILogger logger)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<string, FeedReader> _known = [];
    private readonly Dictionary<string, RegionStatus> _complaints = [];

    /// <summary>Looks once, then again at each interval until cancelled.</summary>
    public void Run(CancellationToken token)
    {
        do
        {
            Look();
            table.DisposeRetired();
        }
        while (!token.WaitHandle.WaitOne(s_interval));
    }

    /// <summary>Looks once.</summary>
    public void Look()
    {
        foreach (string name in paths.FeedNames())
        {
            if (!_known.TryGetValue(name, out FeedReader? reader) || IsReplacedAndRead(reader))
            {
                TryAttach(name);
            }
        }
    }

    // The records of the old file are read to their end before the new file takes its place.
    private static bool IsReplacedAndRead(FeedReader reader)
    {
        try
        {
            return reader.IsSuperseded() && reader.Position > reader.Cursor;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private void TryAttach(string name)
    {
        RegionStatus status = FeedReader.TryOpen(paths.Feed(name), out FeedReader? reader, out string reason);
        if (reader is null)
        {
            // Said once for each reason: the file may lie there for days.
            if (!_complaints.TryGetValue(name, out RegionStatus said) || said != status)
            {
                _complaints[name] = status;
                logger.LogWarning("Feed {Name} is not read: {Reason}", name, reason);
            }

            return;
        }

        if (table.Offer(reader))
        {
            _known[name] = reader;
            _complaints.Remove(name);
            logger.LogInformation("Feed {Name} attached.", name);
        }
        else
        {
            reader.Dispose();
        }
    }
}
