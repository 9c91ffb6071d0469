using System.Runtime.InteropServices;
using UltraCascade.Protocol;

namespace UltraCascade.Redis.Payload;

/// <summary>
/// A signal as docs/signal.schema.json says: the keys of the superseded system's payload with its types, and ours beside
/// them. What this engine does not know keeps the value that the superseded system sent when it did not know, and is
/// listed in <c>meta.missing</c>.
/// </summary>
internal sealed class SignalPayload
{
    public const int Version = 1;

    /// <summary>The window that the superseded system called velocity: ten seconds.</summary>
    public const int VelocityLane = 3;

    private const double NsPerMs = 1e6;

    private readonly PayloadText _text = new();
    private readonly SignalWords _words;
    private readonly byte[] _instance;
    private readonly string _idStart;

    /// <param name="instance">The instance whose signals these are.</param>
    /// <param name="originNs">When its sequences began: creation time of the region.</param>
    /// <param name="words">Names of instruments and venues.</param>
    public SignalPayload(string instance, long originNs, SignalWords words)
    {
        _words = words;
        _instance = SignalWords.Quote(instance);
        _idStart = IdStart(instance, originNs);
    }

    /// <summary>
    /// Start of the ids of one origin. An id names a signal for ever: two runs over the same file have the same sequences
    /// and times, and are still two.
    /// </summary>
    public static string IdStart(string instance, long originNs) => $"{instance}/{originNs / 1000:x}/";

    /// <summary>Id of a signal, stable over every way it takes.</summary>
    public string Id(long sequence) => $"{_idStart}{sequence}";

    /// <summary>The payload in a new array of its size.</summary>
    public byte[] Json(in SignalFrame frame, string id)
    {
        _text.Clear();
        AddIdentity(frame, id);
        AddSignal(frame);
        AddScores(frame);
        AddMetrics(frame);
        AddContext(frame);
        AddMeta(frame);
        return _text.Bytes.ToArray();
    }

    /// <summary>The frame's own bytes.</summary>
    public static byte[] Binary(in SignalFrame frame) => MemoryMarshal.AsBytes(new ReadOnlySpan<SignalFrame>(in frame)).ToArray();

    /// <summary>The marker of sequences that nobody has any more.</summary>
    public byte[] Gap(string id, long first, long last, long nowUs)
    {
        _text.Clear().Raw("{\"v\":"u8).Integer(Version).Raw(",\"kind\":\"gap\",\"id\":\""u8).Raw(Ascii(id));
        _text.Raw("\",\"instance\":"u8).Raw(_instance);
        _text.Raw(",\"from_sequence\":"u8).Integer(first).Raw(",\"to_sequence\":"u8).Integer(last);
        _text.Raw(",\"lost\":"u8).Integer(last - first + 1).Raw(",\"ts_us\":"u8).Integer(nowUs);
        return _text.Raw("}"u8).Bytes.ToArray();
    }

    /// <summary>What the superseded system kept under <c>cascade:probability:SYMBOL</c>.</summary>
    public byte[] Probability(in SignalFrame frame)
    {
        _text.Clear().Raw("{\"probability\":"u8).Fixed(frame.Probability, 6);
        _text.Raw(",\"signal\":"u8).Raw(SignalWords.Of(SignalWords.LevelsUtf8, (byte)frame.Level));
        _text.Raw(",\"signal_level\":"u8).Integer((long)frame.Level);
        _text.Raw(",\"timestamp\":"u8).Micro(frame.EngineNs / 1000);
        _text.Raw(",\"ts_us\":"u8).Integer(frame.EngineNs / 1000);
        _text.Raw(",\"risk\":"u8).Fixed(frame.Risk, 3);
        return _text.Raw("}"u8).Bytes.ToArray();
    }

