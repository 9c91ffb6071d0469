using System.Text;
using System.Text.Json;
using UltraCascade.Host.Json;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Host;

/// <summary>The line is a contract with readers in other languages: the worked example of docs/LAYOUT.md, byte by byte.</summary>
public sealed class SignalJsonTests
{
    [Test]
    public void ShouldPrintTheWorkedExampleByteForByte()
    {
        const string expected =
            """{"sequence":7,"ts_us":1772668800123456,"exchange_ts_us":1772668800100000,"instrument":"BTC/USDT:USDT","side":"long","level":"ALERT","previous_level":"WATCH","phase":"FORMING","episode_id":84,"episode_start_us":1772668799000000,"probability":1,"risk":61.5,"risk_factors":{"velocity":50,"acceleration":75.25,"jerk":0,"volume":100,"correlation":null,"clustering":33.2999992},"pressure":0.125,"regime":"NORMAL","counts_per_s":[10,4,2.5,1.10000002,0.333333343,0.100000001,0.0500000007,0.00999999978],"usd_per_s":[1234567.12,500000,250000.5,100000,33333.332,1e+10,9.99999975e-06,0],"acceleration":1.5,"jerk":-0.25,"coincidence":null,"leader":null,"venues":["binance_um","okx"],"flags":["WARMING","REPLAY"],"log_odds":0,"baseline_per_s":null,"long_usd_60s":2000000.500000,"short_usd_60s":0.000001,"engine_sequence":42}""";

        Assert.That(Format(Example()), Is.EqualTo(expected + "\n"));
    }

    [Test]
    public void ShouldShowValuesThatHaveNoNameByNumber()
    {
        SignalFrame frame = Example();
        frame.Instrument = 5;
        frame.Level = (SignalLevel)9;
        frame.Flags = (SignalFlags)64;
        frame.VenueMask = 1;
        frame.LeaderVenue = 9;

        using JsonDocument line = JsonDocument.Parse(Format(frame));
        Assert.Multiple(() =>
        {
            Assert.That(line.RootElement.GetProperty("instrument").GetString(), Is.EqualTo("#5"));
            Assert.That(line.RootElement.GetProperty("level").GetString(), Is.EqualTo("#9"));
            Assert.That(line.RootElement.GetProperty("flags")[0].GetString(), Is.EqualTo("#64"));
            Assert.That(line.RootElement.GetProperty("venues")[0].GetString(), Is.EqualTo("#0"));
            Assert.That(line.RootElement.GetProperty("leader").GetString(), Is.EqualTo("#9"));
        });
    }

    [Test]
    public void ShouldAskAgainForANameThatWasNotCommittedYet()
    {
        byte[]? name = null;
        SignalNames names = new(_ => name, _ => null);
        Assert.That(Encoding.UTF8.GetString(names.Instrument(3)), Is.EqualTo("\"#3\""));

        name = "ETH/USDT:USDT"u8.ToArray();

        Assert.That(Encoding.UTF8.GetString(names.Instrument(3)), Is.EqualTo("\"ETH/USDT:USDT\""));
    }

    private static string Format(in SignalFrame frame)
    {
        Dictionary<int, string> venues = new() { [Venue.BinanceUm] = "binance_um", [Venue.Okx] = "okx" };
        SignalNames names = new(
            index => index == 1 ? "BTC/USDT:USDT"u8.ToArray() : null,
            index => venues.TryGetValue(index, out string? code) ? Encoding.UTF8.GetBytes(code) : null);
        return Encoding.UTF8.GetString(new SignalJson(names).Format(frame));
    }

    private static SignalFrame Example()
    {
        SignalFrame frame = new()
        {
            Sequence = 7,
            EngineSequence = 42,
            EngineNs = 1_772_668_800_123_456_789,
            ExchangeNs = 1_772_668_800_100_000_000,
            EpisodeId = 84,
            EpisodeStartNs = 1_772_668_799_000_000_000,
            Instrument = 1,
            Side = PositionSide.Long,
            Level = SignalLevel.Alert,
            PreviousLevel = SignalLevel.Watch,
            Phase = EpisodePhase.Forming,
            Regime = MarketRegime.Normal,
            MissingFactors = 1 << (int)RiskFactor.Correlation,
            Flags = SignalFlags.Warming | SignalFlags.Replay,
            VenueMask = (1U << Venue.BinanceUm) | (1U << Venue.Okx),
            Probability = 1f,
            Risk = 61.5f,
            Pressure = 0.125f,
            Acceleration = 1.5f,
            Jerk = -0.25f,
            LongMicroUsd60s = 2_000_000_500_000,
            ShortMicroUsd60s = 1,
            MeanCoincidence = float.NaN,
            BaselineRate = float.NaN,
        };
        ((ReadOnlySpan<float>)[50f, 75.25f, 0f, 100f, 12f, 33.3f]).CopyTo(frame.RiskFactors);
        ((ReadOnlySpan<float>)[10f, 4f, 2.5f, 1.1f, 1f / 3, 0.1f, 0.05f, 0.01f]).CopyTo(frame.CountVelocity);
        ((ReadOnlySpan<float>)[1_234_567.1f, 500_000f, 250_000.5f, 100_000f, 33_333.332f, 1e10f, 1e-5f, 0f]).CopyTo(frame.UsdVelocity);
        return frame;
    }}
