using System.Runtime.CompilerServices;

namespace UltraCascade.Engine.Correlation;

/// <summary>
/// Puts events into exchange-time order: one venue pushes a second late. An event is held until engine time has passed its
/// exchange time by <see cref="HoldNs"/>; what arrives later than that, or claims to come from far ahead, is left out and counted.
/// <para>
/// A calendar queue: buckets of 10 ms in a ring, each a list sorted by time, then arrival. Events of a bucket are few and nearly in
/// order, so both ends cost O(1); an idle stretch costs a look at each bucket it passes.
/// </para>
/// </summary>
public sealed class ReorderBuffer
{
    /// <summary>How long an event is held, in ns.</summary>
    public const long HoldNs = 2_500_000_000L;

    /// <summary>An event this far ahead of engine time is left out, in ns.</summary>
    public const long MaxAheadNs = 5_000_000_000L;

    private const long BucketNs = 10_000_000L;
    private const int Buckets = 1024;
    private const int None = -1;

    private readonly Node[] _nodes;
    private readonly int[] _heads = new int[Buckets];
    private readonly int[] _tails = new int[Buckets];
    private int _free;
    private int _held;
    private long _frontierNs = long.MinValue;
    private long _bucket;

    /// <summary>Allocates room for <paramref name="capacity"/> events.</summary>
    public ReorderBuffer(int capacity)
    {
        _nodes = GC.AllocateArray<Node>(capacity, pinned: true);
        for (int i = 0; i < capacity; i++)
        {
            _nodes[i].Next = i + 1 < capacity ? i + 1 : None;
        }

        Array.Fill(_heads, None);
        Array.Fill(_tails, None);
    }

    /// <summary>Events left out because they came too late, too early, or found no room.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Everything up to this exchange time has been released.</summary>
    public long FrontierNs => _frontierNs;

    /// <summary>Takes an event at <paramref name="engineNs"/>.</summary>
    public void Add(in CoincidenceEvent item, long engineNs)
    {
        if (item.ExchangeNs <= _frontierNs || item.ExchangeNs > engineNs + MaxAheadNs || _free == None)
        {
            LeftOut++;
            return;
        }

        if (_held == 0)
        {
            _bucket = Math.Min(item.ExchangeNs, engineNs - HoldNs) / BucketNs;
        }

        int node = _free;
        _free = _nodes[node].Next;
        _nodes[node].Item = item;
        _held++;
        Insert(node, item.ExchangeNs);
    }

    /// <summary>Moves the frontier to what <paramref name="engineNs"/> allows. Call before <see cref="TryTake"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AdvanceTo(long engineNs) => _frontierNs = Math.Max(_frontierNs, engineNs - HoldNs);

    /// <summary>The next event in exchange-time order up to the frontier; false when there is none.</summary>
    public bool TryTake(out CoincidenceEvent item)
    {
        item = default;
        if (_held == 0)
        {
            return false;
        }

        long last = _frontierNs / BucketNs;
        for (; _bucket <= last; _bucket++)
        {
            int slot = (int)(_bucket & (Buckets - 1));
            int node = _heads[slot];
            if (node == None)
            {
                continue;
            }

            if (_nodes[node].Item.ExchangeNs > _frontierNs)
            {
                return false;
            }

            item = _nodes[node].Item;
            _heads[slot] = _nodes[node].Next;
            if (_heads[slot] == None)
            {
                _tails[slot] = None;
            }

            _nodes[node].Next = _free;
            _free = node;
            _held--;
            return true;
        }

        return false;
    }

    private void Insert(int node, long exchangeNs)
    {
        int slot = (int)((exchangeNs / BucketNs) & (Buckets - 1));
        int tail = _tails[slot];
        if (tail == None || _nodes[tail].Item.ExchangeNs <= exchangeNs)
        {
            _nodes[node].Next = None;
            _tails[slot] = node;
            if (tail == None)
            {
                _heads[slot] = node;
            }
            else
            {
                _nodes[tail].Next = node;
            }

            return;
        }

        int before = None;
        int after = _heads[slot];
        while (_nodes[after].Item.ExchangeNs <= exchangeNs)
        {
            before = after;
            after = _nodes[after].Next;
        }

        _nodes[node].Next = after;
        if (before == None)
        {
            _heads[slot] = node;
        }
        else
        {
            _nodes[before].Next = node;
        }
    }

    private struct Node
    {
        public CoincidenceEvent Item;
        public int Next;
    }
}
