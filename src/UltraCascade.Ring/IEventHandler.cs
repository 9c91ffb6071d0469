namespace UltraCascade.Ring;

/// <summary>
/// The logic at one place of the graph. Implemented by a struct, so that the loop inlines <see cref="OnEvent"/>; its state
/// belongs to the one thread that runs it. Only <see cref="OnEvent"/> must be written. The others are called if the struct
/// declares them itself (<see cref="HandlerTraits{T, THandler}"/>): a default body called on a struct would box a copy.
/// <para>Results must not depend on <c>endOfBatch</c> or on the size of a batch, which differ from run to run; they are
/// for flushing and for counting.</para>
/// </summary>
/// <typeparam name="T">Record: a value without references.</typeparam>
public interface IEventHandler<T>
    where T : unmanaged
{
    /// <summary>
    /// Takes one record in its slot. <paramref name="endOfBatch"/> is true for the last record before this handler's progress
    /// becomes visible to others. An exception stops the whole ring.
    /// </summary>
    void OnEvent(ref T record, long sequence, bool endOfBatch);

    /// <summary>Called once on the processor's thread before the first record.</summary>
    void OnStart()
    {
    }

    /// <summary>Called once on the processor's thread after the last record, also after a failure.</summary>
    void OnShutdown()
    {
    }

    /// <summary>Called before each batch with its number of records.</summary>
    void OnBatchStart(long count)
    {
    }

    /// <summary>
    /// Called when the wait strategy's bound passed without <paramref name="sequence"/> becoming available. Strategies that
    /// never park never time out.
    /// </summary>
    void OnTimeout(long sequence)
    {
    }
}
