using System.Diagnostics;
using System.Text;
using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// One region file in memory, its header checked. The geometry is fixed at open. Owned by one object, which must not use
/// pointers into it after <see cref="Dispose"/>; disposing is not safe while another thread still reads through it. A file that
/// is cut short while mapped (nothing here ever does so: files are replaced by renaming) ends the reader with SIGBUS, unless
/// <see cref="RegionGuard"/> is on.
/// </summary>
public sealed unsafe class MappedRegion : IDisposable
{
    private readonly FileIdentity _identity;
    private readonly SharedFile? _lockedFile;
    private byte* _start;

    private MappedRegion(string path, byte* start, in RegionHeader header, FileIdentity identity, bool isWritable, SharedFile? lockedFile)
    {
        Path = path;
        _start = start;
        _identity = identity;
        _lockedFile = lockedFile;
        IsWritable = isWritable;
        Kind = header.RegionKind;
        CreatedNs = header.CreatedNs;
        Mode = header.InstanceMode;
        Geometry = new RegionGeometry(header);
        AssertInvariants();
    }

    /// <summary>Path it was opened by.</summary>
    public string Path { get; }

    /// <summary>What the region is.</summary>
    public RegionKind Kind { get; }

    /// <summary>Bytes of the file and of the map.</summary>
    public long FileBytes => Geometry.FileBytes;

    /// <summary>When the file was created, ns since 1970 UTC: the identity of its sequences.</summary>
    public long CreatedNs { get; }

    /// <summary>Live or replay.</summary>
    public InstanceMode Mode { get; }

    /// <summary>
    /// The header as it is now. Its geometry fields are a stranger's memory and may have changed since they were checked: use
    /// them for display only. Fields that change are to be read with <see cref="Volatile"/>.
    /// </summary>
    public ref readonly RegionHeader Header => ref *HeaderPointer;

    /// <summary>Text of the layout as its writer stored it.</summary>
    public string FieldTableText => Encoding.ASCII.GetString(Start + Geometry.TextOffset, Geometry.TextBytes);

    internal RegionGeometry Geometry { get; }

    /// <summary>What the owner before this one left; None when there was none.</summary>
    internal PreviousOwner Previous { get; set; }

    internal bool IsWritable { get; }

    internal RegionHeader* HeaderPointer => (RegionHeader*)Start;

    internal byte* Start
    {
        get
        {
            ObjectDisposedException.ThrowIf(_start == null, this);
            return _start;
        }
    }

    /// <summary>
    /// Opens and checks a region for reading. When the status is not <see cref="RegionStatus.Ready"/>, <paramref name="region"/>
    /// is null and <paramref name="reason"/> says what, why and what to do. Never throws for what is in the file.
    /// </summary>
    public static RegionStatus TryOpenRead(string path, RegionKind kind, out MappedRegion? region, out string reason)
    {
        region = null;
        SharedFile? file = null;
        int error = NativeMethods.PathTrust(path);
        error = error == 0 ? SharedFile.TryOpenRead(path, out file) : error;
        RegionStatus status = RegionAdvice.OfErrno(error, out reason);
        if (file != null)
        {
            using (file)
            {
                status = TryMap(file, path, kind, forWriting: false, out region, out reason);
            }
        }

        if (status != RegionStatus.Ready)
        {
            reason = $"{path} cannot be read as {Article(kind)}: {reason}. {RegionAdvice.ForReader(status, kind)}";
        }

        return status;
    }

    /// <summary>Whether the path means another file now, or none: the region was re-created or removed, and should be opened again.</summary>
    public bool IsSuperseded() => FileIdentity.OfPath(Path) != _identity;

    /// <summary>Keeps the region resident. False with a reason when the limit does not allow it; everything works all the same.</summary>
    public bool TryLockMemory(out string reason) => MemoryLock.TryLock((nint)Start, FileBytes, out reason);

    /// <summary>Unmaps and closes, and drops the lock if this is a locked file. Repeated calls do nothing.</summary>
    public void Dispose()
    {
        byte* start = _start;
        _start = null;
        if (start != null)
        {
            if (!IsWritable)
            {
                RegionGuard.Forget(start);
            }

            _ = NativeMethods.Unmap(start, (ulong)FileBytes);
        }

        _lockedFile?.Dispose();
    }

    /// <summary>
    /// Maps and checks an open file. For writing, the pages are made present and <paramref name="file"/> stays open inside the
    /// region (and with it its lock); for reading the caller closes it. The reason is a clause without the path.
    /// </summary>
    internal static RegionStatus TryMap(
        SharedFile file, string path, RegionKind kind, bool forWriting, out MappedRegion? region, out string reason)
    {
        region = null;
        int trust = NativeMethods.FileTrust(file.Descriptor);
        if (trust != 0)
        {
            return RegionAdvice.OfErrno(trust, out reason);
        }

        long bytes = file.Bytes();
        if (bytes < ProtocolVersion.HeaderBytes)
        {
            reason = bytes < 0 ? Errno.Describe((int)bytes) : $"it has {bytes} bytes, a header has {ProtocolVersion.HeaderBytes}";
            return bytes < 0 ? RegionStatus.Failed : bytes == 0 ? RegionStatus.Empty : RegionStatus.Truncated;
        }

        int error = file.TryMap(bytes, forWriting, prefault: forWriting, out byte* start);
        if (error != 0)
        {
            reason = $"it cannot be mapped: {Errno.Describe(error)}";
            return error is -Errno.AccessDenied or -Errno.NotPermitted ? RegionStatus.Denied : RegionStatus.Failed;
        }

        // One copy is checked and one copy is used: whoever writes the file cannot change it in between.
        RegionHeader header = *(RegionHeader*)start;
        RegionStatus status = RegionCheck.Check(header, bytes, kind, forWriting, out reason);
        if (status != RegionStatus.Ready)
        {
            _ = NativeMethods.Unmap(start, (ulong)bytes);
            return status;
        }

        if (!forWriting)
        {
            RegionGuard.Watch(start, bytes);
        }

        region = new MappedRegion(path, start, header, file.Identity(), forWriting, forWriting ? file : null);
        return RegionStatus.Ready;
    }

    /// <summary>Maps a new, allocated file under the name it is going to have. The caller fills it. Takes over <paramref name="file"/> on success.</summary>
    internal static int TryMapNew(SharedFile file, string path, in RegionHeader header, out MappedRegion? region)
    {
        int error = file.TryMap((long)header.FileBytes, writable: true, prefault: true, out byte* start);
        region = error == 0 ? new MappedRegion(path, start, header, file.Identity(), isWritable: true, file) : null;
        return error;
    }

    private static string Article(RegionKind kind) => kind switch
    {
        RegionKind.Feed => "a feed",
        RegionKind.Ring => "a ring",
        RegionKind.Signals => "a signal region",
        _ => "a region",
    };

    [Conditional("DEBUG")]
    private void AssertInvariants()
    {
        Debug.Assert(_start != null && (nint)_start % ProtocolVersion.SectionAlignment == 0, "A map begins at a page.");
        Debug.Assert(Geometry.SlotsOffset + Geometry.SlotCount * EventRecord.Size <= Geometry.FileBytes, "Slots lie inside the file.");
        Debug.Assert(Geometry.TextOffset + Geometry.TextBytes <= Geometry.FileBytes, "The text lies inside the file.");
        Debug.Assert(long.IsPow2(Geometry.SlotCount), "Positions become slots by a mask.");
    }
}
