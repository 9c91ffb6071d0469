using System.Globalization;
using System.Text;
using UltraCascade.Redis.Payload;

namespace UltraCascade.Tests.Redis;

/// <summary>Numbers are written by hand, so every kind of number is held against the runtime's own rounding.</summary>
internal sealed class PayloadTextTests
{
    [TestCase(0, 4, "0")]
    [TestCase(-0.00001, 4, "0")]
    [TestCase(0.5, 4, "0.5")]
    [TestCase(-1.25, 2, "-1.25")]
    [TestCase(1234567.891, 2, "1234567.89")]
    [TestCase(0.05, 2, "0.05")]
    [TestCase(100, 6, "100")]
    [TestCase(double.NaN, 4, "0")]
    [TestCase(double.PositiveInfinity, 4, "0")]
    [TestCase(1e30, 2, "1E+30")]
    public void ShouldWriteAFixedNumberOfDecimals(double value, int decimals, string text) =>
        Assert.That(Text(t => t.Fixed(value, decimals)), Is.EqualTo(text));

    [Test]
    public void ShouldRoundAsTheRuntimeDoes()
    {
        Random random = new(11);
        for (int i = 0; i < 20_000; i++)
        {
            double value = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 9));
            string text = Text(t => t.Fixed(value, 4));
            Assert.That(double.Parse(text, CultureInfo.InvariantCulture), Is.EqualTo(value).Within(0.50001e-4), $"{value:R} became {text}");
        }
    }

    [TestCase(0, "0")]
    [TestCase(1, "0.000001")]
    [TestCase(-1_500_000, "-1.5")]
    [TestCase(1_772_700_000_123_456, "1772700000.123456")]
    public void ShouldWriteMicroUnitsExactly(long value, string text) => Assert.That(Text(t => t.Micro(value)), Is.EqualTo(text));

    private static string Text(Action<PayloadText> write)
    {
        PayloadText text = new();
        write(text);
        return Encoding.UTF8.GetString(text.Bytes);
    }
}
