using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.TestPeer;

/// <summary>
/// <c>torn-write [--slots S] [--turns N]</c>: overwrites one latest slot and a short history at full speed, until it is killed or
/// N turns are done. Four refreshes of latest to one of history, since the history's hash costs the writer time in which nothing
/// is half written.
/// </summary>
internal static class TornWriterPeer
{
    private const int RefreshesPerTurn = 4;
    private const int TurnsPerBeat = 1 << 16;

    public static int Run(PeerOptions options)
    {
        InstancePaths paths = options.Paths;
        long turns = options.Number("--turns", long.MaxValue);
        using InstanceLock held = InstanceLock.Acquire(paths);
        using SignalWriter writer = SignalWriter.Open(paths, new SignalOptions
        {
            HistorySlots = options.Number("--slots", 16),
            Instruments = 4,
            Mode = InstanceMode.Replay,
        });
        InstrumentEntry entry = default;
        _ = FixedText.TryWrite("TORN", entry.Name);
        if (writer.AddInstrument(entry) != TornFrame.Instrument)
        {
            throw new ArgumentException("The region has instruments of another writer.");
        }

        writer.Beat(MonotonicClock.NowNs());
        writer.SetState(RegionState.Live);
        Console.WriteLine("live");
        Console.Out.Flush();
        SignalFrame frame = default;
        long version = 0;
        for (long turn = 1; turn <= turns; turn++)
        {
            for (int i = 0; i < RefreshesPerTurn; i++)
            {
                TornFrame.Fill(ref frame, ++version);
                writer.PublishLatest(TornFrame.Instrument, ref frame);
            }

            TornFrame.Fill(ref frame, turn);
            _ = writer.AppendHistory(ref frame);
            if (turn % TurnsPerBeat == 0)
            {
                writer.Beat(MonotonicClock.NowNs());
            }
        }

        writer.SetState(RegionState.Stopped);
        return PeerExit.Ok;
    }
}
