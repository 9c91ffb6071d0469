using UltraCascade.Host.Engine;

namespace UltraCascade.Tests.Host;

/// <summary>A notifier that looks often steals time from the engine; one that looks seldom lets readers oversleep.</summary>
internal sealed class NotifierNapTests
{
    [Test]
    public void ShouldRestWhileNobodyWaits()
    {
        NotifierNap nap = new();
        Assert.That(Enumerable.Range(0, 100).Select(i => nap.After(0, i * NotifierNap.LongestNs)), Is.All.EqualTo(NotifierNap.LongestNs));
    }

    [Test]
    public void ShouldStayAlertForAWhileAfterAReaderWasWoken()
    {
        NotifierNap nap = new();
        Assert.That(nap.After(1, 0), Is.EqualTo(NotifierNap.ShortestNs));
        Assert.That(nap.After(0, NotifierNap.AlertNs), Is.EqualTo(NotifierNap.ShortestNs), "the next signal of a busy hour comes soon");
    }

    [Test]
    public void ShouldGoBackToRestAndNoFurther()
    {
        NotifierNap nap = new();
        long now = 0;
        long last = nap.After(2, now);
        List<long> naps = [];
        while (last < NotifierNap.LongestNs)
        {
            now += last + NotifierNap.AlertNs;
            last = nap.After(0, now);
            naps.Add(last);
        }

        Assert.That(naps, Is.Ordered.And.Count.LessThan(10));
        Assert.That(nap.After(0, now + last), Is.EqualTo(NotifierNap.LongestNs));
    }
}
