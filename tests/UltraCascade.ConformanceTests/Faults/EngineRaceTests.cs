using UltraCascade.ConformanceTests.Processes;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.ConformanceTests.Faults;

/// <summary>Engines that start for one instance at once: one gets it, the others are told who; again when that one is killed.</summary>
internal sealed class EngineRaceTests
{
    [Test]
    public void ShouldLetOneOfManyIn()
    {
        const int Engines = 3, Rounds = 3;
        using ScratchInstance instance = new();
        for (int round = 1; round <= Rounds; round++)
        {
            Peer[] engines = [.. Enumerable.Range(0, Engines).Select(_ => Programs.StartEngine(instance))];
            try
            {
                Until.Holds(() => engines.Count(engine => engine.HasExited) == Engines - 1 && IsLive(instance, engines), "one engine runs and the others have ended");
                Peer winner = engines.Single(engine => !engine.HasExited);
                foreach (Peer loser in engines.Where(engine => engine != winner))
                {
                    Assert.That(loser.ShouldExit(1).Errors, Does.Contain("--instance").And.Not.Contain("   at "));
                }

                using SignalReader reader = instance.OpenSignals();
                Assert.That((reader.WriterPid, reader.Generation), Is.EqualTo((winner.Pid, (ulong)round)), "Who was refused has changed nothing.");
                winner.KillHard();
            }
            finally
            {
                Array.ForEach(engines, engine => engine.Dispose());
            }
        }
    }

    private static bool IsLive(ScratchInstance instance, Peer[] engines)
    {
        if (SignalReader.TryOpen(instance.Paths, out SignalReader? reader, out _) != RegionStatus.Ready)
        {
            return false;
        }

        using (reader)
        {
            return reader!.State == RegionState.Live && engines.Any(engine => engine.Pid == reader.WriterPid);
        }
    }
}
