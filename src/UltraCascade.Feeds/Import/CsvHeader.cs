using System.Text;

namespace UltraCascade.Feeds;

/// <summary>The input formats, told apart by their column names.</summary>
internal enum FeedFormat
{
    Unknown,
    Normalised,
    Tardis,
    BinanceSnapshot,
    Market,
}

/// <summary>Names of the columns of a file, and what they say about its format. Names are compared without regard to case.</summary>
internal sealed class CsvHeader
{
    /// <summary>What an error about a header lists.</summary>
    public const string Accepted =
        "Accepted headers (columns in any order): "
        + "normalised 'ts_us,exchange,symbol,side,price,qty,notional_usd' with optional 'n_events', 'receive_us', 'id'; "
        + "market data 'ts_us,exchange,symbol,kind,value' with optional 'value2', 'receive_us'; "
        + "tardis liquidations 'exchange,symbol,timestamp,local_timestamp,id,side,price,amount'; "
        + "Binance COIN-M liquidationSnapshot 'time,side,order_type,time_in_force,original_quantity,price,average_price,order_status,"
        + "last_fill_quantity,accumulated_fill_quantity'. Each plain, gzip or zip.";

    private readonly string[] _names;

    private CsvHeader(string[] names)
    {
        _names = names;
        Format = Detect();
    }

    public FeedFormat Format { get; }

    public int Count => _names.Length;

    public static CsvHeader Parse(in CsvRow row)
    {
        var names = new string[Math.Min(row.Count, CellSplitter.MaxCells)];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = Encoding.UTF8.GetString(row[i]).ToLowerInvariant();
        }

        return new CsvHeader(names);
    }

    /// <summary>Index of a column, or -1.</summary>
    public int IndexOf(string name) => Array.IndexOf(_names, name);

    /// <summary>A column name that stands twice, or null.</summary>
    public string? FindDuplicate() => _names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1 && group.Key.Length > 0)?.Key;

    private FeedFormat Detect()
    {
        if (Has("ts_us", "exchange", "symbol", "side") && (Has("notional_usd") || Has("price", "qty")))
        {
            return FeedFormat.Normalised;
        }

        if (Has("ts_us", "exchange", "symbol", "kind", "value"))
        {
            return FeedFormat.Market;
        }

        if (Has("exchange", "symbol", "timestamp", "side", "price", "amount"))
        {
            return FeedFormat.Tardis;
        }

        return Has("time", "side", "average_price", "order_status", "accumulated_fill_quantity") ? FeedFormat.BinanceSnapshot : FeedFormat.Unknown;
    }

    private bool Has(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (IndexOf(name) < 0)
            {
                return false;
            }
        }

        return true;
    }
}
