using System.Diagnostics;
using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// The writer's side of an instrument directory: append-only. States of an entry: empty (Committed 0) → committed, for ever.
/// The writer fills the entry and release-stores Committed; a reader acquires Committed and may then read all of it, at any
/// time, without a second look. One thread.
/// </summary>
internal sealed unsafe class InstrumentDirectory
{
    private readonly InstrumentEntry* _entries;
    private readonly int _capacity;
    private readonly bool _isGrouped;
    private readonly NameIndex _byName;
    private readonly NameIndex _byBase;

    /// <summary>
    /// Takes up the directory of <paramref name="region"/> as it is. <paramref name="first"/> is the lowest index in use; groups
    /// are kept in signal regions only.
    /// </summary>
    internal InstrumentDirectory(MappedRegion region, int first, bool isGrouped)
    {
        byte* start = region.Start + region.Geometry.InstrumentsOffset;
        _entries = (InstrumentEntry*)start;
        _capacity = region.Geometry.InstrumentCapacity;
        _isGrouped = isGrouped;
        _byName = new NameIndex(start, InstrumentEntry.Size, 16, Text64.Bytes, _capacity);
        _byBase = new NameIndex(start, InstrumentEntry.Size, 80, Text24.Bytes, isGrouped ? _capacity : 0);
        Count = first;
        while (Count < _capacity && _entries[Count].Committed == (ulong)Count + 1)
        {
            Index(Count++);
        }

        AssertInvariants();
    }

    /// <summary>One more than the highest index in use.</summary>
    internal int Count { get; private set; }

    /// <summary>
    /// Index of the instrument with the name of <paramref name="entry"/>, appended if it is new; its Committed and Group are
    /// ignored. -1 when the directory is full or the name is empty. Allocates nothing.
    /// </summary>
    internal int Add(in InstrumentEntry entry)
    {
        InstrumentEntry added = entry;
        Normalise(added.Name);
        Normalise(added.Base);
        int known = _byName.Find(added.Name);
        if (known >= 0)
        {
            return known;
        }

        if (Count >= _capacity || added.Name[0] == 0)
        {
            return -1;
        }

        int index = Count;
        int group = _isGrouped && added.Base[0] != 0 ? _byBase.Find(added.Base) : -1;
        added.Committed = 0;
        added.Group = (uint)(group >= 0 ? group : index);
        added.Reserved = default;
        InstrumentEntry* place = _entries + index;
        *place = added;

        // Release: pairs with the acquire in DirectoryView.TryGetInstrument and uc_get_instrument.
        Volatile.Write(ref place->Committed, (ulong)index + 1);
        Count = index + 1;
        Index(index);
        AssertInvariants();
        return index;
    }

    /// <summary>Copies a signal region's instruments into a new one, each to its index, as far as there is room.</summary>
    internal static void Copy(MappedRegion old, MappedRegion created)
    {
        InstrumentDirectory target = new(created, first: 0, isGrouped: true);
        InstrumentEntry* entries = (InstrumentEntry*)(old.Start + old.Geometry.InstrumentsOffset);
        for (int i = target.Count; i < old.Geometry.InstrumentCapacity && entries[i].Committed == (ulong)i + 1; i++)
        {
            if (target.Add(in entries[i]) != i)
            {
                return;
            }
        }
    }

    // What stands behind the first NUL is not part of a text and must not tell two names apart.
    internal static void Normalise(Span<byte> text)
    {
        int end = text.IndexOf((byte)0);
        if (end >= 0)
        {
            text[end..].Clear();
        }
    }

    private void Index(int index)
    {
        if (_byName.Find(_entries[index].Name) < 0)
        {
            _byName.Add(index);
        }

        if (_isGrouped && _entries[index].Base[0] != 0 && _byBase.Find(_entries[index].Base) < 0)
        {
            _byBase.Add(index);
        }
    }

    [Conditional("DEBUG")]
    private void AssertInvariants()
    {
        Debug.Assert(Count <= _capacity, "The directory holds what fits.");
        Debug.Assert(Count == _capacity || _entries[Count].Committed == 0, "Behind the last entry the directory is empty.");
        Debug.Assert(sizeof(InstrumentEntry) == InstrumentEntry.Size, "The stride is the entry's size.");
    }
}
