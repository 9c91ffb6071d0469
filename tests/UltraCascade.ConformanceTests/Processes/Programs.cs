using System.Globalization;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.ConformanceTests.Processes;

/// <summary>The programs of the tests, by what they do and in which language.</summary>
internal static class Programs
{
    /// <summary>Name of the feed that the feed writers write.</summary>
    public const string FeedName = "peer";

    private const string Seconds = "100";

    private static string NativeSources => Path.Combine(Repository.Root, "native");

    private static string PeerSources => Path.Combine(Repository.Root, "tests", "UltraCascade.TestPeer", "native");

    public static Peer UltraCascade(params string[] arguments) => new(Artifacts.Host, arguments);

    /// <summary>A replay engine that takes events when this returns.</summary>
    public static Peer Engine(ScratchInstance instance, IReadOnlyDictionary<string, string>? settings = null)
    {
        Peer engine = StartEngine(instance, settings);
        WaitUntilLive(instance, engine);
        return engine;
    }

    /// <summary>An engine, or a refusal: whatever comes. It ends with its standard input, so it cannot outlive the tests.</summary>
    public static Peer StartEngine(ScratchInstance instance, IReadOnlyDictionary<string, string>? settings = null, params string[] options) => new(
        Artifacts.Host,
        ["run", "--engine-only", "--mode", "replay", "--stop-with-input", .. instance.Options, .. options],
        settings?.ToDictionary(pair => $"ULTRACASCADE__ENGINE__{pair.Key.ToUpperInvariant()}", pair => pair.Value));

    public static void WaitUntilLive(ScratchInstance instance, Peer engine) => Until.Holds(
        () =>
        {
            if (SignalReader.TryOpen(instance.Paths, out SignalReader? reader, out _) != RegionStatus.Ready)
            {
                return false;
            }

            using (reader)
            {
                return reader!.WriterPid == engine.Pid && reader.State == RegionState.Live;
            }
        },
        "an engine that takes events",
        engine);

    /// <summary>Ends an engine as an operator does.</summary>
    public static void StopEngine(Peer engine)
    {
        engine.Signal(UnixSignal.Terminate);
        engine.ShouldExit(0);
    }

    /// <summary>Writes the deterministic stream up to position <paramref name="count"/>, then waits for further orders.</summary>
    public static Peer FeedWriter(Language language, ScratchInstance instance, long count, params string[] options)
    {
        string[] arguments = [.. instance.Options, "--name", FeedName, "--count", count.ToString(CultureInfo.InvariantCulture), .. options];
        return language == Language.CSharp ? new Peer(Artifacts.TestPeer, ["write-feed", .. arguments]) : new Peer(NativePrograms.Peer("feed_peer"), arguments);
    }

    /// <summary>Writes a table's time line, going on where the writer before it ended. It ends with its standard input.</summary>
    public static Peer TableWriter(ScratchInstance instance, string file, params string[] options) =>
        new(Artifacts.TestPeer, ["write-table", .. instance.Options, "--name", FeedName, "--file", file, .. options]);

    /// <summary>Prints frames as JSON from the oldest on: <paramref name="count"/> of them, or until killed when 0.</summary>
    public static Peer Tail(Language language, ScratchInstance instance, long count, string from = "oldest", string seconds = Seconds)
    {
        string[] limit = count > 0 ? ["--count", count.ToString(CultureInfo.InvariantCulture)] : [];
        string[] arguments = [.. instance.Options, "--from", from, .. limit];
        return language switch
        {
            Language.CSharp => UltraCascade(["tail", "--json", .. arguments]),
            Language.C => new Peer(NativePrograms.Example("tail"), [.. arguments, "--timeout", seconds]),
            Language.Cpp => new Peer(NativePrograms.Example("tail_cpp"), [.. arguments, "--timeout", seconds]),
            _ => new Peer("python3", [Path.Combine(NativeSources, "examples", "tail.py"), .. arguments, "--timeout", seconds]),
        };
    }

    /// <summary>Says what changes about a region.</summary>
    public static Peer Watch(Language language, ScratchInstance instance) => language switch
    {
        Language.CSharp => new Peer(Artifacts.TestPeer, ["watch", .. instance.Options]),
        Language.C => new Peer(NativePrograms.Peer("watch_peer"), instance.Options),
        _ => new Peer("python3", [Path.Combine(PeerSources, "watch_peer.py"), Path.Combine(NativeSources, "python"), .. instance.Options]),
    };

    public static Peer TornWriter(ScratchInstance instance, params string[] options) => new(Artifacts.TestPeer, ["torn-write", .. instance.Options, .. options]);

    public static Peer TornReader(Language language, ScratchInstance instance, long reads)
    {
        string[] arguments = [.. instance.Options, "--reads", reads.ToString(CultureInfo.InvariantCulture)];
        return language switch
        {
            Language.CSharp => new Peer(Artifacts.TestPeer, ["torn-read", .. arguments]),
            Language.C => new Peer(NativePrograms.Peer("torn_reader"), arguments),
            _ => new Peer("python3", [Path.Combine(PeerSources, "torn_reader.py"), Path.Combine(NativeSources, "python"), .. arguments]),
        };
    }
}
