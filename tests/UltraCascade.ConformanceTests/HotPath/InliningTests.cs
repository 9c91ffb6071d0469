using UltraCascade.ConformanceTests.Processes;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.ConformanceTests.HotPath;

/// <summary>
/// The ring is generic over struct handlers so that the JIT writes them into its loops. Nothing in the language holds it to that, so
/// its own listing is read: a handler that became a call would cost as much as the rest of the loop.
/// </summary>
internal sealed class InliningTests
{
    // What a loop may call because it does not come to it: the failure of a handler, and the runtime's own helpers.
    private static readonly string[] s_cold = [":Failed(", ":get_Position(", ":SetValue(", "CORINFO_HELP_"];

    private ScratchInstance _instance = null!;

    private string Listing => _instance.File("listing");

    [SetUp]
    public void CreateInstance() => _instance = new ScratchInstance();

    [TearDown]
    public void RemoveInstance() => _instance.Dispose();

    [TestCase("FusedRing", "Publish(long,long)")]
    [TestCase("EventProcessor", "RunBatch(long,long)")]
    public void ShouldInlineStructHandlersIntoTheLoopsOfTheRing(string type, string member)
    {
        Disassembly listing = ListingOf("struct");
        string method = listing.Methods.Single(name => name.Contains($".{type}`", StringComparison.Ordinal) && name.Contains(':' + member, StringComparison.Ordinal));
        Assert.That(listing.Calls(method).Where(call => !s_cold.Any(call.Contains)), Is.Empty, method);
    }

    [TestCase("FusedRing", "Publish(long,long)")]
    [TestCase("EventProcessor", "RunBatch(long,long)")]
    public void ShouldNoticeAHandlerBehindAnInterface(string type, string member)
    {
        // The check above must be one that can fail.
        Disassembly listing = ListingOf("interface");
        string method = listing.Methods.Single(name => name.Contains($".{type}`", StringComparison.Ordinal) && name.Contains(':' + member, StringComparison.Ordinal));
        Assert.That(listing.Calls(method).Where(Disassembly.IsIndirect), Is.Not.Empty, method);
    }

    [Test]
    public void ShouldCallNothingThroughAnInterfaceInTheEnginesPath()
    {
        const long Records = 400_000;
        Dictionary<string, string> environment = Environment("*Sequencer`4*:* *FusedRing`3*:* *FusedChain`3*:* *VelocityHandler`1*:* *CorrelationHandler`1*:* *SignalHandler`1*:*");
        using (Peer engine = new(Artifacts.Host, ["run", "--engine-only", "--mode", "replay", "--topology", "fused", "--stop-with-input", .. _instance.Options], environment))
        {
            Programs.WaitUntilLive(_instance, engine);
            using Peer feeder = Programs.FeedWriter(Language.CSharp, _instance, Records);
            Until.Holds(() => _instance.Consumed() == Records, "the stream is consumed", engine, feeder);
            Programs.StopEngine(engine);
        }

        Disassembly listing = new(Listing);
        Assert.That(listing.Methods, Has.Some.Contains("Sequencer`4").And.Some.Contains("FusedRing`3"), "the whole path was compiled to the last tier");
        Assert.That(listing.Methods.SelectMany(listing.Calls).Where(Disassembly.IsIndirect), Is.Empty);
    }

    private Disassembly ListingOf(string handler)
    {
        // Without profiles: the JIT would inline a guess at what is behind the interface.
        Dictionary<string, string> environment = Environment("*FusedRing`3*:Publish *EventProcessor`4*:RunBatch");
        environment["DOTNET_TieredPGO"] = "0";
        using Peer peer = new(Artifacts.TestPeer, ["hot-loop", "--handler", handler], environment);
        peer.ShouldExit(0);
        return new Disassembly(Listing);
    }

    private Dictionary<string, string> Environment(string methods) => new()
    {
        ["DOTNET_JitDisasm"] = methods,
        ["DOTNET_JitStdOutFile"] = Listing,
        // As the product runs: without tiers a method is compiled before the classes that its constants come from exist.
        ["DOTNET_TieredCompilation"] = "1",
        ["DOTNET_TC_CallCountingDelayMs"] = "0",
    };
}
