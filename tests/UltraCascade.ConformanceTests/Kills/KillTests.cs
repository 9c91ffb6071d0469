using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Kills;

/// <summary>
/// kill -9 at random instants: afterwards nothing is lost, nothing is said twice, and every byte is what an engine says that nobody kills.
/// <c>ULTRACASCADE_LONG_TESTS=1</c> kills more than two hundred engines; without it some dozens die.
/// </summary>
internal sealed class KillTests
{
    private static readonly int s_kills = Until.TakesLong ? 110 : 12;

    private readonly ScratchInstance _place = new();

    [OneTimeTearDown]
    public void Remove() => _place.Dispose();

    [TestCase("fused", 71)]
    [TestCase("parallel", 72)]
    public void ShouldSayTheSameOverALabelledStreamFromTheRingAlone(string topology, int seed)
    {
        string file = _place.File($"cascade-{seed}.csv.gz");
        using Peer generate = Programs.UltraCascade("generate", "--scenario", "cascade", "--seed", "7", "--out", file);
        generate.ShouldExit(0);

        // Without a journal the ring holds it all, or nothing could be said.
        KillRun run = new(file, [], new Dictionary<string, string> { ["Topology"] = topology, ["RingSlots"] = "1048576" });
        (SignalStory expected, long positions) = run.Unkilled();
        Assert.That(expected.History, Has.Count.GreaterThan(100), "a stream that says something");
        run.Killed(seed, s_kills, positions).ShouldEqual(expected, $"{s_kills} kills, seed {seed}");
    }
}
