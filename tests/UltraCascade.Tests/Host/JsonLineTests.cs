using System.Globalization;
using System.Text;
using UltraCascade.Host.Json;

namespace UltraCascade.Tests.Host;

/// <summary>Readers in four languages print the same bytes; these are the corners where C and .NET differ by default.</summary>
public sealed class JsonLineTests
{
    [TestCase(0f, "0")]
    [TestCase(-0f, "-0")]
    [TestCase(1f, "1")]
    [TestCase(0.1f, "0.100000001")]
    [TestCase(1e10f, "1e+10")]
    [TestCase(1e-5f, "9.99999975e-06")]
    [TestCase(0.0001f, "9.99999975e-05")]
    [TestCase(123456789f, "123456792")]
    [TestCase(1e9f, "1e+09")]
    [TestCase(0.00012207031f, "0.000122070312")]
    [TestCase(float.MaxValue, "3.40282347e+38")]
    [TestCase(float.Epsilon, "1.40129846e-45")]
    [TestCase(float.NaN, "null")]
    [TestCase(float.NegativeInfinity, "null")]
    public void ShouldPrintNumbersAsPrintfDoes(float value, string expected)
    {
        Assert.That(Printed(line => line.Number(value)), Is.EqualTo(expected));
    }

    [Test]
    public void ShouldPrintNumbersThatReadBackAsTheSameFloat()
    {
        Random random = new(20_240_601);
        for (int i = 0; i < 20_000; i++)
        {
            float value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            if (float.IsFinite(value))
            {
                string text = Printed(line => line.Number(value));
                Assert.That(float.Parse(text, CultureInfo.InvariantCulture), Is.EqualTo(value), text);
            }
        }
    }

    [TestCase(0L, "0.000000")]
    [TestCase(1L, "0.000001")]
    [TestCase(2_000_000_500_000L, "2000000.500000")]
    [TestCase(-1_500_000L, "-1.500000")]
    [TestCase(long.MinValue, "-9223372036854.775808")]
    public void ShouldPrintMicroDollarsExactly(long value, string expected)
    {
        Assert.That(Printed(line => line.MicroDollars(value)), Is.EqualTo(expected));
    }

    [Test]
    public void ShouldEscapeOnlyWhatTheFormatNames()
    {
        byte[] name = Encoding.UTF8.GetBytes("a\"b\\c\n\u007fé/<>&'+");

        Assert.That(Printed(line => line.Text(name)), Is.EqualTo("\"a\\\"b\\\\c\\u000a\\u007fé/<>&'+\""));
    }

    [Test]
    public void ShouldReplaceEachHighByteOfATextThatIsNotUtf8()
    {
        byte[] name = [(byte)'x', 0xC3, 0xA9, 0xFF];

        Assert.That(Printed(line => line.Text(name)), Is.EqualTo("\"x\\ufffd\\ufffd\\ufffd\""));
    }

    private static string Printed(Action<JsonLine> write)
    {
        JsonLine line = new();
        write(line);
        return Encoding.UTF8.GetString(line.Bytes);
    }
}
