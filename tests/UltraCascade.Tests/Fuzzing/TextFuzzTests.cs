using System.Text;
using UltraCascade.Evaluation.Calibration;
using UltraCascade.Evaluation.Labels;
using UltraCascade.Feeds;
using UltraCascade.Host.Configuration;
using UltraCascade.Protocol;
using UltraCascade.Tests.Feeds;

namespace UltraCascade.Tests.Fuzzing;

/// <summary>Every text the product reads, spoilt: it is read, or refused with the exception that says so, and nothing else happens.</summary>
[NonParallelizable]
internal sealed class TextFuzzTests
{
    private const string Snapshot =
        "time,side,order_type,time_in_force,original_quantity,price,average_price,order_status,last_fill_quantity,accumulated_fill_quantity\n";

    private static readonly string[] s_tables =
    [
        InputFolder.Header + ",receive_us,id,n_events\n1733330785584000,binance_um,BTCUSDT,long,94809.6,0.013,1232.5248,1733330785600000,7,1\n"
            + "1733330785584001,okx,BTC-USDT-SWAP,short,94809.6,2,,,8,\n1733330785584002,hyperliquid,kPEPE,long,0.0125,8000,100,,,3\n",
        InputFolder.TardisHeader + "\nbybit,BTCUSDT,1700000000000000,1700000000000100,ab-1,sell,100,2\nbitmex,ETHUSD,1700000000000000,,,sell,3000,5\n",
        Snapshot + "1687651200000,SELL,LIMIT,IOC,5,30500.1,30510.2,FILLED,5,5\n1687651201000,BUY,LIMIT,IOC,7,30500.1,30510.2,FILLED,7,7\n",
        "ts_us,exchange,symbol,kind,value,value2,receive_us\n1700000000000000,okx,BTC-USDT-SWAP,price,35000.5,,\n1700000000000001,okx,BTC-USDT-SWAP,depth,2500000,1.25,\n"
            + "1700000000000002,okx,BTC-USDT-SWAP,funding,-0.0001,,1700000000000003\n1700000000000004,okx,BTC-USDT-SWAP,open_interest,5,,\n",
    ];

    private static readonly string[] s_settings =
    [
        """{"UltraCascade":{"Engine":{"Feeds":1,"Instruments":10,"Simd":128,"Instance":"a","Cpus":[0,1],"LateSeconds":3.5,"Detector":{"Threshold":8}}}}""",
        """{"UltraCascade":{"Engine":{"RingSlots":1024,"HistorySlots":64,"LockMemory":true,"WaitStrategy":"yield","Topology":"fused"},"Import":{"InstrumentMap":{"okx:FOO-SWAP":"FOO/USDT:USDT*1000"}}}}""",
    ];

    [Test]
    public void ShouldReadOrRefuseEveryTable()
    {
        using InputFolder folder = new();
        FuzzRun.Try(4000, m => m.Text(m.Pick(s_tables)), text => Load(folder, text));
    }

    [Test]
    public void ShouldReadOrRefuseEveryCompressedTable()
    {
        using InputFolder folder = new();
        byte[][] files = [.. s_tables.Select(InputFolder.Gzip), .. s_tables.Select(table => InputFolder.Zip(("a.csv", table), ("b.csv", table)))];
        FuzzRun.Try(1500, m => m.Bytes(m.Pick(files)), bytes => Load(folder, bytes));
    }

    [Test]
    public void ShouldReadOrRefuseEveryConfiguration()
    {
        string folder = Directory.CreateTempSubdirectory("ultracascade-fuzz-").FullName;
        try
        {
            FuzzRun.Try(1500, m => m.Text(m.Pick(s_settings)), text =>
            {
                File.WriteAllBytes(Path.Combine(folder, "appsettings.json"), text);
                Expect<ConfigurationException>(() => SettingsReader.Read([], folder));
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void ShouldReadOrRefuseEveryCalibration() => FuzzRun.Try(
        4000,
        m => m.Text("""{"h":8.5,"a":1,"false_alarms_per_day":1,"measured_false_alarms_per_day":0.5,"calm_days":7,"c0":-3,"c1":0.7,"files":["a.csv"],"before":null,"created":"2026-01-01T00:00:00Z"}"""),
        text => Expect<FormatException>(() => CalibrationFile.Parse(Encoding.UTF8.GetString(text))));

    [Test]
    public void ShouldReadOrRefuseEveryLabelFile() => FuzzRun.Try(
        4000,
        m => m.Text("onset_us,end_us,kind,usd\n1700000000000000,1700000001000000,cascade,5\n1700000002000000,1700000003000000,ignore,\n"),
        text => Expect<LabelFileException>(() => LabelText.Read(new StringReader(Encoding.UTF8.GetString(text)), "labels.csv")));

    // What is taken keeps the promises the engine relies on.
    private static void Load(InputFolder folder, byte[] bytes)
    {
        folder.Errors.Clear();
        LiquidationTable? table = null;
        string file = folder.Write("input", bytes);
        Expect<FeedFileException>(() => table = folder.Load(new ImportOptions(), file));
        if (table == null)
        {
            return;
        }

        Assert.That(table.Rejected, Is.EqualTo(folder.Errors.Count));
        long last = 0;
        foreach (ref readonly EventRecord record in table.Records)
        {
            bool isSound = record.Instrument >= 1 && record.Instrument < table.Instruments.Count
                && (int)record.Venue >= 1 && (int)record.Venue < table.Venues.Count
                && record.AmountMicroUsd >= 0 && double.IsFinite(record.Value) && record.ReceiveNs >= last;
            if (!isSound)
            {
                Assert.Fail($"A row was taken that is none: instrument {record.Instrument}, venue {record.Venue}, {record.AmountMicroUsd} µ$, {record.Value}, {record.ReceiveNs} after {last}.");
            }

            last = record.ReceiveNs;
        }
    }

    private static void Expect<TException>(Action read)
        where TException : Exception
    {
        try
        {
            read();
        }
        catch (TException exception)
        {
            Assert.That(exception.Message, Is.Not.Empty);
        }
    }
}
