using UltraCascade.Feeds;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Feeds;

/// <summary>Golden rows of each format and venue: one meaning of side, notional and time whatever the file.</summary>
public sealed class FormatTests
{
    private const string SnapshotHeader =
        "time,side,order_type,time_in_force,original_quantity,price,average_price,order_status,last_fill_quantity,accumulated_fill_quantity";

    private InputFolder _input = null!;

    [SetUp]
    public void SetUp() => _input = new InputFolder();

    [TearDown]
    public void TearDown() => _input.Dispose();

    [Test]
    public void ShouldReadANormalisedRow()
    {
        LiquidationTable table = _input.LoadRows(InputFolder.Header, "1733330785584000,binance_um,BTCUSDT,long,94809.6,0.013,1232.5248");
        EventRecord record = table.Records[0];
        Assert.That(_input.Errors, Is.Empty);
        Assert.That(record.Kind, Is.EqualTo(RecordKind.Liquidation));
        Assert.That((record.ExchangeNs, record.ReceiveNs), Is.EqualTo((1733330785584000000L, 1733330785584000000L)));
        Assert.That(record.AmountMicroUsd, Is.EqualTo(1_232_524_800L));
        Assert.That(record.Value, Is.EqualTo(94809.6));
        Assert.That(record.Side, Is.EqualTo(PositionSide.Long));
        Assert.That(table.Instruments[record.Instrument], Is.EqualTo(("BTC/USDT:USDT", "BTC", DirectoryFlags.None)));
        Assert.That(table.Venues[record.Venue], Is.EqualTo("binance_um"));
        Assert.That((record.Sequence, record.EngineNs, record.Id), Is.EqualTo((0L, 0L, 0UL)));
    }

    [Test]
    public void ShouldFindColumnsByNameInAnyOrder()
    {
        LiquidationTable table = _input.LoadRows(
            "Notional_USD,side,id,receive_us,n_events,symbol,exchange,note,ts_us",
            "10.5,short,42,1700000000500000,3,BTC-USDT-SWAP,okx,whatever,1700000000000000");
        EventRecord record = table.Records[0];
        Assert.That(record.ReceiveNs - record.ExchangeNs, Is.EqualTo(500_000_000L));
        Assert.That((record.AmountMicroUsd, record.Value, record.Id, record.Side), Is.EqualTo((10_500_000L, 0.0, 42UL, PositionSide.Short)));
    }

    [Test]
    public void ShouldComputeTheNotionalWhenItIsEmpty()
    {
        LiquidationTable table = _input.LoadRows(InputFolder.Header, "1700000000000000,hyperliquid,BTC,long,100.5,2,");
        Assert.That(table.Records[0].AmountMicroUsd, Is.EqualTo(201_000_000L));
    }

    [Test]
    public void ShouldApplyAMultiplierToThePriceAndKeepTheNotional()
    {
        LiquidationTable table = _input.LoadRows(
            InputFolder.Header, "1700000000000000,binance_um,1000PEPEUSDT,long,0.0125,8000,", "1700000000000001,hyperliquid,kPEPE,long,0.0125,8000,100");
        Assert.That(table.Records[0].Value, Is.EqualTo(0.0000125));
        Assert.That(table.Records[1].Value, Is.EqualTo(0.0000125));
        Assert.That(table.Records[0].AmountMicroUsd, Is.EqualTo(100_000_000L));
        Assert.That(table.Instruments[1].Base, Is.EqualTo(table.Instruments[2].Base));
    }

    [Test]
    public void ShouldLetVenuesMeetUnderOneInstrument()
    {
        LiquidationTable table = _input.LoadRows(
            InputFolder.Header,
            "1700000000000000,binance_um,BTCUSDT,long,,,10",
            "1700000000000001,bybit,BTCUSDT,long,,,10",
            "1700000000000002,okx,BTC-USDT-SWAP,long,,,10",
            "1700000000000003,okx,WEIRD,long,,,10");
        Assert.That(table.Instruments.Select(i => i.Name), Is.EqualTo((string[])["", "BTC/USDT:USDT", "okx:WEIRD"]));
        Assert.That(table.Instruments[2].Flags, Is.EqualTo(DirectoryFlags.Unmapped));
        Assert.That(table.Unmapped, Is.EqualTo(1));
    }

