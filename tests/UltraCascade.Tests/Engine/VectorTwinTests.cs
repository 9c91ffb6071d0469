using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using UltraCascade.Engine.Correlation;
using UltraCascade.Engine.Detection;
using UltraCascade.Engine.Numerics;
using UltraCascade.Engine.Velocity;

namespace UltraCascade.Tests.Engine;

/// <summary>What is worked out side by side must be what is worked out one by one, to the bit: the signal hash stands on it.</summary>
internal sealed class VectorTwinTests
{
    [Test]
    public void ShouldGiveTheExponentialsOfTheScalarTwin()
    {
        Random random = new(20_260_304);
        for (int i = 0; i < 200_000; i++)
        {
            double[] x = [-random.NextDouble(), -random.NextDouble() * 1e-9, -random.NextDouble() * 60, -random.NextDouble() * 1_000];
            Vector256<double> four = VectorExponential.OfNonPositive(Vector256.Create(x[0], x[1], x[2], x[3]));
            Vector128<double> two = VectorExponential.OfNonPositive(Vector128.Create(x[2], x[3]));
            for (int lane = 0; lane < 4; lane++)
            {
                Assert.That(Bits(four[lane]), Is.EqualTo(Bits(Exponential.OfNonPositive(x[lane]))), $"{x[lane]:R}");
            }

            Assert.That((Bits(two[0]), Bits(two[1])), Is.EqualTo((Bits(four[2]), Bits(four[3]))));
        }
    }

    [TestCase(0.0)]
    [TestCase(-0.0)]
    [TestCase(-700.0)]
    [TestCase(-700.0000000000001)]
    [TestCase(-1e300)]
    [TestCase(double.NegativeInfinity)]
    [TestCase(-double.Epsilon)]
    public void ShouldAgreeAtTheEdges(double x) =>
        Assert.That(Bits(VectorExponential.OfNonPositive(Vector256.Create(x))[1]), Is.EqualTo(Bits(Exponential.OfNonPositive(x))));

    [Test]
    public void ShouldGiveTheLogarithmsOfTheScalarTwin()
    {
        Random random = new(7);
        for (int i = 0; i < 200_000; i++)
        {
            double x = Math.ScaleB(1 + random.NextDouble(), random.Next(-60, 60));
            double y = 1 + ((random.NextDouble() - 0.5) * 1e-6);
            Vector128<double> both = Logarithm.Of(x, y);
            Assert.That((Bits(both[0]), Bits(both[1])), Is.EqualTo((Bits(Logarithm.Of(x)), Bits(Logarithm.Of(y)))), $"{x:R} {y:R}");
        }
    }

    [Test]
    public void ShouldObserveAPairAsTwoObserveOneByOne()
    {
        ShiryaevDetector detector = new(new ShiryaevOptions());
        ShiryaevState[] pair = new ShiryaevState[2];
        ShiryaevState[] single = new ShiryaevState[2];
        Random random = new(42);
        long engineNs = 1_700_000_000_000_000_000;
        for (int i = 0; i < 50_000; i++)
        {
            // Calm stretches and bursts, so that alarms come and go; the instrument joins the market late.
            engineNs += (long)(random.NextDouble() * (i / 1_000 % 2 == 0 ? 20e9 : 50e6));
            bool longSide = random.NextDouble() < 0.8;
            double usd = Math.Exp(random.NextDouble() * 14);
            if (i < 20)
            {
                detector.Observe(ref pair[0], longSide, usd, engineNs);
                detector.Observe(ref single[0], longSide, usd, engineNs);
                continue;
            }

            detector.ObservePair(ref pair[0], ref pair[1], longSide, usd, engineNs);
            Assert.That(detector.Conclude(ref pair[0], engineNs), Is.EqualTo(detector.Observe(ref single[0], longSide, usd, engineNs)));
            Assert.That(detector.Conclude(ref pair[1], engineNs), Is.EqualTo(detector.Observe(ref single[1], longSide, usd, engineNs)));
            Assert.That(MemoryMarshal.AsBytes<ShiryaevState>(pair).SequenceEqual(MemoryMarshal.AsBytes<ShiryaevState>(single)), $"event {i}");
        }

        Assert.That(pair[0].Events, Is.EqualTo(50_000));
    }

