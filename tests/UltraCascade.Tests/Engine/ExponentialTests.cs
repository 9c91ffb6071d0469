using UltraCascade.Engine.Numerics;

namespace UltraCascade.Tests.Engine;

internal sealed class ExponentialTests
{
    // e^x to 20 digits, from tables: the C library is not the judge here.
    [TestCase(0.0, 1.0)]
    [TestCase(-1.0, 0.36787944117144232160)]
    [TestCase(-0.5, 0.60653065971263342360)]
    [TestCase(-0.001, 0.99900049983337499167)]
    [TestCase(-10.0, 4.5399929762484851536e-05)]
    [TestCase(-100.0, 3.7200759760208359630e-44)]
    [TestCase(-700.0, 9.8596765437597708567e-305)]
    public void ShouldEqualKnownValuesToTheLastBits(double x, double expected) =>
        Assert.That(Exponential.OfNonPositive(x), Is.EqualTo(expected).Within(2).Ulps);

    [Test]
    public void ShouldStayWithinTwoUlpsOfTheLibraryOnRandomArguments()
    {
        Random random = new(11);
        for (int i = 0; i < 200_000; i++)
        {
            double x = -Math.Exp((random.NextDouble() * 40) - 34);
            if (x > Exponential.Underflow)
            {
                double actual = Exponential.OfNonPositive(x);
                double expected = Math.Exp(x);
                long ulps = Math.Abs(BitConverter.DoubleToInt64Bits(actual) - BitConverter.DoubleToInt64Bits(expected));
                Assert.That(ulps, Is.LessThanOrEqualTo(2), $"e^{x:R}");
            }
        }
    }

    [Test]
    public void ShouldBeZeroFarDownRatherThanDenormal() => Assert.That(Exponential.OfNonPositive(-1e9), Is.Zero);

    [Test]
    public void ShouldNeverRiseAsItsArgumentFalls()
    {
        double previous = 1.0;
        for (int i = 1; i < 100_000; i++)
        {
            double value = Exponential.OfNonPositive(-i * 0.0005);
            Assert.That(value, Is.LessThanOrEqualTo(previous));
            previous = value;
        }
    }
}
