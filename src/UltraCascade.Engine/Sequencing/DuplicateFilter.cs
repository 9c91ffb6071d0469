using System.Runtime.CompilerServices;
using UltraCascade.Ring;

namespace UltraCascade.Engine.Sequencing;

/// <summary>
/// Remembers the newest <see cref="Window"/> trade ids of each venue. A set by open addressing with linear probing beside a
/// ring of the ids in order of arrival: the oldest id makes room for the newest. Allocated at start.
/// </summary>
public sealed class DuplicateFilter
{
    /// <summary>Ids remembered for each venue.</summary>
    public const int Window = 8192;

    private const int TableSize = Window * 2;

    // By then a chunk of records that come from several venues in turn has been taken.
    private const int LeavingSoon = 6;

    private readonly ulong[] _tables = GC.AllocateArray<ulong>(Protocol.Venue.Capacity * TableSize, pinned: true);
    private readonly ulong[] _arrivals = GC.AllocateArray<ulong>(Protocol.Venue.Capacity * Window, pinned: true);
    private readonly int[] _next = new int[Protocol.Venue.Capacity];

    /// <summary>
    /// Whether this id was seen on this venue within the window; remembers it otherwise. Ids are told apart by instrument too,
    /// since several venues count them for each symbol on its own. An id of 0 means none and is never seen.
    /// </summary>
    public bool SeenBefore(byte venue, ushort instrument, ulong id)
    {
        if (id == 0)
        {
            return false;
        }

        ulong key = Key(instrument, id);
        Span<ulong> table = _tables.AsSpan(venue * TableSize, TableSize);
        int slot = Find(table, key);
        if (table[slot] == key)
        {
            return true;
        }

        Span<ulong> arrivals = _arrivals.AsSpan(venue * Window, Window);
        ref int next = ref _next[venue];
        if (arrivals[next] != 0)
        {
            Remove(table, arrivals[next]);
            slot = Find(table, key);
        }

        table[slot] = key;
        arrivals[next] = key;
        next = (next + 1) & (Window - 1);
        return false;
    }

    /// <summary>
    /// Begins to fetch what <see cref="SeenBefore"/> will look at for this id, and for the id that makes room soon.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(byte venue, ushort instrument, ulong id)
    {
        int table = venue * TableSize;
        CacheHint.Fetch(in _tables[table + Home(Key(instrument, id))]);
        int leaving = (_next[venue] + LeavingSoon) & (Window - 1);
        ulong oldest = _arrivals[(venue * Window) + leaving];
        CacheHint.Fetch(in _tables[table + Home(oldest)]);
    }

    // SplitMix64's finaliser spreads ids that count up by one over the table; 0 is kept free for "empty".
    private static ulong Key(ushort instrument, ulong id)
    {
        ulong z = id + (instrument * 0x9E37_79B9_7F4A_7C15UL);
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EBUL;
        z ^= z >> 31;
        return z == 0 ? 1 : z;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Home(ulong key) => (int)(key & (TableSize - 1));

    private static int Find(Span<ulong> table, ulong key)
    {
        int slot = Home(key);
        while (table[slot] != 0 && table[slot] != key)
        {
            slot = (slot + 1) & (TableSize - 1);
        }

        return slot;
    }

    // Deletion by shifting back (Knuth 6.4, algorithm R), so that no probe sequence is cut.
    private static void Remove(Span<ulong> table, ulong key)
    {
        int hole = Find(table, key);
        int probe = hole;
        while (true)
        {
            probe = (probe + 1) & (TableSize - 1);
            if (table[probe] == 0)
            {
                table[hole] = 0;
                return;
            }

            int home = Home(table[probe]);
            if (((probe - home) & (TableSize - 1)) >= ((probe - hole) & (TableSize - 1)))
            {
                table[hole] = table[probe];
                hole = probe;
            }
        }
    }
}
