using System.Globalization;
using UltraCascade.Measurement.Machine;
using UltraCascade.Measurement.Path;
using UltraCascade.Protocol;

namespace UltraCascade.Measurement;

/// <summary>
/// What an engine process takes of the machine's memory, as the kernel counts it (VmRSS), beside the slab's own counters: nothing here
/// is computed from sizes of types.
/// </summary>
internal sealed class MemoryPart(SuiteRequest request, PinnedPair pair, ResultBook book, CancellationToken token)
{
    private const int FewInstruments = 1;
    private const int ManyInstruments = 1_000;
    private const int Instruments = 100;
    private const int SmallSlabMegabytes = 8;
    private const int LargeSlabMegabytes = 40;
    private const long WindowNs = 300_000_000_000;
    private const long HourNs = 3_600_000_000_000;
    private const int LooksPerHour = 24;
    private const double BytesPerMegabyte = 1 << 20;

    /// <summary>All of it.</summary>
    public void Run()
    {
        for (int round = 0; round < book.AllRounds; round++)
        {
            request.OnProgress(Text($"memory, round {round}"));
            IdleInstrument(round);
            EventHeld(round);
            Hour(round);
        }

        book.Remark("memory_idle_instrument", Text($"(RSS with {ManyInstruments} instruments of one event each - RSS with {FewInstruments}) / {ManyInstruments - FewInstruments}"));
        book.Remark("memory_per_event", "RSS of two engines whose slabs are full, over the events that their counters say they hold");
        book.Remark("memory_hour_growth", "RSS at the end of an hour of stream time at full speed, 100,000 events held, minus RSS when the windows were first full");
    }

    private void IdleInstrument(int round)
    {
        double few = ResidentWith(FewInstruments);
        double many = ResidentWith(ManyInstruments);
        book.Value(round, "memory_idle_instrument", "bytes", (many - few) / (ManyInstruments - FewInstruments));
    }

    private void EventHeld(int round)
    {
        (double smallBytes, long smallHeld) = FullSlab(SmallSlabMegabytes);
        (double largeBytes, long largeHeld) = FullSlab(LargeSlabMegabytes);
        book.Value(round, "memory_per_event", "bytes", (largeBytes - smallBytes) / (largeHeld - smallHeld));
    }

    private (double Resident, long Held) FullSlab(int megabytes)
    {
        // So dense that the slab is full long before the first event leaves the window.
        EventPattern pattern = new(Instruments, spacingNs: 50_000, ticks: false);
        using PathRig rig = new(request, pair, "slab", pattern, Instruments, token, megabytes);
        while (rig.Reader.GetCounter(EngineCounter.SlabFull) == 0)
        {
            pair.RunFirst(() => rig.Feed(50_000));
            rig.AwaitBeat();
        }

        return (Resident(rig), rig.Reader.GetCounter(EngineCounter.EventsHeld));
    }

    private void Hour(int round)
    {
        EventPattern pattern = new(Instruments, EventPattern.SpacingFor100kHeld, ticks: true);
        using PathRig rig = new(request, pair, "hour", pattern, Instruments, token);
        pair.RunFirst(() => rig.Feed(2 * WindowNs / EventPattern.SpacingFor100kHeld));
        double first = Resident(rig);
        double most = first;
        double last = first;
        for (int look = 0; look < LooksPerHour; look++)
        {
            token.ThrowIfCancellationRequested();
            pair.RunFirst(() => rig.Feed(HourNs / EventPattern.SpacingFor100kHeld / LooksPerHour));
            last = Resident(rig);
            most = Math.Max(most, last);
        }

        rig.AwaitBeat();
        book.Value(round, "memory_resident", "bytes", last);
        book.Value(round, "memory_hour_growth", "bytes", last - first);
        book.Remark("memory_resident", Text(
            $"at the end of the hour: {rig.Reader.GetCounter(EngineCounter.EventsHeld)} events held, slab_full {rig.Reader.GetCounter(EngineCounter.SlabFull)}, most seen {most / BytesPerMegabyte:0.0} MiB"));
    }

    private double ResidentWith(int instruments)
    {
        EventPattern pattern = new(instruments, EventPattern.SpacingFor100kHeld, ticks: false);
        using PathRig rig = new(request, pair, "idle", pattern, instruments, token);
        return Resident(rig);
    }

    private static double Resident(PathRig rig) =>
        1024.0 * KernelFile.Counter(string.Create(CultureInfo.InvariantCulture, $"/proc/{rig.Engine.Pid}/status"), "VmRSS:");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
