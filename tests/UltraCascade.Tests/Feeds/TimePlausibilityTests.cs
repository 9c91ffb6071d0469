using UltraCascade.Feeds;

namespace UltraCascade.Tests.Feeds;

/// <summary>One wrong time stamp, wherever it stands, costs its own row and no other. Days below are days after the first good row.</summary>
public sealed class TimePlausibilityTests
{
    [TestCase("0 0 0 0", "", TestName = "ShouldTakeGoodRows")]
    [TestCase("0 7 14", "", TestName = "ShouldTakeHolesOfExactlyTheGap")]
    [TestCase("0 8 0", "1", TestName = "ShouldRejectARowAhead")]
    [TestCase("0 8", "1", TestName = "ShouldRejectALastRowAhead")]
    [TestCase("900 0", "0", TestName = "ShouldRejectAFirstRowAheadOfOne")]
    [TestCase("900 0 0 0", "0", TestName = "ShouldRejectAFirstRowAhead")]
    [TestCase("900 901 0 0 0", "0,1", TestName = "ShouldRejectTwoFirstRowsAhead")]
    [TestCase("-900 0 0 0", "0", TestName = "ShouldRejectAFirstRowBehind")]
    [TestCase("0 0 -900 0 0", "2", TestName = "ShouldRejectARowBehind")]
    [TestCase("0 0 -900", "2", TestName = "ShouldRejectALastRowBehind")]
    [TestCase("0 1 2 -900 -899 -898", "", TestName = "ShouldTakeAFileJoinedToALaterOne")]
    [TestCase("0 1 2 900 901 902 3", "3,4,5", TestName = "ShouldRejectAStretchAhead")]
    [TestCase("0 900 1800", "1,2", TestName = "ShouldPreferTheEarliestWhenNoneAgree")]
    public void ShouldJudge(string days, string rejected)
    {
        using var input = new InputFolder();
        input.LoadRows(InputFolder.Header, [.. days.Split(' ').Select(day => Row(int.Parse(day, System.Globalization.CultureInfo.InvariantCulture)))]);
        Assert.That(string.Join(',', input.Errors.Select(error => error.Line - 2)), Is.EqualTo(rejected));
    }

    [Test]
    public void ShouldTakeALongHoleWhenTheGapAllowsIt()
    {
        using var input = new InputFolder();
        LiquidationTable table = input.LoadRows(new ImportOptions { MaxGap = TimeSpan.MaxValue }, InputFolder.Header, Row(0), Row(900), Row(-900));
        Assert.That(table.Count, Is.EqualTo(3));
    }

    private static string Row(int day) => $"{1700000000000000L + (day * 86_400_000_000L)},okx,BTC-USDT-SWAP,long,,,1";
}
