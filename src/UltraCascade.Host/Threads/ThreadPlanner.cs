using System.Globalization;
using UltraCascade.Engine;
using UltraCascade.Host.Configuration;

namespace UltraCascade.Host.Threads;

/// <summary>
/// Chooses topology, waiting and pinning from what is configured and what the machine has. A function of its arguments alone.
/// <code>
/// topology   as told; else parallel from 4 processors on, counted as the smaller of affinity and quota; of isolated
///            processors only those count, since the hot threads are to live there
/// pinning    as told; else to isolated processors, or to a control group's own if one is left over for everybody else
/// waiting    as told, unless it spins where it must not; else busy-spin on pinned isolated processors, adaptive anywhere else
/// spinning   allowed when there is a processor for each hot thread, one more if these are all the machine has, and a quota
///            (if any) of one more than the hot threads
/// </code>
/// </summary>
internal static class ThreadPlanner
{
    private const int CpusForParallel = 4;

    /// <summary>The plan for these settings on these processors.</summary>
    public static ThreadPlan Plan(EngineSettings settings, Processors machine)
    {
        List<string> reasons = [];
        List<string> warnings = [];
        Topology topology = TopologyOf(settings.Topology, machine, reasons);
        int threads = ThreadPlan.ThreadsOf(topology);
        IReadOnlyList<int> cpus = CpusOf(settings, machine, threads, reasons, warnings);
        bool maySpin = MaySpin(machine, cpus, threads, out string whyNot);
        WaitStrategyChoice wait = WaitOf(settings.WaitStrategy, machine, cpus, maySpin, whyNot, reasons, warnings);
        return new ThreadPlan { Topology = topology, Wait = wait, MaySpin = maySpin, Cpus = cpus, Reasons = reasons, Warnings = warnings };
    }

    private static Topology TopologyOf(TopologyChoice choice, Processors machine, List<string> reasons)
    {
        if (choice != TopologyChoice.Auto)
        {
            reasons.Add("topology as configured");
            return choice == TopologyChoice.Parallel ? Topology.Parallel : Topology.Fused;
        }

        int count = machine.Isolated.Count > 0 ? machine.Isolated.Count : machine.Usable.Count;
        string what = Text($"{count} {(machine.Isolated.Count > 0 ? "isolated" : "usable")} processors");
        if (machine.Quota is { } quota)
        {
            what += Text($" and a quota of {quota:0.##}");
            count = (int)Math.Min(count, quota);
        }

        reasons.Add(what);
        return count < CpusForParallel ? Topology.Fused : Topology.Parallel;
    }

    private static IReadOnlyList<int> CpusOf(EngineSettings settings, Processors machine, int threads, List<string> reasons, List<string> warnings)
    {
        if (settings.Cpus.Count > 0)
        {
            return ToldCpus(settings.Cpus, machine, reasons, warnings);
        }

        if (settings.Pinning == PinningChoice.None)
        {
            reasons.Add("pinning is off");
            return [];
        }

        if (machine.Isolated.Count >= threads)
        {
            // The scheduler moves nothing between isolated processors: threads that are not pinned would all stay on one.
            reasons.Add("isolated processors are the engine's");
            return [.. machine.Isolated.Take(threads)];
        }

        if (machine.AreOwn && machine.Usable.Count > threads)
        {
            reasons.Add("the control group has its processors to itself");
            return [.. machine.Usable.TakeLast(threads)];
        }

        reasons.Add("others may run on every processor");
        return [];
    }

    private static IReadOnlyList<int> ToldCpus(IReadOnlyList<int> told, Processors machine, List<string> reasons, List<string> warnings)
    {
        int[] had = [.. told.Intersect(machine.Usable)];
        foreach (int cpu in told.Except(had))
        {
            warnings.Add(Text($"processor {cpu} of Engine:Cpus is not one that this process may use"));
        }

        reasons.Add("processors as configured");
        return had;
    }

    private static bool MaySpin(Processors machine, IReadOnlyList<int> cpus, int threads, out string whyNot)
    {
        int places = cpus.Count > 0 ? cpus.Count : machine.Usable.Count;
        if (places < threads)
        {
            whyNot = Text($"{threads} spinning threads on {places} {(places == 1 ? "processor" : "processors")}");
            return false;
        }

        if (machine.Online <= threads)
        {
            whyNot = Text($"the machine has {machine.Online}, and whoever feeds the engine needs one too");
            return false;
        }

        if (machine.Quota is { } quota && quota < threads + 1)
        {
            whyNot = Text($"a quota of {quota:0.##} processors would be spun away and the engine stopped for the rest of each period");
            return false;
        }

        whyNot = "";
        return true;
    }

    private static WaitStrategyChoice WaitOf(
        WaitStrategyChoice choice, Processors machine, IReadOnlyList<int> cpus, bool maySpin, string whyNot, List<string> reasons, List<string> warnings)
    {
        if (choice == WaitStrategyChoice.Auto)
        {
            if (maySpin && cpus.Count > 0 && !cpus.Except(machine.Isolated).Any())
            {
                reasons.Add("nobody else wants them, so waiting spins");
                return WaitStrategyChoice.BusySpin;
            }

            return WaitStrategyChoice.Adaptive;
        }

        // A yielding thread lets others run, but uses a quota up as a spinning one does.
        bool burns = choice == WaitStrategyChoice.BusySpin || (choice == WaitStrategyChoice.Yielding && machine.Quota is not null);
        if (maySpin || !burns)
        {
            reasons.Add("waiting as configured");
            return choice;
        }

        warnings.Add(Text($"{EngineChoices.Text(choice)} waiting is not done, adaptive is: {whyNot}"));
        return WaitStrategyChoice.Adaptive;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