    [Test]
    public void ShouldGlanceAsItLooksAndNeverCallQuietWhatIsNot()
    {
        foreach (ShiryaevOptions options in new ShiryaevOptions[] { new(), new() { Threshold = 1.0, Slope = 2.0 }, new() { Threshold = -2.0, Slope = .1 } })
        {
            ShiryaevDetector detector = new(options);
            ShiryaevState state = default;
            Random random = new(7);
            long engineNs = 1_700_000_000_000_000_000;
            int quiet = 0;
            for (int i = 0; i < 40_000; i++)
            {
                engineNs += (long)(random.NextDouble() * (i / 500 % 2 == 0 ? 30e9 : 100e6));
                detector.Observe(ref state, random.NextDouble() < 0.7, Math.Exp(random.NextDouble() * 14), engineNs);
                long later = engineNs + (random.Next(3) == 0 ? 0 : (long)(random.NextDouble() * 90e9));
                bool wasAlarm = state.Alarm;
                bool isQuiet = detector.IsQuiet(in state, later);
                ShiryaevVerdict glance = detector.Glance(in state, later);
                ShiryaevState copy = state;
                Assert.That(glance, Is.EqualTo(detector.Look(ref copy, later)), $"event {i}");
                if (isQuiet)
                {
                    quiet++;
                    Assert.That(wasAlarm || copy.Alarm, Is.False, $"event {i}");
                    Assert.That(glance.LogOdds, Is.LessThan(0), $"event {i}");
                    Assert.That((float)glance.Probability, Is.LessThan(.3f), $"event {i}");
                }
            }

            Assert.That(quiet, options.Threshold > 0 ? Is.GreaterThan(5_000) : Is.Zero, "a stream with quiet stretches");
        }
    }

    [Test]
    public void ShouldReadFourPairsAsOneByOne()
    {
        CoincidenceMatrix<ScalarRow> matrix = new(2, 8);
        Random random = new(12);
        long now = 1_700_000_000_000_000_000;
        double[] e = new double[4];
        double[] variance = new double[4];
        int defined = 0;
        for (int i = 0; i < 4_000; i++)
        {
            now += (long)(random.NextDouble() * 2e9);
            int row = random.Next(8);
            int echo = random.Next(8);
            for (int moment = random.Next(4); moment < 4; moment++)
            {
                // What a cursor has passed, those ahead of it have passed too.
                matrix.Count(1, moment, echo);
            }

            matrix.Evaluate(1, row, now, Exponential.OfNonPositive(matrix.DecayExponent(1, row, now)));
            int first = 4 * random.Next(2);
            double decay = matrix.FourDecays(1, row & 4, now)[row & 3];
            Assert.That(decay, Is.EqualTo(matrix.Decay(1, row, now)));
            uint mask = matrix.ReadFour(1, row, first, decay, ref e[0], ref variance[0]);
            for (int lane = 0; lane < 4; lane++)
            {
                Coincidence one = matrix.Read(1, row, first + lane, now);
                Assert.That((mask & (1u << lane)) != 0, Is.EqualTo(one.Defined));
                if (one.Defined)
                {
                    defined++;
                    Assert.That(e[lane], Is.EqualTo(one.E));
                    Assert.That(variance[lane], Is.EqualTo(one.StandardError * one.StandardError));
                }
            }
        }

        Assert.That(defined, Is.GreaterThan(500), "a stream that defines pairs");
    }

    [Test]
    public void ShouldDecayTwoSumsAsOneByOne()
    {
        Random random = new(11);
        DecayedSums[] pair = new DecayedSums[2];
        DecayedSums[] single = new DecayedSums[2];
        long engineNs = 1_700_000_000_000_000_000;
        for (int i = 0; i < 10_000; i++)
        {
            engineNs += i % 3 == 0 ? 0 : random.NextInt64(1_000_000_000_000);
            int only = random.Next(4);
            if (only < 2)
            {
                DecayedLanes.Advance(ref pair[only], engineNs);
                DecayedLanes.Advance(ref single[only], engineNs);
            }

            DecayedLanes.Advance(ref pair[0], ref pair[1], engineNs);
            DecayedLanes.Advance(ref single[0], engineNs);
            DecayedLanes.Advance(ref single[1], engineNs);
            DecayedLanes.Add(ref pair[i & 1], 1, i);
            DecayedLanes.Add(ref single[i & 1], 1, i);
            Assert.That(MemoryMarshal.AsBytes<DecayedSums>(pair).SequenceEqual(MemoryMarshal.AsBytes<DecayedSums>(single)), $"step {i}");
        }
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
}
