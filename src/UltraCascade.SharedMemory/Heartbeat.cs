using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// When a region counts as abandoned: its writer says it lives, but the heartbeat is older than 900 ms (writers beat at least
/// every 100 ms), or it was written under another boot. Stopped and Faulted are said by the writer itself and are not stale.
/// </summary>
internal static unsafe class Heartbeat
{
    /// <summary>Age from which a heartbeat is stale: leaves 100 ms to notice a death within a second.</summary>
    internal const long StaleAfterNs = 900_000_000;

    internal static RegionState State(RegionHeader* header) => (RegionState)Volatile.Read(ref *(uint*)&header->State);

    /// <summary>Age of the heartbeat in ns; <see cref="long.MaxValue"/> when the writer ran under another boot.</summary>
    internal static long AgeNs(RegionHeader* header)
    {
        BootId here = ProcessIdentity.BootId;
        BootId there = header->BootId;

        // A machine that does not tell its boot id shows zeros: then only the heartbeat speaks.
        ReadOnlySpan<byte> known = here;
        if (!known.SequenceEqual(there) && known.ContainsAnyExcept((byte)0))
        {
            return long.MaxValue;
        }

        // The beat is loaded before the clock: the other way round a beat stored in between would seem to come from the future.
        long beatNs = Volatile.Read(ref header->HeartbeatNs);
        long nowNs = MonotonicClock.NowNs();
        return beatNs <= 0 ? long.MaxValue : Math.Max(0, nowNs - beatNs);
    }

    internal static bool IsStale(RegionHeader* header, out long ageNs)
    {
        ageNs = AgeNs(header);
        return State(header) is not (RegionState.Stopped or RegionState.Faulted) && ageNs > StaleAfterNs;
    }
}
