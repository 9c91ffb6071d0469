using UltraCascade.Protocol;

namespace UltraCascade.Host.Json;

/// <summary>
/// One signal frame as one line of JSON, key by key as docs/LAYOUT.md says. publish_ns and receive_ns are left out: two
/// runs that say the same print the same.
/// </summary>
internal sealed class SignalJson
{
    private static readonly string[] s_sides = ["none", "long", "short"];
    private static readonly string[] s_levels = ["NONE", "WATCH", "ALERT", "CRITICAL", "EXTREME"];
    private static readonly string[] s_phases = ["NONE", "FORMING", "ACTIVE", "EXHAUSTING", "OVER"];
    private static readonly string[] s_regimes = ["NONE", "DORMANT", "LOW", "NORMAL", "ELEVATED", "HIGH", "EXTREME"];
    private static readonly string[] s_factors = ["velocity", "acceleration", "jerk", "volume", "correlation", "clustering"];
    private static readonly string[] s_flags = ["SATURATED", "CENSORED", "WARMING", "STALE", "SNAPSHOT", "REPLAY"];

    private static readonly byte[][] s_sidesUtf8 = Quoted(s_sides);
    private static readonly byte[][] s_levelsUtf8 = Quoted(s_levels);
    private static readonly byte[][] s_phasesUtf8 = Quoted(s_phases);
    private static readonly byte[][] s_regimesUtf8 = Quoted(s_regimes);
    private static readonly byte[][] s_factorsUtf8 = Quoted(s_factors);
    private static readonly byte[][] s_flagsUtf8 = Quoted(s_flags);

    private readonly JsonLine _line = new();
    private readonly SignalNames _names;

    public SignalJson(SignalNames names)
    {
        _names = names;
    }

    /// <summary>The line with its LF; valid until the next call.</summary>
    public ReadOnlySpan<byte> Format(in SignalFrame frame)
    {
        _line.Clear();
        AddIdentity(frame);
        AddRisk(frame);
        AddVelocity(frame);
        AddVenues(frame);
        _line.Raw(",\"flags\":["u8);
        AddFlags((uint)frame.Flags);
        _line.Raw("],\"log_odds\":"u8).Number(frame.LogOdds);
        _line.Raw(",\"baseline_per_s\":"u8).Number(frame.BaselineRate);
        _line.Raw(",\"long_usd_60s\":"u8).MicroDollars(frame.LongMicroUsd60s);
        _line.Raw(",\"short_usd_60s\":"u8).MicroDollars(frame.ShortMicroUsd60s);
        _line.Raw(",\"engine_sequence\":"u8).Integer(frame.EngineSequence);
        return _line.Raw("}\n"u8).Bytes;
    }

    private void AddIdentity(in SignalFrame frame)
    {
        _line.Raw("{\"sequence\":"u8).Integer(frame.Sequence);
        _line.Raw(",\"ts_us\":"u8).Integer(frame.EngineNs / 1000);
        _line.Raw(",\"exchange_ts_us\":"u8).Integer(frame.ExchangeNs / 1000);
        _line.Raw(",\"instrument\":"u8).Raw(_names.Instrument(frame.Instrument));
        _line.Raw(",\"side\":"u8);
        AddWord(s_sidesUtf8, (byte)frame.Side);
        _line.Raw(",\"level\":"u8);
        AddWord(s_levelsUtf8, (byte)frame.Level);
        _line.Raw(",\"previous_level\":"u8);
        AddWord(s_levelsUtf8, (byte)frame.PreviousLevel);
        _line.Raw(",\"phase\":"u8);
        AddWord(s_phasesUtf8, (byte)frame.Phase);
        _line.Raw(",\"episode_id\":"u8).Unsigned(frame.EpisodeId);
        _line.Raw(",\"episode_start_us\":"u8).Integer(frame.EpisodeStartNs / 1000);
    }

    private void AddRisk(in SignalFrame frame)
    {
        _line.Raw(",\"probability\":"u8).Number(frame.Probability);
        _line.Raw(",\"risk\":"u8).Number(frame.Risk);
        _line.Raw(",\"risk_factors\":{"u8);
        for (int i = 0; i < RiskFactorVector.Count; i++)
        {
            _line.Raw(i == 0 ? ""u8 : ","u8).Raw(s_factorsUtf8[i]).Raw(":"u8);
            bool missing = (frame.MissingFactors & (1 << i)) != 0;
            _line.Number(missing ? float.NaN : frame.RiskFactors[i]);
        }

        _line.Raw("},\"pressure\":"u8).Number(frame.Pressure);
        _line.Raw(",\"regime\":"u8);
        AddWord(s_regimesUtf8, (byte)frame.Regime);
    }

    private void AddVelocity(in SignalFrame frame)
    {
        _line.Raw(",\"counts_per_s\":["u8);
        AddLanes(frame.CountVelocity);
        _line.Raw("],\"usd_per_s\":["u8);
        AddLanes(frame.UsdVelocity);
        _line.Raw("],\"acceleration\":"u8).Number(frame.Acceleration);
        _line.Raw(",\"jerk\":"u8).Number(frame.Jerk);
        _line.Raw(",\"coincidence\":"u8).Number(frame.MeanCoincidence);
    }

    private void AddVenues(in SignalFrame frame)
    {
        _line.Raw(",\"leader\":"u8);
        _line.Raw(frame.LeaderVenue == Venue.None ? "null"u8 : _names.Venue(frame.LeaderVenue));
        _line.Raw(",\"venues\":["u8);
        bool first = true;
        for (int i = 0; i < Venue.Capacity; i++)
        {
            if ((frame.VenueMask & (1U << i)) == 0)
            {
                continue;
            }

            _line.Raw(first ? ""u8 : ","u8).Raw(_names.Venue(i));
            first = false;
        }

        _line.Raw("]"u8);
    }

    private void AddFlags(uint flags)
    {
        bool first = true;
        for (int i = 0; i < 32; i++)
        {
            uint bit = 1U << i;
            if ((flags & bit) == 0)
            {
                continue;
            }

            _line.Raw(first ? ""u8 : ","u8);
            first = false;
            if (i < s_flagsUtf8.Length)
            {
                _line.Raw(s_flagsUtf8[i]);
            }
            else
            {
                AddUnknown(bit);
            }
        }
    }

    private void AddLanes(in LaneVector lanes)
    {
        for (int i = 0; i < LaneVector.Count; i++)
        {
            _line.Raw(i == 0 ? ""u8 : ","u8).Number(lanes[i]);
        }
    }

    private void AddWord(byte[][] words, byte value)
    {
        if (value < words.Length)
        {
            _line.Raw(words[value]);
            return;
        }

        AddUnknown(value);
    }

    private void AddUnknown(uint value) => _line.Raw("\"#"u8).Unsigned(value).Raw("\""u8);

    private static byte[][] Quoted(string[] words) => [.. words.Select(word => System.Text.Encoding.ASCII.GetBytes($"\"{word}\""))];
}
