using UltraCascade.Engine.Recovery;
using UltraCascade.Ring;

namespace UltraCascade.Engine;

/// <summary>A sequencer's loop, whatever its type arguments.</summary>
internal interface IEngineLoop
{
    /// <summary>Runs until stopped and drained, or until a handler fails.</summary>
    void Run();

    /// <summary>Asks the loop to drain and return. Any thread.</summary>
    void Stop();

    /// <summary>The sequencer, before the loop runs.</summary>
    IRecoverableSequencer Sequencer { get; }
}

/// <summary>Everything on the thread that calls <see cref="Run"/>.</summary>
internal sealed class FusedEngine(IEngineLoop loop, Action start, Action shutdown, Func<Exception?> fault) : IEngine
{
    private Exception? _loopFault;

    /// <inheritdoc/>
    public Exception? Fault => fault() ?? _loopFault;

    /// <inheritdoc/>
    public IRecovery? Recovery { get; init; }

    /// <inheritdoc/>
    public void Run()
    {
        try
        {
            start();
            loop.Run();
            shutdown();
        }
        catch (Exception exception)
        {
            // Kept for whoever supervises: the engine ends loudly, by its exit code and its message.
            _loopFault = exception;
        }
    }

    /// <inheritdoc/>
    public void Stop() => loop.Stop();
}

/// <summary>The sequencer on the thread that calls <see cref="Run"/>, each handler on a thread of its own.</summary>
internal sealed class ParallelEngine(
    IEngineLoop loop, IEventProcessor[] processors, Action<int> onThreadStart, Func<Exception?> fault, Action halt) : IEngine
{
    private static readonly TimeSpan s_joinTimeout = TimeSpan.FromSeconds(30);

    private Exception? _loopFault;

    /// <inheritdoc/>
    public Exception? Fault => fault() ?? _loopFault;

    /// <inheritdoc/>
    public IRecovery? Recovery { get; init; }

    /// <inheritdoc/>
    public void Run()
    {
        for (int i = 0; i < processors.Length; i++)
        {
            int number = i + 1;
            processors[i].Start(() => onThreadStart(number));
        }

        try
        {
            loop.Run();
            foreach (IEventProcessor processor in processors)
            {
                processor.Drain();
            }
        }
        catch (Exception exception)
        {
            _loopFault = exception;
            halt();
        }

        foreach (IEventProcessor processor in processors)
        {
            processor.Join(s_joinTimeout);
        }
    }

    /// <inheritdoc/>
    public void Stop() => loop.Stop();
}
