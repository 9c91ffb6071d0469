using System.Runtime.CompilerServices;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Sequencing;

/// <summary>
/// Translates each feed's own instrument and venue indices into the engine's. Looked up once for each index of each feed,
/// then a table read. Allocated at start for all feeds.
/// </summary>
public sealed class DirectoryMap
{
    private const ushort Refused = ushort.MaxValue;

    // A feed's directory may be larger than the engine's: its indices are 16 bits, whatever this engine has room for.
    private const int LocalInstruments = ushort.MaxValue + 1;

    private readonly ushort[] _instrumentMap;
    private readonly byte[] _venueMap;

    /// <summary>Allocates the tables.</summary>
    public DirectoryMap(int feeds)
    {
        _instrumentMap = new ushort[feeds * LocalInstruments];
        _venueMap = new byte[feeds * Venue.Capacity];
    }

    /// <summary>Newcomers refused because a directory was full.</summary>
    public long DirectoryFull { get; private set; }

    /// <summary>Forgets all that is known of one feed.</summary>
    public void Reset(int feed)
    {
        Array.Clear(_instrumentMap, feed * LocalInstruments, LocalInstruments);
        Array.Clear(_venueMap, feed * Venue.Capacity, Venue.Capacity);
    }

    /// <summary>The engine's index of a feed's instrument if it was looked up before, else 0 or a number out of range. For hints only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ushort KnownInstrument(int feed, ushort local) => _instrumentMap[(feed * LocalInstruments) + local];

    /// <summary>The engine's index of a feed's venue if it was looked up before and not refused, else 0. For hints only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte KnownVenue(int feed, byte local)
    {
        int known = local < Venue.Capacity ? _venueMap[(feed * Venue.Capacity) + local] : 0;
        return known < Venue.Capacity ? (byte)known : (byte)0;
    }

    /// <summary>The engine's index of a feed's instrument; 0 when it is refused or not to be found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ushort Instrument<TSource>(ref TSource source, int feed, ushort local)
        where TSource : struct, IFeedSource
    {
        if (local == 0)
        {
            return 0;
        }

        ref ushort mapped = ref _instrumentMap[(feed * LocalInstruments) + local];
        if (mapped == 0)
        {
            mapped = LookUpInstrument(ref source, feed, local);
        }

        return mapped == Refused ? (ushort)0 : mapped;
    }

    /// <summary>The engine's index of a feed's venue; 0 when it is refused or not to be found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte VenueIndex<TSource>(ref TSource source, int feed, byte local)
        where TSource : struct, IFeedSource
    {
        if (local is 0 or >= Venue.Capacity)
        {
            return 0;
        }

        ref byte mapped = ref _venueMap[(feed * Venue.Capacity) + local];
        if (mapped == 0)
        {
            mapped = LookUpVenue(ref source, feed, local);
        }

        return mapped == byte.MaxValue ? (byte)0 : mapped;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ushort LookUpInstrument<TSource>(ref TSource source, int feed, ushort local)
        where TSource : struct, IFeedSource
    {
        if (!source.TryGetInstrument(feed, local, out InstrumentEntry entry))
        {
            return 0;
        }

        int index = source.AddInstrument(in entry);
        if (index is > 0 and < Refused)
        {
            return (ushort)index;
        }

        DirectoryFull++;
        return Refused;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte LookUpVenue<TSource>(ref TSource source, int feed, byte local)
        where TSource : struct, IFeedSource
    {
        if (!source.TryGetVenue(feed, local, out VenueEntry entry))
        {
            return 0;
        }

        int index = source.AddVenue(in entry);
        if (index is > 0 and < Venue.Capacity)
        {
            return (byte)index;
        }

        DirectoryFull++;
        return byte.MaxValue;
    }
}
