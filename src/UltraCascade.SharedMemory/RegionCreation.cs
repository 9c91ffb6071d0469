using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>Makes a region under a temporary name and gives it its name when it is whole. The steps stand above <see cref="RegionOwner"/>.</summary>
internal static unsafe class RegionCreation
{
    private static int s_temporaries;

    /// <summary>
    /// Creates the region. With <paramref name="previous"/> it takes that one's place and counts its generation on; without, null
    /// is returned when somebody else created it meanwhile. On any failure nothing is left behind.
    /// </summary>
    /// <exception cref="RegionException">The file system refuses (no space, no permission …).</exception>
    internal static MappedRegion? TryCreate(RegionPlan plan, MappedRegion? previous)
    {
        string temporary = CreateTemporary(plan.Path, out SharedFile file);
        MappedRegion? region = null;
        bool isNamed = false;
        try
        {
            region = Build(plan, file, previous);
            isNamed = TryName(temporary, plan.Path, overwrite: previous != null);
            if (isNamed && region.IsSuperseded())
            {
                throw new RegionException(plan.Path, RegionStatus.Failed,
                    $"{plan.Path} was replaced by somebody else while being created. Stop the other writer of this file and start again.");
            }

            return isNamed ? region : null;
        }
        catch (Exception)
        {
            isNamed = false;
            throw;
        }
        finally
        {
            if (!isNamed)
            {
                region?.Dispose();
                file.Dispose();
                File.Delete(temporary);
            }
        }
    }

    /// <summary>Creates a region that has no name in the end: memory of this process in the format of a region, gone with the process.</summary>
    /// <exception cref="RegionException">The file system refuses (no space, no permission …).</exception>
    internal static MappedRegion CreateNameless(RegionPlan plan)
    {
        string temporary = CreateTemporary(plan.Path, out SharedFile file);
        try
        {
            return Build(plan, file, previous: null);
        }
        catch (Exception)
        {
            file.Dispose();
            throw;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static string CreateTemporary(string path, out SharedFile file)
    {
        while (true)
        {
            string temporary = $"{path}{InstancePaths.TemporaryMark}{ProcessIdentity.Pid}-{Interlocked.Increment(ref s_temporaries)}";
            int error = SharedFile.TryCreate(temporary, out SharedFile? created);
            if (created != null)
            {
                file = created;
                return temporary;
            }

            // A leftover of an earlier process with this pid: take the next number.
            if (error != -Errno.Exists)
            {
                throw Refused(path, error, "created", 0);
            }
        }
    }

    private static MappedRegion Build(RegionPlan plan, SharedFile file, MappedRegion? previous)
    {
        RegionHeader layout = plan.Layout;
        int error = plan.IsLocked ? file.TryLock() : 0;
        error = error == 0 ? file.SetPermissions(plan.GroupId) : error;
        if (error != 0)
        {
            throw Refused(plan.Path, error, plan.GroupId >= 0 ? $"locked or given to group {plan.GroupId}" : "locked or given its permissions", 0);
        }

        error = file.Allocate(layout.FileBytes);
        if (error != 0)
        {
            throw Refused(plan.Path, error, "created", layout.FileBytes);
        }

        error = MappedRegion.TryMapNew(file, plan.Path, WithOwnerTimes(layout), out MappedRegion? region);
        if (error != 0)
        {
            throw Refused(plan.Path, error, "mapped", layout.FileBytes);
        }

        try
        {
            Fill(plan, region!, previous);
            return region!;
        }
        catch (Exception)
        {
            region!.Dispose();
            throw;
        }
    }

    private static RegionHeader WithOwnerTimes(RegionHeader layout)
    {
        layout.CreatedNs = WallClock.NowNs();
        return layout;
    }

    private static void Fill(RegionPlan plan, MappedRegion region, MappedRegion? previous)
    {
        RegionHeader* header = region.HeaderPointer;
        RegionHeader filled = plan.Layout;
        filled.Magic = 0;
        filled.CreatedNs = region.CreatedNs;
        filled.Generation = previous == null ? 1 : previous.HeaderPointer->Generation + 1;
        filled.HeartbeatNs = MonotonicClock.NowNs();
        filled.State = RegionState.Starting;
        *header = filled;
        RegionOwner.WriteOwner(header);
        FieldTable.TextUtf8.CopyTo(new Span<byte>(region.Start + region.Geometry.TextOffset, region.Geometry.TextBytes));
        plan.Fill?.Invoke(region);
        if (previous != null)
        {
            plan.CarryOver?.Invoke(previous, region);
        }

        // The magic last: even a file found under its temporary name is not ours before it is whole.
        Volatile.Write(ref header->Magic, ProtocolVersion.Magic);
    }

    // rename(2) when the old file is to be replaced. Otherwise a rename that replaces nothing, in one step: File.Move without overwrite looks first
    // and renames then, and between the two another writer's file can be lost.
    private static bool TryName(string temporary, string path, bool overwrite)
    {
        if (overwrite)
        {
            File.Move(temporary, path, overwrite: true);
            return true;
        }

        int error = NativeMethods.PathNameNew(temporary, path);
        return error == 0 || (error == -Errno.Exists ? false : throw Refused(path, error, "named", 0));
    }

    /// <summary>The error of a step of creation or continuation: what, why, what to do.</summary>
    internal static RegionException Refused(string path, int error, string what, ulong bytes)
    {
        string directory = Path.GetDirectoryName(path)!;
        int number = Math.Abs(error);
        if (bytes > 0 && number is (Errno.NoSpace or Errno.TooLarge or Errno.NoMemory or Errno.QuotaExceeded))
        {
            return new RegionException(path, RegionStatus.Failed,
                $"{path} cannot be {what}: it needs {bytes} bytes, and {FreeSpace(directory)} ({Errno.Describe(number)}). "
                + "Free some, enlarge the file system (mount -o remount,size=…), ask for fewer slots or instruments, or name another directory with --dir.");
        }

        RegionStatus status = RegionAdvice.OfErrno(error, out string reason);
        string what2 = status == RegionStatus.Missing ? $"the directory {directory} does not exist" : reason;
        return new RegionException(path, status, $"{path} cannot be {what}: {what2}. "
            + (status == RegionStatus.Denied ? $"Give this user write permission on {directory}, or name another directory with --dir." : "Put that right and start again."));
    }

    private static string FreeSpace(string directory)
    {
        try
        {
            return $"the file system of {directory} has {new DriveInfo(directory).AvailableFreeSpace} free";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"the file system of {directory} has less";
        }
    }
}
