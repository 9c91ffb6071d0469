using UltraCascade.Engine.Detection;
using UltraCascade.Engine.Numerics;

namespace UltraCascade.Tests.Engine;

internal sealed class ShiryaevTests
{
    private const long Second = 1_000_000_000L;

    [Test]
    public void ShouldEqualADirectEvaluationInLogOdds([Range(1, 5)] int seed)
    {
        ShiryaevDetector detector = new(new ShiryaevOptions());
        ShiryaevState state = default;
        DirectFilter direct = new();
        Random random = new(seed);
        long now = RandomStream.StartNs;
        for (int i = 0; i < 4000; i++)
        {
            now += (long)(-Math.Log(1 - random.NextDouble()) * (i % 500 < 60 ? 0.05 : 20) * 1e9);
            bool longSide = random.Next(5) != 0;
            double usd = Math.Exp(8 + (2 * random.NextDouble()));
            ShiryaevVerdict verdict = detector.Observe(ref state, longSide, usd, now);
            direct.Observe(longSide, usd, now);
            Assert.That(verdict.LogOdds, Is.EqualTo((double)direct.LogOdds).Within(1e-9), $"event {i}");
            Assert.That(state.BaselineRate, Is.EqualTo((double)direct.Mu).Within(1e-9).Percent, $"event {i}");
            if (i % 7 == 0)
            {
                long later = now + (3 * Second);
                Assert.That(detector.Look(ref state, later).LogOdds, Is.EqualTo((double)direct.Look(later)).Within(1e-9), $"look after event {i}");
            }
        }
    }

    [Test]
    public void ShouldChangeNothingButTheAlarmWhenItOnlyLooks()
    {
        ShiryaevDetector detector = new(new ShiryaevOptions());
        ShiryaevState looked = Fed(detector, 50, 5 * Second);
        ShiryaevState left = looked;
        for (int i = 0; i < 100; i++)
        {
            detector.Look(ref looked, looked.LastNs + (i * Second / 10));
        }

        long next = left.LastNs + (20 * Second);
        Assert.That(detector.Observe(ref looked, true, 5000, next), Is.EqualTo(detector.Observe(ref left, true, 5000, next)));
    }

    [Test]
    public void ShouldRaiseNoAlarmDuringItsFirstTenEvents()
    {
        ShiryaevDetector detector = new(new ShiryaevOptions { Threshold = 0 });
        ShiryaevState state = default;
        for (int i = 0; i < ShiryaevDetector.WarmUpEvents - 1; i++)
        {
            ShiryaevVerdict verdict = detector.Observe(ref state, true, 1e6, RandomStream.StartNs + (i * 1_000_000L));
            Assert.That(verdict.Warming);
            Assert.That(state.Alarm, Is.False);
        }
    }

    [Test]
    public void ShouldFollowTheRateOfAQuietMarketAndStayQuiet()
    {
        foreach (double rate in new[] { 0.02, 0.2, 1, 5, 20 })
        {
            ShiryaevDetector detector = new(new ShiryaevOptions());
            ShiryaevState state = default;
            Random random = new(3);
            double greatest = -100;
            long now = RandomStream.StartNs;
            for (int i = 0; i < 5000; i++)
            {
                now += (long)(-Math.Log(1 - random.NextDouble()) / rate * 1e9);
                greatest = Math.Max(greatest, detector.Observe(ref state, random.Next(2) == 0, 5000, now).LogOdds);
            }

            Assert.That(greatest, Is.LessThan(8), $"rate {rate}/s");
            Assert.That(state.BaselineRate, Is.EqualTo(rate).Within(25).Percent);
        }
    }

    [Test]
    public void ShouldRaiseTheAlarmOnTheSideThatIsLiquidated()
    {
        foreach (bool longSide in new[] { true, false })
        {
            ShiryaevDetector detector = new(new ShiryaevOptions());
            ShiryaevState state = Fed(detector, 60, 10 * Second);
            long now = state.LastNs;
            ShiryaevVerdict verdict = default;
            for (int i = 0; i < 30 && !state.Alarm; i++)
            {
                now += Second / 10;
                verdict = detector.Observe(ref state, longSide, 5000, now);
            }

            Assert.That(state.Alarm);
            Assert.That(verdict.LongSide, Is.EqualTo(longSide));
            Assert.That(verdict.Probability, Is.GreaterThanOrEqualTo(.5));
        }
    }

    [Test]
    public void ShouldClearOnlyAfterAMinuteBelowTheMargin()
    {
        ShiryaevDetector detector = new(new ShiryaevOptions());
        ShiryaevState state = Fed(detector, 60, 10 * Second);
        long now = state.LastNs;
        while (!state.Alarm)
        {
            now += Second / 10;
            detector.Observe(ref state, true, 5000, now);
        }

        long below = 0;
        for (; state.Alarm; now += Second / 10)
        {
            if (detector.Look(ref state, now).LogOdds < 5 && below == 0)
            {
                below = now;
            }
        }

        Assert.That(now - Second / 10 - below, Is.InRange(60 * Second, 61 * Second));
    }

    [Test]
    public void ShouldNotLetTheBaselineRunAwayInALongAlarm()
    {
        ShiryaevDetector detector = new(new ShiryaevOptions());
        ShiryaevState state = Fed(detector, 200, 10 * Second);
        double before = state.BaselineRate;
        long now = state.LastNs;
        for (int i = 0; i < 600; i++)
        {
            now += Second / 20;
            detector.Observe(ref state, true, 5000, now);
        }

        Assert.That(state.Alarm);
        Assert.That(state.BaselineRate, Is.LessThan(before * 1.2));
    }