    /// <summary>What is kept under <c>regime:current</c>: the regime of the whole market.</summary>
    public byte[] Regime(in SignalFrame frame)
    {
        ReadOnlySpan<byte> regime = SignalWords.Of(SignalWords.RegimesUtf8, (byte)frame.Regime);
        _text.Clear().Raw("{\"regime\":"u8).Raw(regime).Raw(",\"volatility_regime\":"u8).Raw(regime);
        _text.Raw(",\"symbol\":"u8).Raw(_words.Instrument(frame.Instrument).Json);
        _text.Raw(",\"timestamp\":"u8).Micro(frame.EngineNs / 1000);
        _text.Raw(",\"ts_us\":"u8).Integer(frame.EngineNs / 1000);
        return _text.Raw("}"u8).Bytes.ToArray();
    }

    private void AddIdentity(in SignalFrame frame, string id)
    {
        _text.Raw("{\"v\":"u8).Integer(Version).Raw(",\"id\":\""u8).Raw(Ascii(id));
        _text.Raw("\",\"sequence\":"u8).Integer(frame.Sequence);
        _text.Raw(",\"instance\":"u8).Raw(_instance);
        _text.Raw(",\"symbol\":"u8).Raw(_words.Instrument(frame.Instrument).Json);
        _text.Raw(",\"timestamp\":"u8).Micro(frame.EngineNs / 1000);
        _text.Raw(",\"ts_us\":"u8).Integer(frame.EngineNs / 1000);
        _text.Raw(",\"exchange_ts_us\":"u8).Integer(frame.ExchangeNs / 1000);
    }

    private void AddSignal(in SignalFrame frame)
    {
        _text.Raw(",\"signal\":"u8).Raw(SignalWords.Of(SignalWords.LevelsUtf8, (byte)frame.Level));
        _text.Raw(",\"signal_level\":"u8).Integer((long)frame.Level);
        _text.Raw(",\"previous_signal\":"u8).Raw(SignalWords.Of(SignalWords.LevelsUtf8, (byte)frame.PreviousLevel));
        _text.Raw(",\"probability\":"u8).Fixed(frame.Probability, 6);
        _text.Raw(",\"risk\":"u8).Fixed(frame.Risk, 3);
        _text.Raw(",\"pressure\":"u8).Fixed(frame.Pressure, 4);
        _text.Raw(",\"side\":"u8).Raw(SignalWords.Of(SignalWords.SidesUtf8, (byte)frame.Side));
        _text.Raw(",\"phase\":"u8).Raw(SignalWords.Of(SignalWords.PhasesUtf8, (byte)frame.Phase));
        _text.Raw(",\"episode_id\":"u8).Unsigned(frame.EpisodeId);
        _text.Raw(",\"episode_start_us\":"u8).Integer(frame.EpisodeStartNs / 1000);
    }

    // Scores are 0 … 1 as of old; the risk factors are 0 … 100.
    private void AddScores(in SignalFrame frame)
    {
        _text.Raw(",\"scores\":{\"velocity\":"u8).Fixed(Factor(frame, RiskFactor.Velocity), 4);
        _text.Raw(",\"acceleration\":"u8).Fixed(Factor(frame, RiskFactor.Acceleration), 4);
        _text.Raw(",\"volume\":"u8).Fixed(Factor(frame, RiskFactor.Volume), 4);
        _text.Raw(",\"oi_change\":0,\"funding\":0,\"volatility\":0,\"jerk\":"u8).Fixed(Factor(frame, RiskFactor.Jerk), 4);
        _text.Raw(",\"correlation\":"u8).Fixed(Factor(frame, RiskFactor.Correlation), 4);
        _text.Raw(",\"clustering\":"u8).Fixed(Factor(frame, RiskFactor.Clustering), 4);
        _text.Raw("}"u8);
    }

