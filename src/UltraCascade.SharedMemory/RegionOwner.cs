using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// Creation, continuation and replacement of a region by the one process that may write it.
/// <code>
/// file                              what happens
/// missing                           created, generation 1
/// ours, same geometry               continued in place: Starting → repair by the caller → generation + 1
/// ours, other geometry (or, for     re-created under a temporary name, generation + 1, renamed over; the old file says
/// the engine's regions, mode)       Stopped
/// anything else                     refused with a message, left as it is
/// </code>
/// Steps of creation, so that no reader ever sees half a region and no store ever meets a full file system: exclusive create
/// of NAME.tmp-PID-N, lock (feeds), permissions, fallocate, map with prefault, fill, header with the magic last, rename.
/// A first creation does not overwrite: of two writers that find nothing, one wins and the other starts over and finds it.
/// </summary>
internal static unsafe class RegionOwner
{
    private const int MaxAttempts = 100;

    /// <summary>
    /// Opens the region of <paramref name="plan"/>. When <paramref name="isContinued"/>, the caller repairs it and then calls
    /// <see cref="RaiseGeneration"/>.
    /// </summary>
    /// <exception cref="RegionException">It cannot be created, or what is there cannot be continued.</exception>
    /// <exception cref="InstanceHeldException">The file is locked by another writer.</exception>
    internal static MappedRegion Open(RegionPlan plan, out bool isContinued)
    {
        StaleTemporaries.Remove(plan.Path);
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            RegionStatus status = TryOpenExisting(plan, out MappedRegion? existing, out string reason, out bool wasReplaced);
            if (wasReplaced)
            {
                continue;
            }

            isContinued = false;
            if (status == RegionStatus.Missing)
            {
                MappedRegion? created = RegionCreation.TryCreate(plan, previous: null);
                if (created != null)
                {
                    return created;
                }

                continue;
            }

            if (existing == null)
            {
                throw new RegionException(plan.Path, status,
                    $"{plan.Path} exists and cannot be continued: {reason}. {RegionAdvice.ForOwner(status)}");
            }

            isContinued = existing.Geometry == new RegionGeometry(plan.Layout)
                && (existing.Mode == plan.Layout.InstanceMode || !plan.IsModeFixed);
            return isContinued ? BeginContinuation(existing, plan) : Replace(plan, existing);
        }

        throw new RegionException(plan.Path, RegionStatus.Failed,
            $"{plan.Path} was replaced by others {MaxAttempts} times while being opened. Stop the other writer of this file and start again.");
    }

    /// <summary>The last step of a continuation: readers that acquire the new generation see every repair before it.</summary>
    internal static ulong RaiseGeneration(MappedRegion region)
    {
        RegionHeader* header = region.HeaderPointer;
        ulong generation = header->Generation + 1;

        // Release: pairs with the acquire in SignalReader.Generation, RingFollower.ReadEntry and uc_region_generation.
        Volatile.Write(ref header->Generation, generation);
        return generation;
    }

    /// <summary>Writes who owns the region. Plain stores: made visible by the release of state or generation that follows.</summary>
    internal static void WriteOwner(RegionHeader* header)
    {
        header->BootId = ProcessIdentity.BootId;
        header->WriterPid = ProcessIdentity.Pid;
        header->WriterStartTicks = ProcessIdentity.StartTicks;
    }

    // Pairs with the load in Heartbeat.AgeNs and uc_region_is_stale; nothing else is published by it.
    internal static void Beat(RegionHeader* header, long monotonicNs) =>
        Volatile.Write(ref header->HeartbeatNs, monotonicNs);

    // Release: what a state implies is stored before it. Pairs with the acquire in Heartbeat.State and uc_region_state.
    internal static void SetState(RegionHeader* header, RegionState state) =>
        Volatile.Write(ref *(uint*)&header->State, (uint)state);

    private static RegionStatus TryOpenExisting(
        RegionPlan plan, out MappedRegion? region, out string reason, out bool wasReplaced)
    {
        region = null;
        wasReplaced = false;
        int error = SharedFile.TryOpenWrite(plan.Path, out SharedFile? file);
        if (file == null)
        {
            return RegionAdvice.OfErrno(error, out reason);
        }

        RegionStatus status = RegionStatus.Failed;
        try
        {
            if (plan.IsLocked)
            {
                RequireLock(file, plan);

                // Between open and lock the file may have been replaced: then this is the lock of a file without a name.
                wasReplaced = FileIdentity.OfPath(plan.Path) != file.Identity();
                if (wasReplaced)
                {
                    reason = "";
                    return RegionStatus.Missing;
                }
            }

            status = MappedRegion.TryMap(file, plan.Path, plan.Layout.RegionKind, forWriting: true, out region, out reason);
            if (region != null)
            {
                RequireAllocated(file, region);
            }

            return status;
        }
        finally
        {
            if (status != RegionStatus.Ready)
            {
                file.Dispose();
            }
        }
    }

    // A file that was copied here may have holes: a store into one would meet a full file system as SIGBUS.
    private static void RequireAllocated(SharedFile file, MappedRegion region)
    {
        int error = file.Allocate((ulong)region.FileBytes);
        if (error != 0)
        {
            region.Dispose();
            throw RegionCreation.Refused(region.Path, error, "continued", (ulong)region.FileBytes);
        }
    }

    private static void RequireLock(SharedFile file, RegionPlan plan)
    {
        int error = file.TryLock();
        if (error == -Errno.WouldBlock)
        {
            int holder = 0;
            if (MappedRegion.TryOpenRead(plan.Path, plan.Layout.RegionKind, out MappedRegion? held, out _) == RegionStatus.Ready)
            {
                using (held)
                {
                    holder = (int)held!.Header.WriterPid;
                }
            }

            throw new InstanceHeldException(plan.Path, holder,
                $"{plan.Path} is being written by another process{(holder == 0 ? "" : $" (pid {holder})")}: a feed has one writer. Stop that process, or use another feed name.");
        }

        if (error != 0)
        {
            throw new RegionException(plan.Path, RegionStatus.Failed,
                $"{plan.Path} cannot be locked: {Errno.Describe(error)}. Use a file system with flock, as /dev/shm.");
        }
    }

    private static MappedRegion BeginContinuation(MappedRegion region, RegionPlan plan)
    {
        RegionHeader* header = region.HeaderPointer;
        region.Previous = PreviousOf(header);
        Beat(header, MonotonicClock.NowNs());
        SetState(header, RegionState.Starting);
        WriteOwner(header);
        header->InstanceMode = plan.Layout.InstanceMode;
        return region;
    }

    private static PreviousOwner PreviousOf(RegionHeader* header)
    {
        BootId here = ProcessIdentity.BootId;
        BootId there = header->BootId;
        return new PreviousOwner(Heartbeat.State(header), ((ReadOnlySpan<byte>)there).SequenceEqual(here));
    }

    private static MappedRegion Replace(RegionPlan plan, MappedRegion old)
    {
        using (old)
        {
            old.Previous = PreviousOf(old.HeaderPointer);
            MappedRegion replacement = RegionCreation.TryCreate(plan, old)!;
            replacement.Previous = old.Previous;

            // Whoever still has the old file mapped sees a clean end, looks at the path and finds the new one.
            SetState(old.HeaderPointer, RegionState.Stopped);
            return replacement;
        }
    }
}
