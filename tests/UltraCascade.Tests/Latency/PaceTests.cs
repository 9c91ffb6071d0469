using UltraCascade.Measurement;

namespace UltraCascade.Tests.Latency;

/// <summary>Coordinated omission is hidden or shown here.</summary>
internal sealed class PaceTests
{
    [Test]
    public void ShouldCountALateSendFromWhenItWasDue()
    {
        // A stall of a millisecond at a hundred thousand a second: all hundred sends in it are late, not only the one that stalled.
        Pace pace = new(startNs: 1_000, perSecond: 100_000);
        long stalledUntil = pace.IntendedNs(100);
        long[] waits = [.. Enumerable.Range(0, 100).Select(i => stalledUntil - pace.CountsFromNs(i, stalledUntil))];
        Assert.That(waits, Is.EqualTo(Enumerable.Range(0, 100).Select(i => (100L - i) * 10_000)));
    }

    [Test]
    public void ShouldCountAPunctualSendFromItsOwnClock()
    {
        Pace pace = new(startNs: 1_000, perSecond: 100_000);
        long now = pace.IntendedNs(7) + 24;
        Assert.That(pace.CountsFromNs(7, now), Is.EqualTo(now));
    }

    [Test]
    public void ShouldNotDriftOverManySends()
    {
        Pace pace = new(startNs: 0, perSecond: 300_000);
        Assert.That(pace.IntendedNs(300_000_000), Is.EqualTo(1_000_000_000_000).Within(1));
    }
}
