using UltraCascade.Measurement.Statistics;

namespace UltraCascade.Tests.Latency;

/// <summary>A percentile that is reported must be believed: never too low, and too high by no more than is promised.</summary>
internal sealed class LogLinearHistogramTests
{
    [Test]
    public void ShouldKeepItsErrorBoundOverTheWholeRange()
    {
        Random random = new(4711);
        for (int i = 0; i < 100_000; i++)
        {
            long value = random.NextInt64(1L << random.Next(1, 41));
            long reported = LogLinearHistogram.HighestOf(LogLinearHistogram.BucketOf(value));
            Assert.That(reported, Is.InRange(value, value + (long)(value * LogLinearHistogram.RelativeError)), $"{value}");
        }
    }

    [Test]
    public void ShouldPutNeighboursIntoTheSameBucketOrTheNext()
    {
        // A gap or an overlap at the power of two where the width doubles would move whole counts.
        for (int shift = 0; shift < 40; shift++)
        {
            long edge = 1L << shift;
            int step = LogLinearHistogram.BucketOf(edge) - LogLinearHistogram.BucketOf(edge - 1);
            Assert.That(step, Is.EqualTo(1), $"at 2^{shift}");
        }
    }

    [Test]
    public void ShouldAgreeWithSortingWithinTheBound()
    {
        Random random = new(99);
        LogLinearHistogram histogram = new();
        long[] values = new long[20_000];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (long)Math.Exp(random.NextDouble() * 20);
            histogram.Record(values[i]);
        }

        Array.Sort(values);
        foreach (double percent in new[] { 0.0, 1, 50, 90, 99, 99.9, 99.99, 100 })
        {
            long exact = values[Math.Max(0, (int)Math.Ceiling(values.Length * (percent / 100)) - 1)];
            Assert.That(histogram.Percentile(percent), Is.InRange(exact, exact * (1 + LogLinearHistogram.RelativeError)), $"p{percent}");
        }
    }

    [Test]
    public void ShouldKeepSmallestAndLargestExactly()
    {
        LogLinearHistogram histogram = new();
        histogram.Record(1_234_567);
        histogram.Record(77_777);
        Assert.That((histogram.Min, histogram.Max, histogram.Percentile(100)), Is.EqualTo((77_777L, 1_234_567L, 1_234_567L)));
    }

    [Test]
    public void ShouldKeepTheMaximumOfWhatNoBucketHolds()
    {
        LogLinearHistogram histogram = new();
        histogram.Record(long.MaxValue);
        Assert.That(histogram.Percentile(100), Is.EqualTo(long.MaxValue));
    }

    [Test]
    public void ShouldCountAClockThatWentBackAsNothing()
    {
        LogLinearHistogram histogram = new();
        histogram.Record(-5);
        Assert.That((histogram.Count, histogram.Max), Is.EqualTo((1L, 0L)));
    }

    [Test]
    public void ShouldBeTheSumOfItsRounds()
    {
        LogLinearHistogram one = new();
        LogLinearHistogram two = new();
        LogLinearHistogram both = new();
        for (long value = 1; value < 5_000; value++)
        {
            (value % 3 == 0 ? one : two).Record(value * value);
            both.Record(value * value);
        }

        one.Add(two);
        double[] percents = [0, 10, 50, 99, 99.9, 100];
        Assert.That(percents.Select(one.Percentile), Is.EqualTo(percents.Select(both.Percentile)));
        Assert.That((one.Count, one.Min, one.Max, one.Mean), Is.EqualTo((both.Count, both.Min, both.Max, both.Mean)));
    }

    [Test]
    public void ShouldAllocateNothingForAValue()
    {
        LogLinearHistogram histogram = new();
        histogram.Record(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long value = 0; value < 10_000; value++)
        {
            histogram.Record(value * 31);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [TestCase(-0.1)]
    [TestCase(100.1)]
    [TestCase(double.NaN)]
    public void ShouldRefuseWhatIsNoPercentage(double percent) =>
        Assert.That(() => new LogLinearHistogram().Percentile(percent), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
