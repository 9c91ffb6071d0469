using UltraCascade.Host.Terminal;

namespace UltraCascade.Tests.Host;

/// <summary>Three figures must not become four by rounding, nor hide the sign.</summary>
public sealed class QuantityTests
{
    [TestCase(0, "0")]
    [TestCase(7, "7")]
    [TestCase(0.1, "0.10")]
    [TestCase(9.996, "10.0")]
    [TestCase(99.96, "100")]
    [TestCase(999.4, "999")]
    [TestCase(999.6, "1.00k")]
    [TestCase(999_600, "1.00M")]
    [TestCase(-1234, "-1.23k")]
    [TestCase(45_600_000, "45.6M")]
    public void ShouldShowThreeFigures(double value, string expected)
    {
        Assert.That(Quantity.Short(value), Is.EqualTo(expected));
    }

    [Test]
    public void ShouldShowTimesInUtc()
    {
        Assert.That(Quantity.DateAndTime(1_772_622_793_984_000_000), Is.EqualTo("2026-03-04 11:13:13.984"));
    }
}
