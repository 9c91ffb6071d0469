using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Replay;

/// <summary>The same file gives the same signals, bit for bit, however it is computed and at whatever speed, over real processes.</summary>
internal sealed class ReplayHashTests
{
    private const long MinEpisodes = 2;

    private readonly ScratchInstance _place = new();
    private string _file = "";
    private ReplayCommand _first = null!;

    [OneTimeSetUp]
    public void GenerateAndReplayOnce()
    {
        _file = _place.File("cascade.csv.gz");
        using Peer generate = Programs.UltraCascade("generate", "--scenario", "cascade", "--seed", "7", "--out", _file);
        generate.ShouldExit(0);
        _first = ReplayCommand.Run(_place.Root, _file);
        Assert.That(_first.Episodes, Is.GreaterThanOrEqualTo(MinEpisodes), "The scenario raises no alarms.");
        Assert.That(_first.Rejected, Is.Zero);
    }

    [OneTimeTearDown]
    public void Remove() => _place.Dispose();

    [Test]
    public void ShouldGiveTheSameSignalsForEveryTopologyAndWidth(
        [Values("fused", "parallel")] string topology, [Values("auto", "scalar", "128", "256", "512")] string simd)
    {
        ReplayCommand again = ReplayCommand.Run(_place.Root, _file, "--topology", topology, "--simd", simd);
        Assert.That((again.Topology, again.Events, again.Signals, again.SignalHash), Is.EqualTo((topology, _first.Events, _first.Signals, _first.SignalHash)));
        Assert.That(again.Simd, simd == "auto" ? Is.Not.Empty : Is.EqualTo(simd));
    }

    [TestCase("3000")]
    [TestCase("max")]
    public void ShouldGiveTheSameSignalsAtEverySpeed(string speed)
    {
        ReplayCommand again = ReplayCommand.Run(_place.Root, _file, "--speed", speed);
        Assert.That((again.Events, again.Signals, again.SignalHash), Is.EqualTo((_first.Events, _first.Signals, _first.SignalHash)));
    }

    [Test]
    public void ShouldWriteTheSameSignalsFileOnEveryTopology()
    {
        string[] files = [.. ((string[])["fused", "parallel"]).Select(topology =>
        {
            string file = _place.File($"{topology}.jsonl");
            ReplayCommand replay = ReplayCommand.Run(_place.Root, _file, "--topology", topology, "--signals", file);
            Assert.That(replay.SignalHash, Is.EqualTo(_first.SignalHash));
            return file;
        })];
        Assert.That(File.ReadLines(files[0]).LongCount(), Is.EqualTo(_first.Signals));
        Assert.That(File.ReadAllBytes(files[1]), Is.EqualTo(File.ReadAllBytes(files[0])));
    }

    [Test]
    public void ShouldPrintTheSameLinesFromARunningEngineAsIntoASignalsFile()
    {
        string file = _place.File("own.jsonl");
        ReplayCommand.Run(_place.Root, _file, "--signals", file);
        using ScratchInstance instance = new();
        using Peer engine = Programs.Engine(instance);
        Peer[] readers = [.. Enum.GetValues<Language>().Select(language => Programs.Tail(language, instance, _first.Signals))];
        try
        {
            using Peer replay = Programs.UltraCascade(["replay", _file, "--speed", "3000", .. instance.Options]);
            replay.ShouldExit(0);
            string[] expected = File.ReadAllLines(file);
            foreach (Peer reader in readers)
            {
                Assert.That(reader.ShouldExit(0).Lines, Is.EqualTo(expected), reader.Describe());
            }
        }
        finally
        {
            Array.ForEach(readers, reader => reader.Dispose());
        }
    }

    [Test]
    public void ShouldLeaveNoInstanceBehind()
    {
        ReplayCommand.Run(_place.Root, _file);
        Assert.That(Directory.EnumerateDirectories(_place.Root), Is.Empty);
    }

    [Test]
    public void ShouldTakeInTheRecordedOkxDays()
    {
        string file = Path.Combine(Repository.Root, "..", "shared", "data", "okx_2026-03-04_05.csv");
        if (!File.Exists(file))
        {
            Assert.Ignore("The recorded data (../shared/data/okx_2026-03-04_05.csv) is not on this machine.");
        }

        ReplayCommand fused = ReplayCommand.Run(_place.Root, file, "--topology", "fused", "--simd", "scalar");
        ReplayCommand parallel = ReplayCommand.Run(_place.Root, file, "--topology", "parallel");
        Assert.That((fused.Events, fused.Rejected), Is.EqualTo((5816L, 0L)), fused.Errors);
        Assert.That(parallel.SignalHash, Is.EqualTo(fused.SignalHash));
    }
}
