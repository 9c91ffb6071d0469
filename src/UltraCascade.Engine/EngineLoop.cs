using UltraCascade.Engine.Recovery;
using UltraCascade.Engine.Sequencing;
using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Engine;

/// <summary>
/// The hot loop: polls the feeds, beats the heart, idles. Runs on one thread until it is asked to stop; then it takes what
/// the feeds still have, waits until the handlers are done, and returns.
/// </summary>
/// <typeparam name="TSource">Feeds.</typeparam>
/// <typeparam name="TProducer">Ring.</typeparam>
/// <typeparam name="TOrigins">Provenance column.</typeparam>
/// <typeparam name="TRuntime">Machine.</typeparam>
internal sealed class EngineLoop<TSource, TProducer, TOrigins, TRuntime> : IEngineLoop
    where TSource : struct, IFeedSource
    where TProducer : struct, IRingProducer<EventRecord>
    where TOrigins : struct, IRingMemory<Provenance>
    where TRuntime : struct, IEngineRuntime
{
    /// <summary>Pace of the heartbeat and of the counters, in ns.</summary>
    private const long BeatNs = 10_000_000L;

    private readonly Sequencer<TSource, TProducer, TOrigins, TRuntime> _sequencer;
    private readonly TProducer _ring;
    private readonly Action _showHandlerCounters;
    private TRuntime _runtime;
    private volatile bool _stop;
    private long _lastBeatNs;

    /// <summary>Creates a loop around a sequencer; <paramref name="showHandlerCounters"/> runs at the pace of the heartbeat.</summary>
    public EngineLoop(Sequencer<TSource, TProducer, TOrigins, TRuntime> sequencer, TProducer ring, TRuntime runtime, Action showHandlerCounters)
    {
        _sequencer = sequencer;
        _ring = ring;
        _runtime = runtime;
        _showHandlerCounters = showHandlerCounters;
    }

    /// <inheritdoc/>
    public IRecoverableSequencer Sequencer => _sequencer;

    /// <summary>Asks the loop to drain and return. Any thread.</summary>
    public void Stop() => _stop = true;

    /// <summary>Runs until stopped and drained, or until a handler fails.</summary>
    public void Run()
    {
        long idle = 0;
        bool stopping = false;
        _sequencer.Resume();
        while (true)
        {
            if (_stop && !stopping)
            {
                stopping = true;
                _sequencer.Freeze();
            }

            long now = _runtime.MonotonicNs();
            int read = _sequencer.Poll(now);
            if (now - _lastBeatNs >= BeatNs)
            {
                Beat(now);
            }

            if (_ring.Fault is not null)
            {
                return;
            }

            if (read > 0)
            {
                idle = 0;
                continue;
            }

            if (stopping && _sequencer.IsCaughtUp)
            {
                Beat(_runtime.MonotonicNs());
                return;
            }

            _runtime.Idle(idle++);
        }
    }

    private void Beat(long now)
    {
        _lastBeatNs = now;
        _runtime.Beat(now, _ring.Cursor);
        _sequencer.ShowCounters();
        _showHandlerCounters();
    }
}