    [TestCase("binance-futures,BTCUSDT,1700000000000000,1700000000100000,77,sell,100,2", "binance_um", PositionSide.Long, 200_000_000L, 77UL)]
    [TestCase("binance-futures,BTCUSDT,1700000000000000,1700000000100000,,buy,100,2", "binance_um", PositionSide.Short, 200_000_000L, 0UL)]
    [TestCase("okex-swap,ETH-USDT-SWAP,1700000000000000,1700000000100000,,buy,2000,0.5", "okx", PositionSide.Short, 1_000_000_000L, 0UL)]
    [TestCase("bybit,BTCUSDT,1700000000000000,1700000000100000,,sell,100,2", "bybit", PositionSide.Long, 200_000_000L, 0UL)]
    [TestCase("hyperliquid,BTC,1700000000000000,1700000000100000,,sell,100,2", "hyperliquid", PositionSide.Long, 200_000_000L, 0UL)]
    [TestCase("binance-delivery,BTCUSD_PERP,1700000000000000,1700000000100000,,sell,60000,3", "binance_cm", PositionSide.Long, 300_000_000L, 0UL)]
    [TestCase("binance-delivery,ETHUSD_PERP,1700000000000000,1700000000100000,,sell,3000,3", "binance_cm", PositionSide.Long, 30_000_000L, 0UL)]
    [TestCase("bitmex,XBTUSD,1700000000000000,1700000000100000,,buy,60000,500", "bitmex", PositionSide.Short, 500_000_000L, 0UL)]
    [TestCase("bybit,BTCUSD,1700000000000000,1700000000100000,,sell,60000,750", "bybit", PositionSide.Long, 750_000_000L, 0UL)]
    public void ShouldReadATardisRowOfEachVenue(string row, string venue, PositionSide side, long microUsd, ulong id)
    {
        LiquidationTable table = _input.LoadRows(InputFolder.TardisHeader, row);
        Assert.That(_input.Errors, Is.Empty);
        EventRecord record = table.Records[0];
        Assert.That((table.Venues[record.Venue], record.Side, record.AmountMicroUsd, record.Id), Is.EqualTo((venue, side, microUsd, id)));
        Assert.That((record.ExchangeNs, record.ReceiveNs), Is.EqualTo((1700000000000000000L, 1700000000100000000L)));
    }

    [Test]
    public void ShouldRejectATardisRowWhoseDollarsCannotBeKnown()
    {
        LiquidationTable table = _input.LoadRows(InputFolder.TardisHeader, "bitmex,ETHUSD,1700000000000000,,,sell,3000,5", "bitmex,XBTUSD,1700000000000000,,,sell,,5");
        Assert.That((table.Count, _input.Errors.Single().Column), Is.EqualTo((1L, "symbol")));
    }

    [Test]
    public void ShouldHashAnIdThatIsText()
    {
        LiquidationTable table = _input.LoadRows(
            InputFolder.TardisHeader, "bybit,BTCUSDT,1700000000000000,,ab-1,sell,100,2", "bybit,BTCUSDT,1700000000000000,,18446744073709551616,sell,100,2");
        Assert.That(table.Records[0].Id, Is.EqualTo(Fnv1a.Hash("ab-1"u8)));
        Assert.That(table.Records[1].Id, Is.EqualTo(Fnv1a.Hash("18446744073709551616"u8)));
    }

    [Test]
    public void ShouldHalveABinanceSnapshotAndNotDeduplicateIt()
    {
        string twice = "1687656471926,BUY,LIMIT,IOC,7,30741.3,30631.6,FILLED,6,7\n";
        string other = "1687656473356,SELL,LIMIT,IOC,43,30756.6,30631.6,FILLED,1,43\n";
        string file = _input.Write(
            "BTCUSD_PERP-liquidationSnapshot-2023-06-25.zip",
            InputFolder.Zip(("BTCUSD_PERP-liquidationSnapshot-2023-06-25.csv", SnapshotHeader + "\n" + twice + twice + twice + twice + other + other)));
        LiquidationTable table = _input.Load(new ImportOptions(), file);
        Assert.That((table.Count, table.SecondCopies, table.Rejected), Is.EqualTo((3L, 3L, 0L)));
        Assert.That(table.Records[0].ExchangeNs, Is.EqualTo(1687656471926000000L));
        Assert.That((table.Records[0].AmountMicroUsd, table.Records[0].Value, table.Records[0].Side), Is.EqualTo((700_000_000L, 30631.6, PositionSide.Short)));
        Assert.That((table.Records[2].AmountMicroUsd, table.Records[2].Side), Is.EqualTo((4_300_000_000L, PositionSide.Long)));
        Assert.That(table.Instruments[1].Name, Is.EqualTo("BTC/USD:BTC"));
    }

