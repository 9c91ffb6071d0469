using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>
/// Finds an entry of a directory by one of its fixed-length texts, without allocation: open addressing with linear probing over
/// twice as many places as entries. The texts stay where they are; the index holds numbers only.
/// </summary>
internal sealed unsafe class NameIndex
{
    private readonly byte* _firstKey;
    private readonly int _stride;
    private readonly int _keyBytes;
    private readonly int[] _places;

    /// <summary>
    /// The caller owes: <paramref name="entries"/> stays valid while this object is used, and entries added never change.
    /// </summary>
    internal NameIndex(byte* entries, int stride, int keyOffset, int keyBytes, int capacity)
    {
        _firstKey = entries + keyOffset;
        _stride = stride;
        _keyBytes = keyBytes;
        _places = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity * 2 + 2)];
    }

    /// <summary>Number of the entry with this text (all key bytes, padded with NUL), or -1.</summary>
    internal int Find(ReadOnlySpan<byte> key)
    {
        int place = Place(key);
        while (_places[place] != 0)
        {
            int entry = _places[place] - 1;
            if (Key(entry).SequenceEqual(key))
            {
                return entry;
            }

            place = (place + 1) & (_places.Length - 1);
        }

        return -1;
    }

    /// <summary>Adds an entry whose text is not in the index yet.</summary>
    internal void Add(int entry)
    {
        int place = Place(Key(entry));
        while (_places[place] != 0)
        {
            place = (place + 1) & (_places.Length - 1);
        }

        _places[place] = entry + 1;
    }

    private ReadOnlySpan<byte> Key(int entry) => new(_firstKey + (long)entry * _stride, _keyBytes);

    private int Place(ReadOnlySpan<byte> key)
    {
        ulong hash = Fnv1a.Hash(key);
        return (int)((hash ^ (hash >> 32)) & (uint)(_places.Length - 1));
    }
}