    private void AddMetrics(in SignalFrame frame)
    {
        _text.Raw(",\"metrics\":{\"velocity\":"u8).Fixed(frame.CountVelocity[VelocityLane], 4);
        _text.Raw(",\"acceleration\":"u8).Fixed(frame.Acceleration, 4);
        _text.Raw(",\"jerk\":"u8).Fixed(frame.Jerk, 4);
        _text.Raw(",\"volume_usd\":"u8).Fixed(frame.UsdVelocity[VelocityLane], 2);
        _text.Raw(",\"oi_change_1m\":0,\"funding_rate\":0,\"counts_per_s\":["u8);
        AddLanes(frame.CountVelocity, 4);
        _text.Raw("],\"usd_per_s\":["u8);
        AddLanes(frame.UsdVelocity, 2);
        _text.Raw("],\"long_usd_60s\":"u8).Micro(frame.LongMicroUsd60s);
        _text.Raw(",\"short_usd_60s\":"u8).Micro(frame.ShortMicroUsd60s);
        _text.Raw(",\"baseline_per_s\":"u8).Fixed(frame.BaselineRate, 6);
        _text.Raw(",\"log_odds\":"u8).Fixed(frame.LogOdds, 4).Raw("}"u8);
    }

    private void AddContext(in SignalFrame frame)
    {
        _text.Raw(",\"context\":{\"volatility_regime\":"u8).Raw(SignalWords.Of(SignalWords.RegimesUtf8, (byte)frame.Regime));
        _text.Raw(",\"btc_price\":0,\"vol_risk_multiplier\":1,\"leading_exchange\":"u8);
        _text.Raw(frame.LeaderVenue is Venue.None or >= Venue.Capacity ? "null"u8 : _words.VenueJson(frame.LeaderVenue));
        _text.Raw(",\"exchange_correlation\":"u8).Fixed(frame.MeanCoincidence, 4);
        _text.Raw(",\"exchanges\":["u8);
        bool first = true;
        for (int i = 0; i < Venue.Capacity; i++)
        {
            if ((frame.VenueMask & (1U << i)) != 0)
            {
                _text.Raw(first ? ""u8 : ","u8).Raw(_words.VenueJson(i));
                first = false;
            }
        }

        _text.Raw("],\"flags\":["u8);
        AddFlags((uint)frame.Flags);
        _text.Raw("]}"u8);
    }

    // Recorded data has no time of its own on this machine, so a replay has no processing time.
    private void AddMeta(in SignalFrame frame)
    {
        bool replay = (frame.Flags & SignalFlags.Replay) != 0;
        _text.Raw(",\"meta\":{\"processing_time_ms\":"u8).Fixed(replay ? 0 : (frame.PublishNs - frame.ReceiveNs) / NsPerMs, 4);
        _text.Raw(",\"engine_sequence\":"u8).Integer(frame.EngineSequence);
        _text.Raw(",\"published_ts_us\":"u8).Integer(frame.PublishNs / 1000);
        _text.Raw(",\"missing\":[\"oi_change\",\"funding\",\"volatility\",\"btc_price\""u8);
        _text.Raw(float.IsFinite(frame.MeanCoincidence) ? ""u8 : ",\"exchange_correlation\""u8);
        _text.Raw(float.IsFinite(frame.BaselineRate) ? ""u8 : ",\"baseline_per_s\""u8);
        _text.Raw("]}}"u8);
    }

    private void AddLanes(in LaneVector lanes, int decimals)
    {
        for (int i = 0; i < LaneVector.Count; i++)
        {
            _text.Raw(i == 0 ? ""u8 : ","u8).Fixed(lanes[i], decimals);
        }
    }

    private void AddFlags(uint flags)
    {
        bool first = true;
        for (int i = 0; i < SignalWords.FlagsUtf8.Length; i++)
        {
            if ((flags & (1U << i)) != 0)
            {
                _text.Raw(first ? ""u8 : ","u8).Raw(SignalWords.FlagsUtf8[i]);
                first = false;
            }
        }
    }

    private static double Factor(in SignalFrame frame, RiskFactor factor) =>
        (frame.MissingFactors & (1 << (int)factor)) != 0 ? 0 : frame.RiskFactors[(int)factor] / 100;

    // An id holds letters, digits, dots, hyphens, underscores and slashes only: nothing to escape.
    private static ReadOnlySpan<byte> Ascii(string id) => System.Text.Encoding.ASCII.GetBytes(id);
}
