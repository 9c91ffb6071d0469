using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace UltraCascade.Ring;

/// <summary>
/// One handler and the slots it works on: runs a batch on the calling thread. No fence, no wait, no sequence of its own; the
/// caller owes that the batch is published and that it calls from one thread, in order.
/// </summary>
/// <typeparam name="T">Record.</typeparam>
/// <typeparam name="TMemory">Slots.</typeparam>
/// <typeparam name="THandler">Handler.</typeparam>
public struct BatchRunner<T, TMemory, THandler>
    where T : unmanaged
    where TMemory : struct, IRingMemory<T>
    where THandler : struct, IEventHandler<T>
{
    private readonly TMemory _memory;
    private THandler _handler;
    private long _position;

    /// <summary>Creates a runner that has handled everything up to <paramref name="position"/>.</summary>
    public BatchRunner(TMemory memory, THandler handler, long position)
    {
        _memory = memory;
        _handler = handler;
        _position = position;
    }

    /// <summary>The handler, in place. Belongs to the running thread while there is one.</summary>
    [UnscopedRef]
    public ref THandler Handler => ref _handler;

    /// <summary>Sequence that the handler was given last: after an exception the one that failed. Running thread only.</summary>
    public readonly long Position => _position;

    /// <summary>
    /// Hands the records <paramref name="lowest"/> … <paramref name="highest"/> to the handler, in order; at least one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Run(long lowest, long highest)
    {
        TMemory memory = _memory;
        if (HandlerTraits<T, THandler>.HasBatchStart)
        {
            _position = lowest;
            _handler.OnBatchStart(highest - lowest + 1);
        }

        for (long sequence = lowest; sequence <= highest; sequence++)
        {
            // A plain store to a line of this thread, so that a failure can be named without a try in this loop.
            _position = sequence;
            _handler.OnEvent(ref memory[sequence], sequence, sequence == highest);
        }
    }

    /// <summary>Calls the handler's OnStart if it declares one.</summary>
    public void Start()
    {
        if (HandlerTraits<T, THandler>.HasStart)
        {
            _handler.OnStart();
        }
    }

    /// <summary>Calls the handler's OnShutdown if it declares one.</summary>
    public void Shutdown()
    {
        if (HandlerTraits<T, THandler>.HasShutdown)
        {
            _handler.OnShutdown();
        }
    }

    /// <summary>Calls the handler's OnTimeout if it declares one.</summary>
    public void Timeout(long sequence)
    {
        if (HandlerTraits<T, THandler>.HasTimeout)
        {
            _handler.OnTimeout(sequence);
        }
    }
}
