using System.Text;
using UltraCascade.Host.Json;
using UltraCascade.Journal;
using UltraCascade.Protocol;

namespace UltraCascade.Host.History;

/// <summary>Every sequenced record, ticks, gaps and sweeps too, as one JSON object a line.</summary>
internal sealed class JsonEventText : IEventText
{
    private static readonly string[] s_kinds = ["none", "liquidation", "tick", "gap", "sweep", "price", "open_interest", "funding", "depth"];
    private static readonly string[] s_sides = ["none", "long", "short"];
    private static readonly string[] s_flags = ["SNAPSHOT", "DUPLICATE", "LATE", "ENGINE_TICK", "FILL"];

    private readonly EventNames _names = new();
    private readonly JsonLine _line = new();

    public string Header => "";

    public ReadOnlySpan<byte> Format(in EventRecord record, in Provenance origin, JournalTables tables)
    {
        _line.Clear();
        _line.Raw("{\"sequence\":"u8).Integer(record.Sequence);
        _line.Raw(",\"ts_us\":"u8).Integer(record.EngineNs / 1000);
        _line.Raw(",\"exchange_ts_us\":"u8).Integer(record.ExchangeNs / 1000);
        _line.Raw(",\"receive_ts_us\":"u8).Integer(record.ReceiveNs / 1000);
        Word(",\"kind\":"u8, s_kinds, (int)record.Kind);
        if (record.Instrument != 0)
        {
            _line.Raw(",\"instrument\":"u8).Text(Encoding.UTF8.GetBytes(_names.Instrument(tables, record.Instrument)));
        }

        if (record.Venue != 0)
        {
            _line.Raw(",\"venue\":"u8).Text(Encoding.UTF8.GetBytes(_names.Venue(tables, record.Venue)));
        }

        Word(",\"side\":"u8, s_sides, (int)record.Side);
        _line.Raw(",\"usd\":"u8).MicroDollars(record.AmountMicroUsd);
        _line.Raw(",\"value\":"u8).Raw(Encoding.ASCII.GetBytes(double.IsFinite(record.Value) ? record.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture) : "null"));
        _line.Raw(",\"id\":"u8).Unsigned(record.Id);
        Flags((uint)record.Flags);
        _line.Raw(",\"feed\":"u8);
        _ = origin.Feed >= 0 && tables.TryGetFeed(origin.Feed, out FeedEntry feed)
            ? _line.Text(Encoding.UTF8.GetBytes(FixedText.Read(feed.Name)))
            : _line.Raw("null"u8);
        return _line.Raw(",\"position\":"u8).Integer(origin.FeedPosition).Raw("}"u8).Bytes;
    }

    private void Word(ReadOnlySpan<byte> key, string[] words, int value) =>
        _line.Raw(key).Raw("\""u8).Raw(Encoding.ASCII.GetBytes((uint)value < (uint)words.Length ? words[value] : $"#{value}")).Raw("\""u8);

    private void Flags(uint flags)
    {
        _line.Raw(",\"flags\":["u8);
        bool first = true;
        for (int i = 0; i < s_flags.Length; i++)
        {
            if ((flags >> i & 1) != 0)
            {
                _line.Raw(first ? "\""u8 : ",\""u8).Raw(Encoding.ASCII.GetBytes(s_flags[i])).Raw("\""u8);
                first = false;
            }
        }

        _line.Raw("]"u8);
    }
}
