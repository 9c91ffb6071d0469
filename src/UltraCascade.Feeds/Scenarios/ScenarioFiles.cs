using System.Globalization;
using System.IO.Compression;
using System.Text;
using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// Writes a generated scenario as normalised CSV, its labels beside it, and market data. A name that ends in .gz is compressed.
/// </summary>
public static class ScenarioFiles
{
    private const string EventHeader = "ts_us,exchange,symbol,side,price,qty,notional_usd,id";
    private const string ReceiveColumn = ",receive_us";
    private const string MarketHeader = "ts_us,exchange,symbol,kind,value,value2";
    private const string LabelHeader = "onset_us,end_us,kind,usd,events,symbols";

    /// <summary>Writes the liquidations to a file, replacing it.</summary>
    public static void WriteEvents(GeneratedScenario scenario, string path)
    {
        using TextWriter writer = Create(path);
        WriteEvents(scenario, writer);
    }

    /// <summary>Writes the liquidations as text with LF line ends; with receive_us when it differs from ts_us in any row.</summary>
    public static void WriteEvents(GeneratedScenario scenario, TextWriter writer)
    {
        bool received = scenario.Rows.Any(row => row.ReceiveUs != row.TimeUs);
        writer.Write(EventHeader + (received ? ReceiveColumn : "") + "\n");
        foreach (ScenarioRow row in scenario.Rows)
        {
            string side = row.Side == PositionSide.Long ? "long" : "short";
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.TimeUs},{row.Venue},{row.Symbol},{side},{row.Price},{row.Quantity},{row.NotionalUsd},{row.Id}"));
            writer.Write(received ? string.Create(CultureInfo.InvariantCulture, $",{row.ReceiveUs}\n") : "\n");
        }
    }

    /// <summary>Writes the labels to a file, replacing it. A scenario without episodes gives the header alone.</summary>
    public static void WriteLabels(GeneratedScenario scenario, string path)
    {
        using TextWriter writer = Create(path);
        WriteLabels(scenario, writer);
    }

    /// <summary>Writes the labels as text with LF line ends.</summary>
    public static void WriteLabels(GeneratedScenario scenario, TextWriter writer)
    {
        writer.Write(LabelHeader + "\n");
        foreach (ScenarioLabel label in scenario.Labels)
        {
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{label.OnsetUs},{label.EndUs},{label.Kind},{label.Usd:0.00},{label.Events},{label.Symbols}\n"));
        }
    }

    /// <summary>Writes market data to a file, replacing it.</summary>
    public static void WriteMarket(IReadOnlyList<MarketRow> market, string path)
    {
        using TextWriter writer = Create(path);
        WriteMarket(market, writer);
    }

    /// <summary>Writes market data as text with LF line ends.</summary>
    public static void WriteMarket(IReadOnlyList<MarketRow> market, TextWriter writer)
    {
        writer.Write(MarketHeader + "\n");
        foreach (MarketRow row in market)
        {
            string second = row.Kind == RecordKind.Depth ? row.Value2.ToString(CultureInfo.InvariantCulture) : "";
            writer.Write(string.Create(
                CultureInfo.InvariantCulture, $"{row.TimeUs},{row.Venue},{row.Symbol},{MarketRowParser.NameOf(row.Kind)},{row.Value},{second}\n"));
        }
    }

    private static StreamWriter Create(string path)
    {
        Stream file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        Stream text = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Optimal) : file;
        return new StreamWriter(text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 64 * 1024);
    }
}
