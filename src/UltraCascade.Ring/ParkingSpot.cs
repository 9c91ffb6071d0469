using System.Runtime.CompilerServices;

namespace UltraCascade.Ring;

/// <summary>
/// Where the threads of one ring sleep, and how nobody sleeps through a publish. The protocol:
/// <code>
/// waiter                                   publisher (producer, processor, or whoever halts)
/// W1 e = epoch            (acquire)        P1 store what the waiter looks at    (release)
/// W2 flag = 1                              P2 full fence
/// W3 full fence                            P3 flag == 0? done: nobody waits, no lock, no system call
/// W4 look; there? done                     P4 flag = 0
/// W5 sleep while epoch == e                P5 epoch + 1 (release), wake all
/// </code>
/// W3 pairs with P2 (store, fence, load on both sides): either W4 sees the store of P1, or P3 sees the flag of W2. If P4
/// wipes out a flag that another waiter has just raised, that waiter's W1 came before P4, so its epoch is older than P5 and
/// W5 does not sleep; if instead its W1 saw P5 (acquire and release pair), its W2 comes after P4 and the flag stays. Hence no
/// wake-up is lost; the bound on the sleep is a second net, and the beat of OnTimeout.
/// </summary>
/// <typeparam name="TParker">Monitor or futex.</typeparam>
public sealed class ParkingSpot<TParker>
    where TParker : struct, IParker
{
    /// <summary>Longest sleep before a waiter looks again of its own accord, unless told otherwise: 100 ms.</summary>
    public static readonly TimeSpan DefaultBound = TimeSpan.FromMilliseconds(100);

    private readonly WaiterFlag _waiting = new();
    private readonly TParker _parker;
    private readonly TimeSpan _bound;

    /// <summary>Creates a spot that sleeps on <paramref name="parker"/>, at most <paramref name="bound"/> at a time.</summary>
    public ParkingSpot(TParker parker, TimeSpan? bound = null)
    {
        _parker = parker;
        _bound = bound ?? DefaultBound;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_bound, TimeSpan.Zero, nameof(bound));
    }

    /// <summary>
    /// Sleeps until <paramref name="sequence"/> is available or a halt point ends the wait; reports a timeout when the bound
    /// (or a wake-up meant for another) passed without either.
    /// </summary>
    public SequenceWaitResult WaitFor<TDependency>(long sequence, in TDependency dependency, HaltPoint halt)
        where TDependency : struct, IDependency
    {
        while (true)
        {
            int epoch = _parker.Epoch;
            _waiting.Raise();

            // Full fence W3: pairs with P2 in Signal.
            Interlocked.MemoryBarrier();
            long available = dependency.GetAvailable(sequence);
            if (available >= sequence)
            {
                return SequenceWaitResult.Available(available);
            }

            if (halt.IsReached(sequence))
            {
                return SequenceWaitResult.Halted;
            }

            _parker.Park(epoch, _bound);
            if (_parker.Epoch == epoch && dependency.GetAvailable(sequence) < sequence)
            {
                return halt.IsReached(sequence) ? SequenceWaitResult.Halted : SequenceWaitResult.Timeout;
            }
        }
    }

    /// <summary>Wakes the sleepers, if there are any. Called after the store of P1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Signal()
    {
        // Full fence P2: pairs with W3 in WaitFor.
        Interlocked.MemoryBarrier();
        if (_waiting.IsRaised)
        {
            WakeSleepers();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WakeSleepers()
    {
        _waiting.Lower();
        _parker.WakeAll();
    }
}
