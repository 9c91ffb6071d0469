using System.Text.Json;
using UltraCascade.Host.Replay;

namespace UltraCascade.Tests.Host;

/// <summary>Scripts read this document: its keys are a promise.</summary>
public sealed class ReplaySummaryTests
{
    private static ReplaySummary Example => new()
    {
        Events = 5816,
        Rejected = 2,
        Seconds = 0.5,
        Signals = 90,
        Episodes = 3,
        SignalHash = 0x0123,
        Topology = "fused",
        Simd = "256",
    };

    [Test]
    public void ShouldHaveTheKeysThatScriptsRelyOn()
    {
        using JsonDocument document = JsonDocument.Parse(Example.ToJson());

        Assert.That(
            document.RootElement.EnumerateObject().Select(property => property.Name),
            Is.EqualTo(new[] { "events", "rejected", "seconds", "events_per_second", "signals", "episodes", "signal_hash", "topology", "simd" }));
        Assert.That(document.RootElement.GetProperty("signal_hash").GetString(), Is.EqualTo("0000000000000123"));
        Assert.That(document.RootElement.GetProperty("events_per_second").GetDouble(), Is.EqualTo(11_632));
    }

    [Test]
    public void ShouldReadBackWhatItWrote()
    {
        Assert.That(ReplaySummary.FromJson(Example.ToJson()), Is.EqualTo(Example));
    }

    [Test]
    public void ShouldReportNoRateForNoTime()
    {
        Assert.That((Example with { Seconds = 0 }).EventsPerSecond, Is.Zero);
    }
}
