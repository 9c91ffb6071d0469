using System.Numerics;
using System.Text;

namespace UltraCascade.Feeds;

/// <summary>What is known of one symbol on one venue.</summary>
internal sealed class SymbolFacts(byte venue, byte[] native, InstrumentName name)
{
    public byte Venue { get; } = venue;

    public byte[] Native { get; } = native;

    public InstrumentName Name { get; } = name;

    /// <summary>Index in the table; 0 until the first row of this symbol is accepted.</summary>
    public ushort Instrument { get; set; }
}

/// <summary>
/// From the bytes of a symbol to what it means, without making a string for each row. Open addressing; never more than half full.
/// </summary>
internal sealed class SymbolCache
{
    private SymbolFacts?[] _slots = new SymbolFacts?[1024];
    private int _count;

    /// <summary>The entry of a symbol seen before, or null.</summary>
    public SymbolFacts? Find(byte venue, ReadOnlySpan<byte> native)
    {
        int mask = _slots.Length - 1;
        for (int slot = Hash(venue, native) & mask; _slots[slot] is { } facts; slot = (slot + 1) & mask)
        {
            if (facts.Venue == venue && native.SequenceEqual(facts.Native))
            {
                return facts;
            }
        }

        return null;
    }

    /// <summary>Adds a symbol that <see cref="Find"/> did not know.</summary>
    public SymbolFacts Add(byte venue, ReadOnlySpan<byte> native, string venueCode, IReadOnlyDictionary<string, string> map)
    {
        InstrumentName name = InstrumentNames.Canonicalise(venueCode, Encoding.UTF8.GetString(native), map);
        var facts = new SymbolFacts(venue, native.ToArray(), name);
        if (2 * (_count + 1) > _slots.Length)
        {
            SymbolFacts?[] old = _slots;
            _slots = new SymbolFacts?[2 * old.Length];
            foreach (SymbolFacts? moved in old)
            {
                if (moved is not null)
                {
                    Place(moved);
                }
            }
        }

        Place(facts);
        _count++;
        return facts;
    }

    private static int Hash(byte venue, ReadOnlySpan<byte> native)
    {
        uint hash = venue;
        foreach (byte b in native)
        {
            hash = (BitOperations.RotateLeft(hash, 5) ^ b) * 0x9E37_79B1u;
        }

        return (int)(hash >> 8);
    }

    private void Place(SymbolFacts facts)
    {
        int mask = _slots.Length - 1;
        int slot = Hash(facts.Venue, facts.Native) & mask;
        while (_slots[slot] is not null)
        {
            slot = (slot + 1) & mask;
        }

        _slots[slot] = facts;
    }
}