    [TestCase(1.0, 0.0)]
    [TestCase(2.0, 0.69314718055994530942)]
    [TestCase(10.0, 2.3025850929940456840)]
    [TestCase(0.001, -6.9077552789821370521)]
    [TestCase(1e17, 39.143946580898776628)]
    [TestCase(0.70710678118654746, -0.34657359027997275)]
    public void ShouldTakeLogarithmsToTheLastBits(double x, double expected) =>
        Assert.That(Logarithm.Of(x), Is.EqualTo(expected).Within(2e-16 * Math.Max(1, Math.Abs(expected) * 2)));

    [Test]
    public void ShouldTakeLogarithmsAsTheLibraryDoesOnRandomArguments()
    {
        Random random = new(12);
        for (int i = 0; i < 100_000; i++)
        {
            double x = Math.Exp((random.NextDouble() * 80) - 40);
            double expected = Math.Log(x);
            Assert.That(Logarithm.Of(x), Is.EqualTo(expected).Within(1e-15 * Math.Max(.25, Math.Abs(expected))), $"ln {x:R}");
        }
    }

    private static ShiryaevState Fed(ShiryaevDetector detector, int events, long spacingNs)
    {
        ShiryaevState state = default;
        for (int i = 0; i < events; i++)
        {
            detector.Observe(ref state, i % 2 == 0, 5000, RandomStream.StartNs + (i * spacingNs));
        }

        return state;
    }

    /// <summary>
    /// The filter as section 3 of DETECTION writes it: in log-odds, with 28-digit decimals for everything that can be one, exponentials by
    /// their series.
    /// </summary>
    private sealed class DirectFilter
    {
        private static readonly decimal[] s_ratios = [4, 10, 30];
        private static readonly decimal[] s_floors = [.05m, .1m, .3m];

        private readonly decimal[,] _l = new decimal[2, 3];
        private decimal _pLong = .5m;
        private decimal _m;
        private long _last;
        private long _first;
        private int _n;

        public decimal Mu { get; private set; } = 1m / 60;

        public decimal LogOdds => Max(_l);

        public void Observe(bool longSide, double usd, long now)
        {
            decimal v = Ln((decimal)usd);
            if (_n == 0)
            {
                _m = v;
                _first = _last = now;
                Fill();
            }

            decimal delta = (now - _last) * 1e-9m;
            Pass(_l, delta);
            for (int s = 0; s < 2; s++)
            {
                bool own = (s == 0) == longSide;
                decimal p = Math.Clamp(longSide ? _pLong : 1 - _pLong, .2m, .8m);
                for (int k = 0; k < 3; k++)
                {
                    _l[s, k] = Math.Clamp(
                        _l[s, k] + Ln(Rate(k) / Mu) + (.3m * Math.Clamp(v - _m, -.7m, 2m)) + Ln((own ? .9m : .1m) / p), -40m, 40m);
                }
            }

            decimal calm = 1 / (1 + Exp(Max(_l)));
            decimal w = _n < 10 ? 1 : Math.Max(calm, .02m);
            decimal t = Math.Clamp((now - _first) * 1e-9m, 1m, 7200m);
            Mu = Math.Max(1m / 600, (Mu * Exp(-w * delta / t)) + (w / t));
            _pLong += .002m * calm * ((longSide ? 1 : 0) - _pLong);
            _m += .005m * calm * (v - _m);
            _last = now;
            if (++_n == 10)
            {
                Fill();
            }
        }

        public decimal Look(long now)
        {
            decimal[,] copy = (decimal[,])_l.Clone();
            Pass(copy, (now - _last) * 1e-9m);
            return Max(copy);
        }

        private void Pass(decimal[,] l, decimal delta)
        {
            decimal d = Exp(-delta / 90);
            decimal u = 1 - Exp(-delta / 21600);
            for (int s = 0; s < 2; s++)
            {
                for (int k = 0; k < 3; k++)
                {
                    decimal odds = Exp(l[s, k]);
                    decimal moved = Ln((odds * d) + u) - Ln((odds * (1 - d)) + 1 - u);
                    l[s, k] = Math.Clamp(moved - ((Rate(k) - Mu) * delta), -40m, 40m);
                }
            }
        }

        private decimal Rate(int k) => Math.Max(s_ratios[k] * Mu, s_floors[k]);

        private void Fill()
        {
            for (int i = 0; i < 6; i++)
            {
                _l[i / 3, i % 3] = Ln(1e-4m);
            }
        }

        private static decimal Max(decimal[,] l) => l.Cast<decimal>().Max();

        // decimal has 28 digits after or before the point, so e^-40 keeps eleven of them: enough for 1e-9 in L.
        private static decimal Exp(decimal x)
        {
            if (x < -60)
            {
                return 0;
            }

            int halvings = 0;
            while (Math.Abs(x) > .1m)
            {
                x /= 2;
                halvings++;
            }

            decimal term = 1;
            decimal sum = 1;
            for (int i = 1; i < 22; i++)
            {
                term *= x / i;
                sum += term;
            }

            for (int i = 0; i < halvings; i++)
            {
                sum *= sum;
            }

            return sum;
        }

        private static decimal Ln(decimal x)
        {
            decimal y = (decimal)Math.Log((double)x);
            for (int i = 0; i < 3; i++)
            {
                // Newton's step on e^y = x.
                y += (x * Exp(-y)) - 1;
            }

            return y;
        }
    }
}
