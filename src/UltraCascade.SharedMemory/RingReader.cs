using System.Text;
using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// What an onlooker may see of an engine's ring: its feed table. Read-only; the engine does not know of it. One thread.
/// </summary>
public sealed unsafe class RingReader : IDisposable
{
    private readonly MappedRegion _region;

    private RingReader(MappedRegion region) => _region = region;

    /// <summary>Opens and checks the ring at <paramref name="path"/>. When the status is not Ready, the reader is null and the reason says why.</summary>
    public static RegionStatus TryOpen(string path, out RingReader? reader, out string reason)
    {
        RegionStatus status = MappedRegion.TryOpenRead(path, RegionKind.Ring, out MappedRegion? region, out reason);
        reader = region == null ? null : new RingReader(region);
        return status;
    }

    /// <summary>
    /// Copies the entry of the feed file called <paramref name="name"/> and created at <paramref name="feedCreatedNs"/>. False when no
    /// engine has attached that file. The numbers may be a moment old, and of different moments.
    /// </summary>
    public bool TryReadFeed(string name, long feedCreatedNs, out FeedEntry entry)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(name);
        FeedEntry* entries = (FeedEntry*)(_region.Start + _region.Geometry.FeedsOffset);
        for (int i = 0; i < _region.Geometry.FeedCapacity; i++)
        {
            // Acquire: pairs with the release in RingRegion.AttachFeed: identity and name are whole.
            if (Volatile.Read(ref entries[i].Committed) != (ulong)i + 1)
            {
                break;
            }

            entry = entries[i];
            ReadOnlySpan<byte> found = entry.Name;
            if (found.TrimEnd((byte)0).SequenceEqual(wanted))
            {
                return entry.FeedCreatedNs == feedCreatedNs;
            }
        }

        entry = default;
        return false;
    }

    /// <summary>Unmaps. Repeated calls do nothing.</summary>
    public void Dispose() => _region.Dispose();
}
