using UltraCascade.Protocol;

namespace UltraCascade.Redis.Stream;

/// <summary>
/// Says where a signal goes. The stream gets everything from its level on. A channel gets a signal at most once, only
/// while it is news, and no more a second than its cap. One thread.
/// </summary>
internal sealed class ChannelGate
{
    private const long NsPerSecond = 1_000_000_000;

    private readonly BridgeOptions _options;
    private readonly int[] _leftThisSecond = new int[3];
    private long _second;

    public ChannelGate(BridgeOptions options)
    {
        _options = options;
    }

    /// <summary>Highest sequence that was handed to the channels.</summary>
    public long Position { get; private set; }

    /// <summary>Messages that a cap has kept back.</summary>
    public long Capped { get; private set; }

    /// <summary>Messages let through.</summary>
    public long Messages { get; private set; }

    /// <summary>What was sent behind <paramref name="sequence"/> is known to have done nothing, so it may go once more.</summary>
    public void GoBackTo(long sequence) => Position = Math.Min(Position, sequence);

    /// <summary>Other sequences begin: another region.</summary>
    public void Restart() => Position = 0;

    /// <summary>Bits of <see cref="StreamScript"/>; 0 = nowhere.</summary>
    public int Where(in SignalFrame frame, long nowNs)
    {
        int to = frame.Level >= _options.StreamLevel ? StreamScript.ToStream : 0;
        if (frame.Sequence <= Position)
        {
            return to;
        }

        Position = frame.Sequence;
        if (nowNs - frame.PublishNs > _options.ChannelAge.Ticks * 100)
        {
            return to;
        }

        if (frame.Level >= _options.ChannelLevel)
        {
            to |= Pass(0, nowNs) ? StreamScript.ToSignals : 0;
        }

        if (frame.Level >= SignalLevel.Alert)
        {
            to |= Pass(1, nowNs) ? StreamScript.ToAlerts : 0;
        }

        if (frame.Level >= SignalLevel.Critical)
        {
            to |= Pass(2, nowNs) ? StreamScript.ToCritical : 0;
        }

        return to;
    }

    private bool Pass(int channel, long nowNs)
    {
        if (_options.ChannelCap > 0)
        {
            long second = nowNs / NsPerSecond;
            if (second != _second)
            {
                _second = second;
                Array.Fill(_leftThisSecond, _options.ChannelCap);
            }

            if (--_leftThisSecond[channel] < 0)
            {
                Capped++;
                return false;
            }
        }

        Messages++;
        return true;
    }
}
