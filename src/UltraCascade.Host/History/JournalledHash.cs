using UltraCascade.Journal;
using UltraCascade.Protocol;

namespace UltraCascade.Host.History;

/// <summary>The hash over the first frames that the live engine published, as its journal has them.</summary>
internal static class JournalledHash
{
    /// <summary>The hash over frames 1 to <paramref name="last"/>; null when they are not all in the journal.</summary>
    public static ulong? Of(JournalPaths paths, long last)
    {
        using SignalJournalReader reader = new(paths);
        ulong hash = SignalHash.Seed;
        long read = 0;
        while (read < last && reader.TryRead(out SignalFrame frame) && frame.Sequence == read + 1)
        {
            hash = SignalHash.Append(hash, frame);
            read++;
        }

        return read == last ? hash : null;
    }
}
