using UltraCascade.Host.Threads;

namespace UltraCascade.Host.Doctor;

/// <summary>How an engine with the configured settings would lay out its threads here, and why.</summary>
internal static class ThreadCheck
{
    public static Finding Run(MachineView machine)
    {
        const string Id = "threads";
        const string Wanted = "topology, waiting and pinning that the processors allow";
        ThreadPlan plan = ThreadPlanner.Plan(machine.Engine, Processors.Read(machine, machine.UsableCpus));
        return plan.Warnings.Count == 0
            ? Finding.Passed(Id, plan.ToString(), Wanted)
            : new Finding(Id, Verdict.Warn, plan.ToString(), Wanted, "leave Engine:Topology, Engine:WaitStrategy and Engine:Cpus at auto, or give the engine more processors", string.Join("; ", plan.Warnings));
    }
}
