using UltraCascade.Protocol;
using UltraCascade.Redis.Payload;

namespace UltraCascade.Tests.Redis;

/// <summary>Frames whose payloads are kept as golden files.</summary>
internal static class PayloadFrames
{
    public const long OriginNs = 1_772_668_800_123_456_000L;

    public static SignalWords Words { get; } = new(
        index => index switch { 0 => "MARKET", 1 => "BTC/USDT:USDT", 2 => "Ünï\"cödé\\", _ => $"#{index}" },
        index => index < Venue.Codes.Length ? Venue.Codes[index] : "");

    public static SignalPayload Payload { get; } = new("default", OriginNs, Words);

    /// <summary>Everything is there.</summary>
    public static SignalFrame Full()
    {
        SignalFrame frame = new()
        {
            Sequence = 4711,
            EngineSequence = 90_210,
            EngineNs = 1_772_700_000_123_456_789L,
            ExchangeNs = 1_772_700_000_103_000_000L,
            ReceiveNs = 1_772_700_000_123_450_000L,
            PublishNs = 1_772_700_000_123_462_500L,
            EpisodeId = 180_001,
            EpisodeStartNs = 1_772_699_999_000_000_000L,
            Instrument = 1,
            Side = PositionSide.Long,
            Level = SignalLevel.Critical,
            PreviousLevel = SignalLevel.Alert,
            Phase = EpisodePhase.Active,
            Regime = MarketRegime.High,
            Flags = SignalFlags.Censored | SignalFlags.Warming,
            VenueMask = (1U << Venue.BinanceUm) | (1U << Venue.Okx),
            Probability = 0.8125f,
            LogOdds = 9.5f,
            Risk = 61.25f,
            Pressure = 0.5f,
            Acceleration = -3.5f,
            Jerk = 0.25f,
            LongMicroUsd60s = 12_345_678_900_001,
            ShortMicroUsd60s = 5_000_000,
            MeanCoincidence = 0.625f,
            BaselineRate = 0.03125f,
            LeaderVenue = Venue.BinanceUm,
        };
        for (int i = 0; i < LaneVector.Count; i++)
        {
            frame.CountVelocity[i] = 40f / (1 << i);
            frame.UsdVelocity[i] = 3_000_000f / (1 << i);
        }

        for (int i = 0; i < RiskFactorVector.Count; i++)
        {
            frame.RiskFactors[i] = 12.5f * (i + 1);
        }

        return frame;
    }

    /// <summary>The market before anything is known: what is not there must not look like a number that was measured.</summary>
    public static SignalFrame Bare() => new()
    {
        Sequence = 1,
        EngineNs = 1_772_700_000_000_000_000L,
        Flags = SignalFlags.Replay,
        MissingFactors = 0b11_1111,
        MeanCoincidence = float.NaN,
        BaselineRate = float.NaN,
        Risk = float.PositiveInfinity,
    };

    /// <summary>A name that needs escaping, values of a newer engine, an instrument and a venue without a name.</summary>
    public static SignalFrame Strange()
    {
        SignalFrame frame = Full();
        frame.Instrument = 2;
        frame.Level = (SignalLevel)9;
        frame.Phase = (EpisodePhase)7;
        frame.LeaderVenue = 20;
        frame.VenueMask = 1U << 31;
        frame.Probability = 1e-9f;
        frame.UsdVelocity[0] = 1e30f;
        return frame;
    }
}
