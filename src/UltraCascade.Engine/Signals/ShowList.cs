using System.Diagnostics;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Signals;

/// <summary>
/// Instruments that are to be shown when the batch ends, each with the newest record that concerns it. Allocated at start. The place of an instrument
/// is kept by the caller.
/// </summary>
internal sealed class ShowList(int capacity)
{
    /// <summary>No place.</summary>
    public const int None = -1;

    private readonly EventRecord[] _records = GC.AllocateArray<EventRecord>(capacity, pinned: true);
    private readonly int[] _instruments = new int[capacity];

    /// <summary>Places taken.</summary>
    public int Count { get; private set; }

    /// <summary>Takes a place for <paramref name="instrument"/> and returns it. The caller owes that there is room.</summary>
    public int Add(int instrument, in EventRecord record)
    {
        Debug.Assert(Count < _records.Length, "The list is emptied before it is full.");
        int place = Count++;
        _instruments[place] = instrument;
        _records[place] = record;
        return place;
    }

    /// <summary>Replaces the record at a place by a newer one.</summary>
    public void Renew(int place, in EventRecord record) => _records[place] = record;

    /// <summary>The instrument at a place; <see cref="None"/> = it was shown already.</summary>
    public int Instrument(int place) => _instruments[place];

    /// <summary>The record at a place.</summary>
    public ref readonly EventRecord Record(int place) => ref _records[place];

    /// <summary>The instrument at a place was shown already.</summary>
    public void Cross(int place) => _instruments[place] = None;

    /// <summary>Empties the list.</summary>
    public void Clear() => Count = 0;
}
