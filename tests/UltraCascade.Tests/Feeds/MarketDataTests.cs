using UltraCascade.Feeds;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Feeds;

/// <summary>Market data files: every kind arrives as its record, beside liquidations, and a bad row is reported where it stands.</summary>
internal sealed class MarketDataTests
{
    private const string Header = "ts_us,exchange,symbol,kind,value,value2";
    private const string Good = "1700000000000000,okx,BTC-USDT-SWAP,price,35000.5,";

    private InputFolder _input = null!;

    [SetUp]
    public void Create() => _input = new InputFolder();

    [TearDown]
    public void Delete() => _input.Dispose();

    [TestCase("price,35000.5,", RecordKind.Price, 0, 35000.5)]
    [TestCase("open_interest,1234567890.5,", RecordKind.OpenInterest, 1_234_567_890_500_000, 0)]
    [TestCase("open_interest,0,", RecordKind.OpenInterest, 0, 0)]
    [TestCase("funding,0.0001,", RecordKind.Funding, 0, 0.0001)]
    [TestCase("funding,-0.00025,", RecordKind.Funding, 0, -0.00025)]
    [TestCase("funding,0,", RecordKind.Funding, 0, 0)]
    [TestCase("funding,-0.0,", RecordKind.Funding, 0, 0)]
    [TestCase("funding,-1,", RecordKind.Funding, 0, -1)]
    [TestCase("depth,2500000,1.25", RecordKind.Depth, 2_500_000_000_000, 1.25)]
    [TestCase("depth,0,0", RecordKind.Depth, 0, 0)]
    public void ShouldReadEachKind(string cells, RecordKind kind, long microUsd, double value)
    {
        LiquidationTable table = _input.LoadRows(Header, $"1700000000000001,okx,BTC-USDT-SWAP,{cells}");
        Assert.That(_input.Errors, Is.Empty);
        EventRecord record = table.Records[0];
        Assert.That((record.Kind, record.AmountMicroUsd, record.Value), Is.EqualTo((kind, microUsd, value)));
        Assert.That((record.ExchangeNs, record.ReceiveNs), Is.EqualTo((1_700_000_000_000_001_000L, 1_700_000_000_000_001_000L)));
        Assert.That((record.Venue, table.Instruments[record.Instrument].Name, record.Id), Is.EqualTo((Venue.Okx, "BTC/USDT:USDT", 0UL)));
        Assert.That((record.Side, BitConverter.DoubleToInt64Bits(record.Value) < 0), Is.EqualTo((PositionSide.None, value < 0)), "no negative zero");
        Assert.That((table.Count, table.MarketCount, table.Rejected), Is.EqualTo((0L, 1L, 0L)));
    }

