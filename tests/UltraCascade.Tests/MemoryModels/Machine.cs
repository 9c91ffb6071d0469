namespace UltraCascade.Tests.MemoryModels;

/// <summary>
/// What a processor may do with the order of a program. Both have one memory that all threads see alike; LitmusTests compares
/// them with what is known of the real ones.
/// </summary>
internal enum Machine
{
    /// <summary>TSO: a store may wait in a buffer while later loads go ahead (its own thread sees it there). All else stays in order.</summary>
    X86,

    /// <summary>
    /// ARMv8: loads and stores are performed in any order unless a fence, an acquire, a release, a dependency or the same
    /// address keeps them; loads also ahead of branches that are not decided. This is also what a compiler may do to plain
    /// accesses, as far as it keeps dependencies.
    /// </summary>
    Arm,
}

/// <summary>What an instruction does.</summary>
internal enum Operation
{
    Load,
    Store,
    Fence,

    /// <summary>Atomic addition, a full fence: Interlocked.Increment.</summary>
    Add,

    /// <summary>Futex wait: compares the word and falls asleep in one step; a full fence, as the kernel promises.</summary>
    Sleep,

    /// <summary>Futex wake of all who sleep on the word; a full fence, as the kernel promises.</summary>
    Wake,
}

/// <summary>The order an access brings along by itself.</summary>
internal enum Order
{
    Plain,

    /// <summary>Later accesses are not performed before it: Volatile.Read, __ATOMIC_ACQUIRE.</summary>
    Acquire,

    /// <summary>It is not performed before earlier accesses: Volatile.Write, __ATOMIC_RELEASE.</summary>
    Release,
}

/// <summary>Kinds of access that a fence keeps apart.</summary>
[Flags]
internal enum Access
{
    None = 0,
    Load = 1,
    Store = 2,
    Both = Load | Store,
}
