using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace UltraCascade.Ring;

/// <summary>
/// Two handlers as one: each record goes to the first, then to the second, on the same thread. Chains nest, so any number of
/// handlers in dependency order is one handler: for the fused topology, or for a graph with fewer threads than handlers.
/// A handler sees the same records in the same order as on a thread of its own.
/// </summary>
/// <typeparam name="T">Record.</typeparam>
/// <typeparam name="TFirst">Handler that sees a record first.</typeparam>
/// <typeparam name="TSecond">Handler that may use what the first one left.</typeparam>
public struct HandlerChain<T, TFirst, TSecond> : IEventHandler<T>
    where T : unmanaged
    where TFirst : struct, IEventHandler<T>
    where TSecond : struct, IEventHandler<T>
{
    private TFirst _first;
    private TSecond _second;

    /// <summary>Chains two handlers.</summary>
    public HandlerChain(TFirst first, TSecond second)
    {
        _first = first;
        _second = second;
    }

    /// <summary>The first handler, in place. Belongs to the running thread.</summary>
    [UnscopedRef]
    public ref TFirst First => ref _first;

    /// <summary>The second handler, in place. Belongs to the running thread.</summary>
    [UnscopedRef]
    public ref TSecond Second => ref _second;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnEvent(ref T record, long sequence, bool endOfBatch)
    {
        _first.OnEvent(ref record, sequence, endOfBatch);
        _second.OnEvent(ref record, sequence, endOfBatch);
    }

    /// <inheritdoc/>
    public void OnStart()
    {
        if (HandlerTraits<T, TFirst>.HasStart)
        {
            _first.OnStart();
        }

        if (HandlerTraits<T, TSecond>.HasStart)
        {
            _second.OnStart();
        }
    }

    /// <inheritdoc/>
    public void OnShutdown()
    {
        if (HandlerTraits<T, TFirst>.HasShutdown)
        {
            _first.OnShutdown();
        }

        if (HandlerTraits<T, TSecond>.HasShutdown)
        {
            _second.OnShutdown();
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnBatchStart(long count)
    {
        if (HandlerTraits<T, TFirst>.HasBatchStart)
        {
            _first.OnBatchStart(count);
        }

        if (HandlerTraits<T, TSecond>.HasBatchStart)
        {
            _second.OnBatchStart(count);
        }
    }

    /// <inheritdoc/>
    public void OnTimeout(long sequence)
    {
        if (HandlerTraits<T, TFirst>.HasTimeout)
        {
            _first.OnTimeout(sequence);
        }

        if (HandlerTraits<T, TSecond>.HasTimeout)
        {
            _second.OnTimeout(sequence);
        }
    }
}