    [Test]
    public void ShouldRefuseABinanceSnapshotWhoseNameHasNoSymbol()
    {
        string file = _input.Write("liquidations.csv", SnapshotHeader + "\n");
        Assert.That(() => _input.Load(new ImportOptions(), file), Throws.TypeOf<FeedFileException>().With.Message.Contains("BTCUSD_PERP-liquidationSnapshot"));
    }

    [Test]
    public void ShouldAcceptAByteOrderMarkCrLfQuotesAndBlankLines()
    {
        string file = _input.Write(
            "odd.csv", "\uFEFF" + InputFolder.Header + "\r\n\"1700000000000000\",okx,\"BTC-USDT-SWAP\",\"long\", 100 ,\"2\",\r\n\r\n1700000000000001,okx,\"A\"\"B,C\",long,,,5");
        LiquidationTable table = _input.Load(new ImportOptions(), file);
        Assert.That(_input.Errors, Is.Empty);
        Assert.That(table.Records[0].AmountMicroUsd, Is.EqualTo(200_000_000L));
        Assert.That(table.Instruments[2].Name, Is.EqualTo("okx:A\"B,C"));
    }

    [Test]
    public void ShouldTellGzipAndZipByTheirContentAndReadEveryEntry()
    {
        string text = InputFolder.Header + "\n1700000000000000,okx,BTC-USDT-SWAP,long,,,1\n";
        string gzip = _input.Write("gzip.csv", InputFolder.Gzip(text));
        string twoMembers = _input.Write("members", [.. InputFolder.Gzip(text), .. InputFolder.Gzip("1700000000000001,okx,BTC-USDT-SWAP,long,,,1\n")]);
        string zip = _input.Write("zip.gz", InputFolder.Zip(("a.csv", text), ("b/c.csv", text), ("readme.txt", "not a table")));
        string plain = _input.Write("plain.zip", text);
        LiquidationTable table = _input.Load(new ImportOptions(), gzip, twoMembers, zip, plain);
        Assert.That((table.Count, table.Rejected), Is.EqualTo((6L, 0L)));
    }

    [Test]
    public void ShouldOrderByReceiveTimeThenFileThenRow()
    {
        string first = _input.Write("1.csv", InputFolder.Header + ",receive_us,id\n"
            + "1700000000000005,okx,BTC-USDT-SWAP,long,,,1,1700000000000009,1\n"
            + "1700000000000001,okx,BTC-USDT-SWAP,long,,,1,1700000000000003,2\n"
            + "1700000000000002,okx,BTC-USDT-SWAP,long,,,1,1700000000000003,3\n");
        string second = _input.Write("2.csv", InputFolder.Header + ",id\n"
            + "1700000000000003,okx,BTC-USDT-SWAP,long,,,1,4\n1700000000000001,okx,BTC-USDT-SWAP,long,,,1,5\n1700000000000009,okx,BTC-USDT-SWAP,long,,,1,6\n");
        Assert.That(Ids(_input.Load(new ImportOptions(), first, second)), Is.EqualTo((ulong[])[5, 2, 3, 4, 1, 6]));
        Assert.That(Ids(_input.Load(new ImportOptions(), second, first)), Is.EqualTo((ulong[])[5, 4, 2, 3, 6, 1]));
    }

    [Test]
    public void ShouldOrderManyRunsStably()
    {
        var random = new ScenarioRandom(3);
        var records = new EventRecord[5000];
        for (int i = 0; i < records.Length; i++)
        {
            records[i].ReceiveNs = random.NextIndex(300);
            records[i].Id = (ulong)i;
        }

        EventRecord[] expected = [.. records.OrderBy(r => r.ReceiveNs)];
        EventRecord[] sorted = RecordOrder.Sort(records, records.Length);
        Assert.That(sorted.Select(r => r.Id), Is.EqualTo(expected.Select(r => r.Id)));
    }

    [Test]
    public void ShouldLeaveOutWhatIsOutsideFromAndTo()
    {
        var options = new ImportOptions { From = DateTimeOffset.FromUnixTimeSeconds(1700000001), To = DateTimeOffset.FromUnixTimeSeconds(1700000003) };
        LiquidationTable table = _input.LoadRows(
            options, InputFolder.Header, [.. Enumerable.Range(0, 5).Select(s => $"{1700000000 + s}000000,okx,BTC-USDT-SWAP,long,,,1")]);
        Assert.That((table.Count, table.Filtered, table.Rejected), Is.EqualTo((2L, 3L, 0L)));
        Assert.That(table.Records[0].ReceiveNs, Is.EqualTo(1700000001000000000L));
    }

    private static ulong[] Ids(LiquidationTable table)
    {
        var ids = new ulong[table.Count];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = table.Records[i].Id;
        }

        return ids;
    }
}
