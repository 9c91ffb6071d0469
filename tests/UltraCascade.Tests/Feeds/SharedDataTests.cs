using System.Runtime.CompilerServices;
using UltraCascade.Feeds;

namespace UltraCascade.Tests.Feeds;

/// <summary>Recorded liquidations, where they lie beside the repository (in shared/data): every row must be accepted.</summary>
public sealed class SharedDataTests
{
    [TestCase("okx_2026-03-04_05.csv", 5816)]
    [TestCase("hyperliquid_2025-05-25_06-05.csv", 2243)]
    [TestCase("binance_um_btc_2024-12-04_14.csv", 1844)]
    [TestCase("binance_um_bars30k_2023-01_calibration.csv", 4642)]
    public void ShouldAcceptEveryRecordedRow(string name, int rows)
    {
        string file = Find(name);
        var errors = new List<RowError>();
        LiquidationTable table = LiquidationTable.Load([file], new ImportOptions(), errors.Add);
        Assert.That(errors, Is.Empty);
        Assert.That((table.Count, table.Rejected), Is.EqualTo(((long)rows, 0L)));
    }

    [Test]
    public void ShouldAgreeWithTheRecordedNotional()
    {
        string file = Find("okx_2026-03-04_05.csv");
        LiquidationTable table = LiquidationTable.Load([file], new ImportOptions(), _ => { });
        decimal sum = File.ReadLines(file).Skip(1).Sum(line => decimal.Parse(line.Split(',')[6], System.Globalization.CultureInfo.InvariantCulture));
        long microUsd = 0;
        foreach (var record in table.Records)
        {
            microUsd += record.AmountMicroUsd;
        }

        Assert.That(microUsd / 1_000_000m, Is.EqualTo(sum).Within(0.0000005m * table.Count));
        Assert.That(table.Instruments.Skip(1).Select(i => i.Base), Is.EquivalentTo((string[])["BTC", "ETH", "SOL", "DOGE", "HYPE"]));
    }

    private static string Find(string name, [CallerFilePath] string source = "")
    {
        // The build may lie elsewhere than the source; the data lies beside either.
        foreach (string start in (string[])[TestContext.CurrentContext.TestDirectory, Path.GetDirectoryName(source)!])
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                string file = Path.Combine(folder.FullName, "shared", "data", name);
                if (File.Exists(file))
                {
                    return file;
                }
            }
        }

        Assert.Ignore($"shared/data/{name} is not beside this repository.");
        return "";
    }
}
