using UltraCascade.Feeds;

namespace UltraCascade.Tests.Feeds;

/// <summary>A bad row is reported with file, line, column and reason, counted and skipped; the rows around it count.</summary>
public sealed class BadRowTests
{
    private const string Good = "1700000000000000,okx,BTC-USDT-SWAP,long,100,1,100";

    private InputFolder _input = null!;

    [SetUp]
    public void SetUp() => _input = new InputFolder();

    [TearDown]
    public void TearDown() => _input.Dispose();

    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,NaN,1,100", "price", "not finite")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,Infinity,1,", "price", "not finite")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,100,1,nan", "notional_usd", "not finite")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,-100,1,100", "price", "negative")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,100,-1,", "qty", "negative")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,100,1,-100", "notional_usd", "negative")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,0,1,100", "price", "not above zero")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,100,0,", "qty", "not above zero")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,,,0", "notional_usd", "not above zero")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,,,0.0000001", "notional_usd", "not above zero")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,,,10000000001", "notional_usd", "10 billion")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,,,1e300", "notional_usd", "10 billion")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,99999999,99999999,", "qty", "10 billion")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,1e399,1,5", "price", "double")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,abc,1,100", "price", "'abc' is not a number")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,100,,", "notional_usd", "is empty")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,,,", "notional_usd", "is empty")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,LONG,100,1,100", "side", "neither long nor short")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,buy,100,1,100", "side", "neither long nor short")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,,100,1,100", "side", "is empty")]
    [TestCase("1700000000000000,kraken,BTC,long,100,1,100", "exchange", "--allow-venue")]
    [TestCase("1700000000000000,,BTC,long,100,1,100", "exchange", "is empty")]
    [TestCase("1700000000000000,okx,,long,100,1,100", "symbol", "is empty")]
    [TestCase("1700000000000000,okx,0123456789012345678901234567890123456789,long,100,1,100", "symbol", "longer")]
    [TestCase("1700000000000000,okx,A\tB,long,100,1,100", "symbol", "not text")]
    [TestCase("yesterday,okx,BTC-USDT-SWAP,long,100,1,100", "ts_us", "not a whole number")]
    [TestCase("1700000000.5,okx,BTC-USDT-SWAP,long,100,1,100", "ts_us", "not a whole number")]
    [TestCase(",okx,BTC-USDT-SWAP,long,100,1,100", "ts_us", "is empty")]
    [TestCase("0,okx,BTC-USDT-SWAP,long,100,1,100", "ts_us", "after 1970")]
    [TestCase("-1700000000000000,okx,BTC-USDT-SWAP,long,100,1,100", "ts_us", "after 1970")]
    [TestCase("1700000000000000000,okx,BTC-USDT-SWAP,long,100,1,100", "ts_us", "beyond")]
    [TestCase("99999999999999999999999999,okx,BTC-USDT-SWAP,long,100,1,100", "ts_us", "beyond")]
    [TestCase("1731536000000000,okx,BTC-USDT-SWAP,long,100,1,100", "ts_us", "7 days ahead")]
    [TestCase("1000000000000,okx,BTC-USDT-SWAP,long,100,1,100", "ts_us", "7 days behind")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,100", "", "5 cells where the header has 7")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,100,1,100,1", "", "8 cells where the header has 7")]
    [TestCase("1700000000000000,okx,\"BTC-USDT-SWAP,long,100,1,100", "", "double quote")]
    [TestCase("1700000000000000,okx,BTC\"X,long,100,1,100", "", "double quote")]
    public void ShouldReportABadRowAndGoOn(string row, string column, string reason)
    {
        LiquidationTable table = _input.LoadRows(InputFolder.Header, Good, row, Good);
        RowError error = _input.Errors.Single();
        Assert.That((table.Count, table.Rejected), Is.EqualTo((2L, 1L)));
        Assert.That((error.File, error.Line, error.Column), Is.EqualTo((_input["rows.csv"], 3L, column)));
        Assert.That(error.Reason, Does.Contain(reason));
        Assert.That(error.ToString(), Does.Contain("rows.csv, line 3"));
    }

    [Test]
    public void ShouldStopAtTheFirstBadRowWhenStrict()
    {
        Assert.That(
            () => _input.LoadRows(new ImportOptions { Strict = true }, InputFolder.Header, Good, "x" + Good, Good),
            Throws.TypeOf<FeedFileException>().With.Message.Contains("line 3, column ts_us").And.Message.Contains("--strict"));
    }

    [Test]
    public void ShouldReportALineThatIsTooLongAndReadOn()
    {
        string monster = new('9', 3 * 1024 * 1024);
        LiquidationTable table = _input.LoadRows(InputFolder.Header, Good, monster, Good, new string('8', LineReader.MaxLineBytes + 1), Good);
        Assert.That(table.Count, Is.EqualTo(3));
        Assert.That(_input.Errors.Select(e => e.Line), Is.EqualTo((long[])[3, 5]));
    }

    [Test]
    public void ShouldAcceptAVenueThatIsAllowed()
    {
        var options = new ImportOptions { AllowedVenues = new HashSet<string> { "kraken", "gate" } };
        LiquidationTable table = _input.LoadRows(options, InputFolder.Header, "1700000000000000,gate,BTCUSDT,long,,,1", "1700000000000000,kraken,BTCUSDT,long,,,1");
        Assert.That(table.Venues.Skip(7), Is.EqualTo((string[])["gate", "kraken"]));
        Assert.That(table.Records[0].Venue, Is.EqualTo(7));
    }

    [TestCase("a_code_that_is_longer_than_24_bytes")]
    [TestCase("")]
    [TestCase("a,b")]
    public void ShouldRefuseAnAllowedVenueThatCannotBeACode(string code)
    {
        var options = new ImportOptions { AllowedVenues = new HashSet<string> { code } };
        Assert.That(() => LiquidationTable.Load([], options, _ => { }), Throws.ArgumentException);
    }

    [Test]
    public void ShouldRejectVenuesBeyondTheTable()
    {
        string[] codes = [.. Enumerable.Range(0, 30).Select(i => $"v{i}")];
        var options = new ImportOptions { AllowedVenues = codes.ToHashSet() };
        LiquidationTable table = _input.LoadRows(options, InputFolder.Header, [.. codes.Select(c => $"1700000000000000,{c},BTCUSDT,long,,,1")]);
        Assert.That((table.Count, table.Rejected, table.Venues.Count), Is.EqualTo((25L, 5L, 32)));
    }

    [Test]
    public void ShouldRejectAReceiveTimeFarFromTheEvent()
    {
        LiquidationTable table = _input.LoadRows(
            "ts_us,exchange,symbol,side,notional_usd,receive_us", "1700000000000000,okx,BTC-USDT-SWAP,long,1,1800000000000000", "1700000000000000,okx,BTC-USDT-SWAP,long,1,1700000000100000");
        Assert.That((table.Count, _input.Errors.Single().Column), Is.EqualTo((1L, "receive_us")));
    }

    [Test]
    public void ShouldAddNoInstrumentForARejectedRow()
    {
        LiquidationTable table = _input.LoadRows(InputFolder.Header, "1700000000000000,okx,ETH-USDT-SWAP,long,0,1,1", Good);
        Assert.That(table.Instruments.Select(i => i.Name), Is.EqualTo((string[])["", "BTC/USDT:USDT"]));
    }
}
