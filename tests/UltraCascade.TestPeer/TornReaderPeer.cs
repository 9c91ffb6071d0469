using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.TestPeer;

/// <summary>
/// <c>torn-read --reads N</c>: copies frames of latest and history that <see cref="TornWriterPeer"/> writes meanwhile, checks each, and
/// says <c>latest A history B lapped C lost D torn T</c> after N whole copies. Exit code 3 when one was torn or the history does
/// not add up.
/// </summary>
internal static class TornReaderPeer
{
    private const int HistoryPollsPerTurn = 4;

    public static int Run(PeerOptions options)
    {
        if (SignalReader.TryOpen(options.Paths, out SignalReader? opened, out string reason) != RegionStatus.Ready)
        {
            throw new ArgumentException(reason);
        }

        using SignalReader reader = opened!;
        long reads = options.Number("--reads", 1_000_000);
        HistoryReader history = reader.ReadHistory(HistoryStart.Oldest);
        long first = history.Next;
        long latest = 0, frames = 0, lapped = 0, torn = 0, before = 0;
        while (latest + frames < reads)
        {
            if (reader.TryReadLatest(TornFrame.Instrument, out SignalFrame frame, out long version) == ReadStatus.Ok)
            {
                torn += TornFrame.IsWhole(in frame, version) && version >= before ? 0 : 1;
                before = version;
                latest++;
            }

            for (int i = 0; i < HistoryPollsPerTurn; i++)
            {
                ReadStatus status = history.TryRead(out frame);
                if (status == ReadStatus.Ok)
                {
                    torn += TornFrame.IsWhole(in frame, frame.Sequence) ? 0 : 1;
                    frames++;
                }

                lapped += status == ReadStatus.Lapped ? 1 : 0;
            }
        }

        Console.WriteLine($"latest {latest} history {frames} lapped {lapped} lost {history.Lost} torn {torn}");
        return torn == 0 && frames + history.Lost == history.Next - first ? PeerExit.Ok : PeerExit.Torn;
    }
}