    [Test]
    public void ShouldReadReceiveTimeAndPricesOfMultiplierSymbols()
    {
        LiquidationTable table = _input.LoadRows("receive_us,kind,value,symbol,exchange,ts_us", "1700000000250000,price,0.0125,1000PEPEUSDT,binance_um,1700000000000000");
        Assert.That((table.Records[0].Value, table.Records[0].ReceiveNs - table.Records[0].ExchangeNs), Is.EqualTo((0.0000125, 250_000_000L)));
        Assert.That(table.Instruments[1].Base, Is.EqualTo("PEPE"));
    }

    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,volume,1,", "kind", "none of price, open_interest")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,,1,", "kind", "is empty")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,Price,1,", "kind", "none of price")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,price,,", "value", "is empty")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,price,0,", "value", "not above zero")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,price,-1,", "value", "is negative")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,price,NaN,", "value", "not finite")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,price,1e399,", "value", "double")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,open_interest,-1,", "value", "is negative")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,open_interest,10000000001,", "value", "10 billion")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,open_interest,many,", "value", "not a number")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,funding,1.01,", "value", "no rate")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,funding,-7,", "value", "no rate")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,funding,--0.1,", "value", "not a number")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,funding,-,", "value", "not a number")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,funding,-inf,", "value", "not finite")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,depth,1000,", "value2", "is empty")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,depth,1000,-1", "value2", "is negative")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,depth,x,1", "value", "not a number")]
    [TestCase("1700000000000000,mars,BTC-USDT-SWAP,price,1,", "exchange", "--allow-venue")]
    [TestCase("1700000000000000,okx,,price,1,", "symbol", "is empty")]
    [TestCase("soon,okx,BTC-USDT-SWAP,price,1,", "ts_us", "not a whole number")]
    [TestCase("1731536000000000,okx,BTC-USDT-SWAP,price,1,", "ts_us", "7 days ahead")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,price,1", "", "5 cells where the header has 6")]
    public void ShouldReportABadRowAndGoOn(string row, string column, string reason)
    {
        LiquidationTable table = _input.LoadRows(Header, Good, row, Good);
        RowError error = _input.Errors.Single();
        Assert.That((table.MarketCount, table.Rejected), Is.EqualTo((2L, 1L)));
        Assert.That((error.Line, error.Column), Is.EqualTo((3L, column)));
        Assert.That(error.Reason, Does.Contain(reason));
    }

    [Test]
    public void ShouldMergeWithLiquidationsByTimeAndCountOnlyThoseAsEvents()
    {
        string liquidations = _input.Write("l.csv", InputFolder.Header + "\n1700000000000000,okx,BTC-USDT-SWAP,long,,,5\n1700000000200000,okx,BTC-USDT-SWAP,long,,,6\n");
        string market = _input.Write("m.csv", Header + "\n1700000000000000,okx,BTC-USDT-SWAP,price,100,\n1700000000100000,okx,ETH-USDT-SWAP,open_interest,7,\n");
        LiquidationTable table = _input.Load(new ImportOptions(), liquidations, market);
        Assert.That(table.Records.ToArray().Select(r => r.Kind), Is.EqualTo(
            (RecordKind[])[RecordKind.Liquidation, RecordKind.Price, RecordKind.OpenInterest, RecordKind.Liquidation]), "of equal times the first file goes first");
        Assert.That((table.Count, table.MarketCount), Is.EqualTo((2L, 2L)));

        var timeline = new TimelineWriter(table, new TimelineOptions { TailSeconds = 1 });
        var records = new EventRecord[64];
        int filled = timeline.Fill(records);
        Assert.That((timeline.Events, timeline.MarketRecords, timeline.Ticks), Is.EqualTo((2L, 2L, 13L)));
        Assert.That(records.Take(filled).Count(r => r.Kind == RecordKind.Price), Is.EqualTo(1));
    }

    [Test]
    public void ShouldNotCountUnmappedMarketDataAmongLiquidations()
    {
        LiquidationTable table = _input.LoadRows(Header, "1700000000000000,okx,BTC-USD-240628,price,1,");
        Assert.That((table.MarketCount, table.Unmapped), Is.EqualTo((1L, 0L)));
    }

    [Test]
    public void ShouldListTheFormatWhenAHeaderIsUnknown() => Assert.That(
        () => _input.LoadRows("ts_us,exchange,symbol,kind", "1,2,3,4"),
        Throws.TypeOf<FeedFileException>().With.Message.Contains("ts_us,exchange,symbol,kind,value"));

    [TestCase("cascade")]
    [TestCase("whale")]
    public void ShouldLoadTheMarketDataThatAScenarioWrites(string name)
    {
        GeneratedScenario scenario = ScenarioGenerator.Generate(new ScenarioOptions { Scenario = name, Instruments = ["BTC", "DOGE"] });
        IReadOnlyList<MarketRow> market = ScenarioMarket.Generate(scenario);
        ScenarioFiles.WriteEvents(scenario, _input["events.csv"]);
        ScenarioFiles.WriteMarket(market, _input["market.csv.gz"]);
        LiquidationTable loaded = _input.Load(new ImportOptions(), _input["events.csv"], _input["market.csv.gz"]);
        LiquidationTable made = scenario.ToTable(market);
        Assert.That(_input.Errors, Is.Empty);
        Assert.That(loaded.Records.ToArray(), Is.EqualTo(made.Records.ToArray()));
        Assert.That((made.Count, made.MarketCount), Is.EqualTo(((long)scenario.Rows.Count, (long)market.Count)));
    }

    [Test]
    public void ShouldLetPriceAndOpenInterestFallInACascadeOfLongs()
    {
        GeneratedScenario scenario = ScenarioGenerator.Generate(new ScenarioOptions());
        IReadOnlyList<MarketRow> market = ScenarioMarket.Generate(scenario);
        ScenarioLabel label = scenario.Labels.Single();
        MarketRow[] btc = [.. market.Where(row => row.Symbol == "BTCUSDT")];
        Assert.That(At(RecordKind.Price, label.EndUs) / At(RecordKind.Price, label.OnsetUs), Is.LessThan(0.995m));
        Assert.That(At(RecordKind.OpenInterest, label.EndUs + 10_000_000) / At(RecordKind.OpenInterest, label.OnsetUs), Is.LessThan(0.999m));
        Assert.That(btc.Where(row => row.Kind == RecordKind.Depth).Max(row => row.Value2), Is.GreaterThan(5));
        Assert.That(btc.Count(row => row.Kind == RecordKind.Funding), Is.GreaterThanOrEqualTo(1));

        // Calm: .15 % in five minutes, from a second to the next.
        double[] calm = [.. btc.Where(row => row.Kind == RecordKind.Price && row.TimeUs < label.OnsetUs).Select(row => (double)row.Value)];
        double[] squares = [.. calm.Zip(calm.Skip(1), (a, b) => Math.Log(b / a) * Math.Log(b / a))];
        Assert.That(Math.Sqrt(squares.Average() * 300), Is.EqualTo(0.0015).Within(0.0002));

        decimal At(RecordKind kind, long us) => btc.Last(row => row.Kind == kind && row.TimeUs <= us).Value;
    }
}
