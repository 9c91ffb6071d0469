using UltraCascade.Engine.Correlation;
using UltraCascade.Protocol;
using static UltraCascade.Tests.Engine.CoincidenceStreams;

namespace UltraCascade.Tests.Engine;

/// <summary>What coincidence must give back after ten minutes, over 100 fixed seeds; the figures are printed.</summary>
internal sealed class CoincidenceTruthTests
{
    private const int Seeds = 100;

    [Test]
    public void ShouldFindCopiesAndTheirLeaderWithinTheStatedError()
    {
        (int within, double mean, int led, int falselyLed) = Measure(seed => Copies(seed, rate: 2, copy: .85), e => Math.Abs(e.E - .85) <= .10);
        TestContext.Out.WriteLine($"copies p = .85: E within .10 in {within}/{Seeds}, mean {mean:F3}; leader named {led}, wrongly {falselyLed}");
        Assert.That(within, Is.GreaterThanOrEqualTo(95));
        Assert.That(led, Is.GreaterThanOrEqualTo(95));
        Assert.That(falselyLed, Is.Zero);
    }

    [Test]
    public void ShouldFindCopiesInsideBurstsWithinTheStatedError()
    {
        (int within, double mean, _, int falselyLed) = Measure(seed => CopiedBursts(seed, copy: .85), e => Math.Abs(e.E - .85) <= .10);
        TestContext.Out.WriteLine($"copies p = .85 inside 100/s bursts: E within .10 in {within}/{Seeds}, mean {mean:F3}; wrongly led {falselyLed}");
        Assert.That(within, Is.GreaterThanOrEqualTo(95));
        Assert.That(falselyLed, Is.Zero);
    }

    [Test]
    public void ShouldFindNothingBetweenIndependentVenues()
    {
        (int within, double mean, int led, int falselyLed) = Measure(
            seed => Merge(Poisson(seed, .5, Venue.Okx, 600), Poisson(seed + 1000, .5, Venue.Bybit, 600)), e => Math.Abs(e.E) <= .12);
        TestContext.Out.WriteLine($"independent .5/s: |E| <= .12 in {within}/{Seeds}, mean {mean:F3}; leader claimed {led + falselyLed}");
        Assert.That(within, Is.GreaterThanOrEqualTo(95));
        Assert.That(led + falselyLed, Is.LessThanOrEqualTo(5));
    }

    [Test]
    public void ShouldNotTakeSharedBurstsForContagion()
    {
        (int within, double mean, _, _) = Measure(
            seed => Merge(Bursts(seed, seed, 100, Venue.Okx), Bursts(seed, seed + 1000, 100, Venue.Bybit)), e => e.E <= .10);
        TestContext.Out.WriteLine($"independent venues sharing 100/s bursts: E <= .10 in {within}/{Seeds}, mean {mean:F3}");
        Assert.That(within, Is.GreaterThanOrEqualTo(95));
    }

    // E from OKX to Bybit on instrument 1; an undefined pair counts as not within.
    private static (int Within, double Mean, int Led, int FalselyLed) Measure(Func<int, List<EventRecord>> stream, Func<Coincidence, bool> isWithin)
    {
        int within = 0;
        int led = 0;
        int falselyLed = 0;
        double sum = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            CoincidenceTracker<Row512> tracker = Fed<Row512>(stream(seed), out long end);
            Coincidence e = tracker.Venues.Read(1, tracker.VenueLanes.LaneOf(1, Venue.Okx), tracker.VenueLanes.LaneOf(1, Venue.Bybit), end);
            byte leader = tracker.Read(1, end).Leader;
            sum += e.E;
            within += e.Defined && isWithin(e) ? 1 : 0;
            led += leader == Venue.Okx ? 1 : 0;
            falselyLed += leader is not (Venue.None or Venue.Okx) ? 1 : 0;
        }

        return (within, sum / Seeds, led, falselyLed);
    }
}
