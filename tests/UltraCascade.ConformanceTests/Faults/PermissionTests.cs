using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Faults;

/// <summary>
/// A region that the user may not open. Root may open everything, so under root the programs run as nobody, from a copy that
/// nobody may read.
/// </summary>
internal sealed class PermissionTests
{
    private const UnixFileMode Everybody =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly ScratchInstance _instance = new();
    private readonly ScratchInstance _programs = new();

    [OneTimeSetUp]
    public void WriteARegionThatOthersMayNotOpen()
    {
        using Peer writer = Programs.TornWriter(_instance, "--turns", "100");
        writer.ShouldExit(0);
        foreach (string file in Directory.EnumerateFiles(Artifacts.HostDirectory).Append(NativePrograms.Example("tail")).Append(NativePrograms.Peer("feed_peer")))
        {
            File.Copy(file, _programs.File(Path.GetFileName(file)));
            File.SetUnixFileMode(_programs.File(Path.GetFileName(file)), Everybody);
        }

        File.SetUnixFileMode(_programs.Root, Everybody);
        if (!UnixSignal.IsRoot)
        {
            File.SetUnixFileMode(_instance.Paths.Signals, UnixFileMode.None);
            File.SetUnixFileMode(_instance.Paths.Lock, UnixFileMode.None);
        }

        using Peer probe = Unprivileged("ultracascade", "--version");
        if (probe.WaitForExit() != 0)
        {
            Assert.Ignore($"An unprivileged user cannot run the program here:{Environment.NewLine}{probe.Describe()}");
        }
    }

    [OneTimeTearDown]
    public void Remove()
    {
        _instance.Dispose();
        _programs.Dispose();
    }

    [Test]
    public void ShouldTellACReaderThatPermissionIsDenied()
    {
        using Peer tail = Unprivileged("tail", [.. _instance.Options, "--timeout", "0"]);
        Assert.That(tail.ShouldExit(5).Errors, Does.Contain("permission denied"));
    }

    [TestCase("tail")]
    [TestCase("status")]
    public void ShouldTellTheUserThatPermissionIsDenied(string verb)
    {
        using Peer program = Unprivileged("ultracascade", [verb, .. _instance.Options]);
        Assert.That(program.ShouldExit(1).Errors, Does.Contain(_instance.Paths.Signals).And.Contain("ermission").And.Not.Contain("   at "));
    }

    [Test]
    public void ShouldRefuseToReplayAFileThatTheUserMayNotRead()
    {
        string file = _programs.File("denied.csv");
        File.WriteAllText(file, "ts_us,exchange,symbol,side,price,qty,notional_usd\n");
        File.SetUnixFileMode(file, UnixFileMode.None);
        using Peer replay = Unprivileged("ultracascade", "replay", file, "--json");
        Assert.That(replay.ShouldExit(1).Errors, Does.Contain(file).And.Not.Contain("   at "));
        Assert.That(replay.Lines, Is.Empty, "A failure prints no document.");
    }

    [Test]
    public void ShouldRefuseToStartAnEngineWhereItMayNotWrite()
    {
        using Peer engine = Unprivileged("ultracascade", ["run", "--stop-with-input", .. _instance.Options]);
        Assert.That(engine.ShouldExit(1).Errors, Does.Contain(_instance.Root).And.Contain("ermission").And.Not.Contain("   at "));
    }

    [Test]
    public void ShouldRefuseToStartACFeedWhereItMayNotWrite()
    {
        if (!UnixSignal.IsRoot)
        {
            Assert.Ignore("The directory belongs to this user, who may create feeds in it.");
        }

        using Peer feeder = Unprivileged("feed_peer", _instance.Options);
        Assert.That(feeder.ShouldExit(1).Errors, Does.Contain("permission denied"));
    }

    private Peer Unprivileged(string program, params string[] arguments) => UnixSignal.IsRoot
        ? new Peer("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "--", _programs.File(program), .. arguments])
        : new Peer(_programs.File(program), arguments);
}
