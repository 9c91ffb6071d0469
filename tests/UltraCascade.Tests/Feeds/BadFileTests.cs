using System.Text;
using UltraCascade.Feeds;

namespace UltraCascade.Tests.Feeds;

/// <summary>A file that cannot be taken in is refused with one sentence that says what it is.</summary>
public sealed class BadFileTests
{
    private const string Row = "1700000000000000,okx,BTC-USDT-SWAP,long,100,1,100\n";

    private InputFolder _input = null!;

    [SetUp]
    public void SetUp() => _input = new InputFolder();

    [TearDown]
    public void TearDown() => _input.Dispose();

    [Test]
    public void ShouldRefuseAMissingFile() => Refuses(_input["none.csv"], "does not exist");

    [Test]
    public void ShouldRefuseADirectory() => Refuses(Directory.CreateDirectory(_input["folder"]).FullName, "is a directory");

    [Test]
    public void ShouldRefuseAFileWithoutPermission()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("The superuser may read every file.");
            return;
        }

        string file = _input.Write("secret.csv", InputFolder.Header + "\n");
        File.SetUnixFileMode(file, UnixFileMode.None);

        Refuses(file, "no permission");
    }

    [TestCase("")]
    [TestCase("\uFEFF")]
    public void ShouldRefuseAnEmptyFile(string text) => Refuses(_input.Write("empty.csv", text), "is empty", "Accepted headers", "local_timestamp");

    [Test]
    public void ShouldRefuseAnEmptyCompressedFile()
    {
        Refuses(_input.Write("empty.gz", InputFolder.Gzip("")), "is empty");
        Refuses(_input.Write("empty.zip", InputFolder.Zip()), "without a file");
    }

    [TestCase("ts_us,liquidations,adls\n1,2,3\n")]
    [TestCase("onset_us,end_us,kind,usd,events,symbols\n")]
    [TestCase("1700000000000000,okx,BTC-USDT-SWAP,long,100,1,100\n")]
    [TestCase("ts_us,exchange,symbol,side,price\n")]
    [TestCase("{\"stream\":\"x\"}\n")]
    [TestCase("\n\n")]
    public void ShouldRefuseAnUnknownHeaderAndListTheAcceptedOnes(string text) =>
        Refuses(_input.Write("odd.csv", text), "header", "ts_us,exchange,symbol,side,price,qty,notional_usd", "exchange,symbol,timestamp,local_timestamp");

    [Test]
    public void ShouldRefuseAColumnNamedTwice() => Refuses(_input.Write("twice.csv", InputFolder.Header + ",price\n"), "'price' twice");

    [Test]
    public void ShouldRefuseAHeaderThatDoesNotEnd() => Refuses(_input.Write("long.csv", new string('a', 200_000)), "no header");

    [Test]
    public void ShouldRefuseBinaryContent()
    {
        Refuses(_input.Write("elf", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0]), "not a text file", "line 1");
        Refuses(_input.Write("late.csv", InputFolder.Header + "\n" + Row + Row + "17\0\n" + Row), "line 4 holds a NUL");
        Refuses(_input.Write("latin", [0xE4, 0xF6, 0xFC, (byte)'\n']), "unknown header");
    }

    [Test]
    public void ShouldFindANulInALineThatIsTooLong() =>
        Refuses(_input.Write("deep.csv", InputFolder.Header + "\n" + new string('x', 1_500_000) + "\0" + new string('x', 1_500_000) + "\n"), "line 2 holds a NUL");

    [Test]
    public void ShouldRefuseUtf16() => Refuses(_input.Write("utf16.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(InputFolder.Header)]), "UTF-16");

    [Test]
    public void ShouldRefuseAGzipThatEndsEarlyAndSayHowFarItCame()
    {
        var random = new ScenarioRandom(1);
        var text = new StringBuilder(InputFolder.Header + "\n");
        for (int i = 0; i < 50_000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{1700000000000000 + i},okx,BTC-USDT-SWAP,long,,,{random.Next() % 100_000}.5\n");
        }

        byte[] whole = InputFolder.Gzip(text.ToString());
        foreach (int cut in (int[])[5, whole.Length / 2, whole.Length - 8, whole.Length - 1])
        {
            Refuses(_input.Write("cut.csv.gz", whole[..cut]), "cut.csv.gz is damaged or ends in the middle", "rows");
        }

        Assert.That(_input.Load(new ImportOptions(), _input.Write("whole.csv.gz", whole)).Count, Is.EqualTo(50_000));
    }

    [Test]
    public void ShouldRefuseADamagedZip()
    {
        byte[] whole = InputFolder.Zip(("a.csv", InputFolder.Header + "\n" + Row));
        Refuses(_input.Write("cut.zip", whole[..(whole.Length / 2)]), "is a zip that is damaged");
    }

    [Test]
    public void ShouldNameTheEntryOfAZip() => Refuses(_input.Write("a.zip", InputFolder.Zip(("x.csv", "nonsense\n"))), "a.zip!x.csv has an unknown header");

    [Test]
    public void ShouldEitherReadOrRefuseWhateverStandsInAFile()
    {
        var random = new ScenarioRandom(11);
        byte[][] originals =
        [
            Encoding.UTF8.GetBytes(InputFolder.Header + ",receive_us,id\n" + "1700000000000000,okx,BTC-USDT-SWAP,long,100,1,100,1700000000000009,ab\n\"1700000000000001\",bybit,1000PEPEUSDT,short,,,5.5,,7\r\n"),
            Encoding.UTF8.GetBytes(InputFolder.TardisHeader + "\nbinance-delivery,BTCUSD_PERP,1700000000000000,1700000000000001,,sell,60000,3\n"),
            InputFolder.Gzip(InputFolder.Header + "\n" + Row + Row),
            InputFolder.Zip(("a.csv", InputFolder.Header + "\n" + Row + Row)),
        ];
        for (int i = 0; i < 4000; i++)
        {
            byte[] bytes = [.. originals[i % originals.Length]];
            for (int change = random.NextIndex(4); change >= 0; change--)
            {
                bytes[random.NextIndex(bytes.Length)] = (byte)random.Next();
            }

            string file = _input.Write("mutant", bytes[..(bytes.Length - (i % 3 == 0 ? random.NextIndex(bytes.Length) : 0))]);
            try
            {
                LiquidationTable table = _input.Load(new ImportOptions(), file);
                Assert.That(table.Count, Is.LessThanOrEqualTo(2));
            }
            catch (FeedFileException e)
            {
                Assert.That(e.Message, Does.Contain("mutant"));
            }
        }
    }

    private void Refuses(string file, params string[] parts)
    {
        FeedFileException? e = Assert.Throws<FeedFileException>(() => _input.Load(new ImportOptions(), file));
        foreach (string part in parts)
        {
            Assert.That(e!.Message, Does.Contain(part));
        }
    }
}
