using StackExchange.Redis;
using UltraCascade.Protocol;
using UltraCascade.Redis.Payload;
using UltraCascade.SharedMemory;

namespace UltraCascade.Redis.State;

/// <summary>
/// Writes what somebody who joins now wants to know. The state of an instrument lives five seconds and is written anew
/// while engine and bridge live, so its absence says that one of them does not. The keys of the superseded system are
/// written when something changed, with the life times they had. One thread.
/// </summary>
internal sealed class StateKeys
{
    private static readonly TimeSpan s_stateLife = TimeSpan.FromMilliseconds(5000);
    private static readonly TimeSpan s_velocityLife = TimeSpan.FromSeconds(600);
    private static readonly TimeSpan s_probabilityLife = TimeSpan.FromSeconds(60);

    private readonly RedisNames _names;
    private readonly SignalPayload _payload;
    private readonly SignalWords _words;
    private readonly List<long> _versions = [];
    private Task? _last;

    public StateKeys(RedisNames names, SignalPayload payload, SignalWords words)
    {
        _names = names;
        _payload = payload;
        _words = words;
    }

    /// <summary>Everything is written anew the next time: the server may have lost it.</summary>
    public void Forget()
    {
        _versions.Clear();
        _last = null;
    }

    /// <summary>Writes what is due, unless the server has not yet taken the last lot.</summary>
    public void Write(IDatabase database, SignalReader reader)
    {
        if (_last is { IsCompleted: false } || reader.State is not (RegionState.Live or RegionState.Draining) || reader.IsStale(out _))
        {
            return;
        }

        int count = reader.InstrumentCount;
        while (_versions.Count < count)
        {
            _versions.Add(0);
        }

        for (int i = 0; i < count; i++)
        {
            if (reader.TryReadLatest(i, out SignalFrame frame, out long version) == ReadStatus.Ok)
            {
                WriteInstrument(database, frame, version != _versions[i]);
                _versions[i] = version;
            }
        }

        // Answered after all that was sent before it.
        _last = database.PingAsync();
    }

    private void WriteInstrument(IDatabase database, in SignalFrame frame, bool changed)
    {
        string symbol = _words.Instrument(frame.Instrument).Text;
        byte[] json = _payload.Json(frame, _payload.Id(frame.Sequence));
        database.StringSetAsync(_names.State(symbol), json, s_stateLife, When.Always, CommandFlags.FireAndForget);
        if (!changed)
        {
            return;
        }

        database.StringSetAsync(_names.Probability(symbol), _payload.Probability(frame), s_probabilityLife, When.Always, CommandFlags.FireAndForget);
        RedisKey velocity = _names.Velocity(symbol);
        database.HashSetAsync(velocity, Velocity(frame), CommandFlags.FireAndForget);
        database.KeyExpireAsync(velocity, s_velocityLife, CommandFlags.FireAndForget);
        if (frame.Instrument == 0)
        {
            database.StringSetAsync(_names.Regime, _payload.Regime(frame), s_velocityLife, When.Always, CommandFlags.FireAndForget);
        }
    }

    // Numbers only: a reader of old turns every field of the hash into one.
    private static HashEntry[] Velocity(in SignalFrame frame)
    {
        double perSecond = frame.CountVelocity[SignalPayload.VelocityLane];
        double usdPerSecond = frame.UsdVelocity[SignalPayload.VelocityLane];
        return
        [
            new("velocity_10s", perSecond),
            new("acceleration", Finite(frame.Acceleration)),
            new("jerk", Finite(frame.Jerk)),
            new("total_value_usd", usdPerSecond * 10),
            new("exchange_correlation", Finite(frame.MeanCoincidence)),
            new("probability", Finite(frame.Probability)),
            new("risk", Finite(frame.Risk)),
            new("ts_us", frame.EngineNs / 1000),
        ];
    }

    private static double Finite(float value) => float.IsFinite(value) ? value : 0;
}
