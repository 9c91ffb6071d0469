using System.IO.Compression;
using System.Text;
using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Replay;

/// <summary>Files and rows that cannot be right, given to the command line as a user would.</summary>
internal sealed class ReplayBadInputTests
{
    private const string Header = "ts_us,exchange,symbol,side,price,qty,notional_usd";
    private const string Good = "1772668800000000,okx,BTC-USDT-SWAP,long,70000,1,70000";

    // Each differs from a good row in one cell.
    private static readonly string[] s_badRows =
    [
        "1772668800000000,okx,BTC-USDT-SWAP,long,NaN,1,70000",
        "1772668800000000,okx,BTC-USDT-SWAP,long,70000,1,Infinity",
        "1772668800000000,okx,BTC-USDT-SWAP,long,-70000,1,70000",
        "1772668800000000,okx,BTC-USDT-SWAP,long,70000,1,-70000",
        "1772668800000000,okx,BTC-USDT-SWAP,long,0,1,70000",
        "1772668800000000,okx,BTC-USDT-SWAP,long,70000,1,0",
        "1772668800000000,okx,BTC-USDT-SWAP,long,70000,1,1e300",
        "1772668800000000,okx,BTC-USDT-SWAP,long,70000,1,much",
        "9772668800000000,okx,BTC-USDT-SWAP,long,70000,1,70000",
        "99999999999999999999999999,okx,BTC-USDT-SWAP,long,70000,1,70000",
        "yesterday,okx,BTC-USDT-SWAP,long,70000,1,70000",
        "1772668800000000,okx,BTC-USDT-SWAP,sideways,70000,1,70000",
        "1772668800000000,nowhere,BTC-USDT-SWAP,long,70000,1,70000",
        "1772668800000000,okx,,long,70000,1,70000",
        "1772668800000000,okx,BTC-USDT-SWAP,long,,,",
        "1773668800000000,okx,BTC-USDT-SWAP,long,70000,1,70000",
        "1772668800000000,okx,BTC-USDT-SWAP,long",
        "",
    ];

    private readonly ScratchInstance _place = new();

    [OneTimeTearDown]
    public void Remove() => _place.Dispose();

    public static IEnumerable<TestCaseData> BadFiles =>
    [
        File("missing.csv", null, "missing.csv"),
        File("empty.csv", [], "empty"),
        File("wrong-header.csv", Bytes("name,age\nbob,7\n"), "ts_us,exchange,symbol,side"),
        File("binary.csv", [0, 1, 2, 3, 0xff, 0xfe, .. new byte[500]], "binary.csv"),
        File("truncated.csv.gz", Zipped()[..^20], "truncated.csv.gz"),
        File("no-gzip.csv.gz", Bytes($"{Header}\n{Good}\n"), null),
        File("truncated.zip", [(byte)'P', (byte)'K', 3, 4, .. new byte[20]], "truncated.zip"),
    ];

    [TestCaseSource(nameof(BadFiles))]
    public void ShouldRefuseAFileThatCannotBeRead(string name, byte[]? content, string? words)
    {
        string file = _place.File(name);
        if (content is not null)
        {
            System.IO.File.WriteAllBytes(file, content);
        }

        using Peer replay = ReplayCommand.Start(_place.Root, file);
        int code = replay.WaitForExit();
        Assert.That(code, Is.EqualTo(words is null ? 0 : 1), replay.Describe());
        Assert.That(replay.Errors, Does.Not.Contain("   at "));
        if (words is not null)
        {
            Assert.That(replay.Errors, Does.Contain(words));
            Assert.That(replay.Lines, Is.Empty, "A failure prints no document.");
        }
    }

    [Test]
    public void ShouldCountEveryBadRowAndGoOn()
    {
        int blank = s_badRows.Count(row => row.Length == 0);
        ReplayCommand replay = ReplayCommand.Run(_place.Root, WriteRows("rows.csv", s_badRows), "--verbose");
        Assert.That((replay.Events, replay.Rejected), Is.EqualTo((s_badRows.Length + 1L, (long)s_badRows.Length - blank)), replay.Errors);
        Assert.That(replay.Errors, Does.Contain("rows.csv").And.Contain("nowhere").And.Contain("sideways"));
    }

    [Test]
    public void ShouldStopAtTheFirstBadRowWhenStrict()
    {
        using Peer replay = ReplayCommand.Start(_place.Root, WriteRows("strict.csv", s_badRows), "--strict");
        Assert.That(replay.ShouldExit(1).Errors, Does.Contain("strict.csv").And.Contain("price"));
    }

    // A good row of its own millisecond before, between and after the bad ones.
    private string WriteRows(string name, string[] badRows)
    {
        StringBuilder text = new(Header + "\n");
        for (int i = 0; i <= badRows.Length; i++)
        {
            text.Append(Good.Replace("1772668800000000", $"{1772668800000000 + (i * 1000L)}")).Append('\n');
            text.Append(i < badRows.Length ? badRows[i] + "\n" : "");
        }

        string file = _place.File(name);
        System.IO.File.WriteAllText(file, text.ToString());
        return file;
    }

    private static TestCaseData File(string name, byte[]? content, string? words) => new TestCaseData(name, content, words).SetArgDisplayNames(name);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Zipped()
    {
        using MemoryStream target = new();
        using (GZipStream gzip = new(target, CompressionLevel.Fastest))
        {
            gzip.Write(Bytes(Header + "\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => Good.Replace("0000,", $"{i:0000},") + "\n"))));
        }

        return target.ToArray();
    }
}
