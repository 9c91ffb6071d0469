using Microsoft.Win32.SafeHandles;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Tests.SharedMemory;

/// <summary>A directory of its own for one test, in shared memory where there is some; gone with the object.</summary>
internal sealed class ScratchInstance : IDisposable
{
    private const string SharedMemoryDirectory = "/dev/shm";

    public ScratchInstance()
    {
        string parent = Directory.Exists(SharedMemoryDirectory) ? SharedMemoryDirectory : Path.GetTempPath();
        Root = Path.Combine(parent, $"ultracascade-test-{Guid.NewGuid():N}");
        Paths = new InstancePaths(Root, "test");
        Paths.EnsureDirectory();
    }

    public string Root { get; }

    public InstancePaths Paths { get; }

    public string[] Files() => [.. Directory.EnumerateFiles(Paths.Directory).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>The bytes of a region, also while its writer holds the lock.</summary>
    public static byte[] Snapshot(string path)
    {
        Assert.That(SharedFile.TryOpenRead(path, out SharedFile? file), Is.Zero);
        using (file)
        {
            byte[] bytes = new byte[file!.Bytes()];
            using SafeFileHandle handle = new(file.Descriptor, ownsHandle: false);
            Assert.That(RandomAccess.Read(handle, bytes, 0), Is.EqualTo(bytes.Length));
            return bytes;
        }
    }

    /// <summary>Overwrites bytes of a region behind its owner's back.</summary>
    public static void Patch(string path, long offset, ReadOnlySpan<byte> bytes)
    {
        Assert.That(SharedFile.TryOpenWrite(path, out SharedFile? file), Is.Zero);
        using (file)
        {
            using SafeFileHandle handle = new(file!.Descriptor, ownsHandle: false);
            RandomAccess.Write(handle, bytes, offset);
        }
    }

    public static void Patch(string path, long offset, ulong value) => Patch(path, offset, BitConverter.GetBytes(value));

    public static void Patch(string path, long offset, uint value) => Patch(path, offset, BitConverter.GetBytes(value));

    /// <summary>Offset of a slot's first eight bytes.</summary>
    public static long SlotOffset(in RegionHeader layout, long sequence) =>
        (long)layout.SlotsOffset + (sequence & ((long)layout.SlotCount - 1)) * layout.SlotBytes;

    public static InstrumentEntry Instrument(string name, string baseAsset)
    {
        InstrumentEntry entry = default;
        Assert.That(FixedText.TryWrite(name, entry.Name) && FixedText.TryWrite(baseAsset, entry.Base), Is.True);
        return entry;
    }

    public static VenueEntry VenueOf(string code)
    {
        VenueEntry entry = default;
        Assert.That(FixedText.TryWrite(code, entry.Code), Is.True);
        return entry;
    }

    public static EventRecord Tick(long timeNs) => new() { Kind = RecordKind.Tick, ExchangeNs = timeNs, ReceiveNs = timeNs };
}
