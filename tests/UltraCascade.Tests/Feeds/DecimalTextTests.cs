using System.Globalization;
using System.Text;
using UltraCascade.Feeds;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Feeds;

/// <summary>Numbers must come out exactly, whatever the culture: dollars are summed as integers afterwards.</summary>
public sealed class DecimalTextTests
{
    [TestCase("0.0000005", 1L)]
    [TestCase("1232.5248", 1_232_524_800L)]
    [TestCase("0.1", 100_000L)]
    [TestCase("1e-5", 10L)]
    [TestCase("1.5E+3", 1_500_000_000L)]
    [TestCase("+.5", 500_000L)]
    [TestCase("7.", 7_000_000L)]
    [TestCase("2.0000005", 2_000_001L)]
    [TestCase("2.00000049999999999999999", 2_000_000L)]
    [TestCase("10000000000", EventRecord.MaxAmountMicroUsd)]
    [TestCase("0000000000000000000000000012.5", 12_500_000L)]
    [TestCase("9999999999.12345650000000000000000001", 9_999_999_999_123_457L)]
    public void ShouldRoundDollarsHalfAwayFromZero(string text, long microUsd)
    {
        Assert.That(Parse(text, out DecimalText number), Is.EqualTo(NumberFault.None));
        Assert.That(MicroUsd.TryConvert(number, out long value), Is.EqualTo(NumberFault.None));
        Assert.That(value, Is.EqualTo(microUsd));
    }

    [TestCase("", "NotANumber")]
    [TestCase("abc", "NotANumber")]
    [TestCase(".", "NotANumber")]
    [TestCase("1,5", "NotANumber")]
    [TestCase("1e", "NotANumber")]
    [TestCase("0x10", "NotANumber")]
    [TestCase("1 2", "NotANumber")]
    [TestCase("--1", "NotANumber")]
    [TestCase("NaN", "NotFinite")]
    [TestCase("-Infinity", "NotFinite")]
    [TestCase("inf", "NotFinite")]
    [TestCase("-0.5", "Negative")]
    [TestCase("0", "Zero")]
    [TestCase("-0.0", "Zero")]
    [TestCase("1e-999999", "Zero")]
    [TestCase("1e999999", "TooLarge")]
    public void ShouldNameWhatIsWrongWithANumber(string text, string fault)
    {
        Assert.That(Parse(text, out _).ToString(), Is.EqualTo(fault));
    }

    [TestCase("10000000000.000001")]
    [TestCase("99999999999999999999")]
    [TestCase("1e30")]
    public void ShouldRefuseMoreThanTenBillionDollars(string text)
    {
        Assert.That(Parse(text, out DecimalText number), Is.EqualTo(NumberFault.None));
        Assert.That(MicroUsd.TryConvert(number, out _), Is.EqualTo(NumberFault.TooLarge));
    }

    [Test]
    public void ShouldMultiplyAsDecimalsDo()
    {
        var random = new ScenarioRandom(7);
        for (int i = 0; i < 20_000; i++)
        {
            decimal price = new((int)random.Next(), (int)(random.Next() & 0xFFFF), 0, false, (byte)random.NextIndex(9));
            decimal quantity = new((int)random.Next(), 0, 0, false, (byte)random.NextIndex(9));
            if (price <= 0 || quantity <= 0 || price * quantity > 9_000_000_000m || price * quantity < 0.000001m)
            {
                continue;
            }

            Parse(price.ToString(CultureInfo.InvariantCulture), out DecimalText first);
            Parse(quantity.ToString(CultureInfo.InvariantCulture), out DecimalText second);
            Assert.That(MicroUsd.TryMultiply(first, second, out long microUsd), Is.EqualTo(NumberFault.None));
            Assert.That(microUsd, Is.EqualTo((long)decimal.Round(price * quantity * 1_000_000m, MidpointRounding.AwayFromZero)), $"{price} * {quantity}");
        }
    }

    [TestCase("94809.6")]
    [TestCase("0.000012345678901234567")]
    [TestCase("123456789012345678")]
    [TestCase("1e-300")]
    [TestCase("9007199254740993")]
    [TestCase("5e-324")]
    public void ShouldGiveTheNearestDouble(string text)
    {
        Parse(text, out DecimalText number);
        Assert.That(number.ToDouble(), Is.EqualTo(double.Parse(text, CultureInfo.InvariantCulture)));
    }

    [Test]
    public void ShouldDivideAPriceByAMultiplierInOneRounding()
    {
        Parse("0.0123457", out DecimalText price);
        Assert.That(price.ToDouble(dividedBy: 3), Is.EqualTo(0.0000123457));
    }

    [Test]
    public void ShouldNotDependOnTheCulture()
    {
        // Made by hand: a build with invariant globalisation has no other culture.
        CultureInfo before = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        commas.NumberFormat.NumberDecimalSeparator = ",";
        commas.NumberFormat.NumberGroupSeparator = ".";
        CultureInfo.CurrentCulture = commas;
        try
        {
            Assert.That(1.5.ToString(), Is.EqualTo("1,5"));
            Parse("1232.5248", out DecimalText number);
            Assert.That(MicroUsd.TryConvert(number, out long microUsd), Is.EqualTo(NumberFault.None));
            Assert.That(microUsd, Is.EqualTo(1_232_524_800L));
            var scenario = ScenarioGenerator.Generate(new ScenarioOptions { DurationSeconds = 1 });
            using var text = new StringWriter();
            ScenarioFiles.WriteEvents(scenario, text);
            Assert.That(text.ToString().Split('\n')[1].Split(','), Has.Length.EqualTo(8));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static NumberFault Parse(string text, out DecimalText number) => DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out number);
}
