using System.Globalization;
using UltraCascade.Feeds;
using UltraCascade.Protocol;
using UltraCascade.Tests.Engine;

namespace UltraCascade.Tests.Detection;

/// <summary>
/// The cascade of 10 October 2025 on Hyperliquid, from recorded counts of liquidations and auto-deleveragings in bins of about six seconds. Events are spread
/// evenly inside each bin and given a middling size, since only their number is known; an hour of calm goes before.
/// </summary>
internal sealed class October2025Tests
{
    private const double CalmSeconds = 3600;
    private const double CalmRate = 0.05;
    private const decimal UsdPerEvent = 15_000m;

    [Test]
    public void ShouldAlertWithinASecondStayOneEpisodeAndReachExtreme()
    {
        string path = Path.Combine(Repository.Root, "..", "shared", "data", "hyperliquid_oct10_2025_counts_per_bin.csv");
        if (!File.Exists(path))
        {
            Assert.Ignore("The recorded counts are not part of the project: ../shared/data is absent.");
        }

        string csv = Path.Combine(Path.GetTempPath(), $"ultracascade-oct10-{Environment.ProcessId}.csv");
        try
        {
            (long firstUs, long lastUs) = Write(path, csv);
            LiquidationTable table = LiquidationTable.Load([csv], new ImportOptions(), error => Assert.Fail(error.ToString()));
            EngineOutcome outcome = ScenarioRun.Run(table);
            SignalFrame[] market = [.. outcome.History.Where(f => f.Instrument == 0)];
            SignalFrame alert = market.First(f => f.Level >= SignalLevel.Alert);
            ulong[] episodes = [.. market.Where(f => f.EpisodeId != 0).Select(f => f.EpisodeId).Distinct()];
            SignalFrame[] extreme = [.. market.Where(f => f.Level == SignalLevel.Extreme)];
            TestContext.Out.WriteLine(
                $"ALERT {(alert.EngineNs / 1000 - firstUs) / 1e6:F2} s after the first liquidation; {episodes.Length} episode; EXTREME "
                + $"from {(extreme[0].EngineNs / 1000 - firstUs) / 1e6:F1} s to {(extreme[^1].EngineNs / 1000 - firstUs) / 1e6:F1} s of {(lastUs - firstUs) / 1e6:F0} s");
            Assert.That(alert.EngineNs / 1000, Is.InRange(firstUs, firstUs + 1_000_000));
            Assert.That(episodes, Has.Length.EqualTo(1));
            Assert.That(extreme, Is.Not.Empty);
        }
        finally
        {
            File.Delete(csv);
        }
    }

    private static (long FirstUs, long LastUs) Write(string counts, string csv)
    {
        List<(long Us, int Events)> bins = [.. File.ReadLines(counts).Skip(1).Select(line => line.Split(','))
            .Select(c => (long.Parse(c[0], CultureInfo.InvariantCulture), int.Parse(c[1], CultureInfo.InvariantCulture) + int.Parse(c[2], CultureInfo.InvariantCulture)))];
        using StreamWriter writer = new(csv);
        writer.WriteLine("ts_us,exchange,symbol,side,price,qty,notional_usd");
        Random random = new(20251010);
        for (double t = -CalmSeconds; t < -1; t -= Math.Log(1 - random.NextDouble()) / CalmRate)
        {
            Row(writer, bins[0].Us + (long)(t * 1e6), random.Next(2) == 0 ? "long" : "short", 3_000m);
        }

        for (int i = 0; i < bins.Count; i++)
        {
            long length = i + 1 < bins.Count ? bins[i + 1].Us - bins[i].Us : 6_000_000;
            for (int e = 0; e < bins[i].Events; e++)
            {
                Row(writer, bins[i].Us + (length * e / bins[i].Events), "long", UsdPerEvent);
            }
        }

        return (bins[0].Us, bins[^1].Us);
    }

    private static void Row(StreamWriter writer, long us, string side, decimal usd) =>
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{us},hyperliquid,BTC,{side},,,{usd}"));
}
