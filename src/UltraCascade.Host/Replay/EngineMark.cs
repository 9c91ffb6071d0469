using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Replay;

/// <summary>Where an engine stands, so that a replay can tell what it added.</summary>
internal readonly record struct EngineMark(long Events, long Rejected, long Signals, long Episodes)
{
    public static EngineMark Of(SignalReader reader) => new(
        reader.GetCounter(EngineCounter.Events),
        reader.GetCounter(EngineCounter.Rejected) + reader.GetCounter(EngineCounter.Jumps),
        reader.Cursor,
        reader.GetCounter(EngineCounter.Episodes));

    public static EngineMark operator -(EngineMark now, EngineMark before) => new(
        now.Events - before.Events, now.Rejected - before.Rejected, now.Signals - before.Signals, now.Episodes - before.Episodes);
}
