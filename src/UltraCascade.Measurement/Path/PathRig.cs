using System.Diagnostics;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement.Path;

/// <summary>
/// The whole path, set up: an instance of its own, an engine process, a feed into it and a reader of its signals. Feed and reader
/// belong to the measuring thread, the engine has the other processor.
/// </summary>
internal sealed class PathRig : IDisposable
{
    private const int FeedSlots = 65_536;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_someBeats = TimeSpan.FromMilliseconds(50);

    private readonly Func<IEnumerable<string>, ProcessStartInfo> _program;
    private readonly int _cpu;
    private readonly int _slabMegabytes;
    private readonly CancellationToken _token;
    private EventPattern _pattern;

    /// <summary>Starts an engine on the second processor and shows it the instruments of a stream.</summary>
    public PathRig(SuiteRequest request, PinnedPair pair, string name, EventPattern pattern, int instruments, CancellationToken token, int slabMegabytes = 32)
    {
        _program = request.EngineProgram;
        _cpu = pair.Second;
        _slabMegabytes = slabMegabytes;
        _token = token;
        _pattern = pattern;
        Paths = BenchInstances.Of(request.Directory, name);
        Remove(Paths);
        Engine = EngineUnderTest.Start(_program, Paths, _cpu, _slabMegabytes);
        try
        {
            Reader = Engine.WaitUntilLive(Paths, token);
            Writer = FeedWriter.Open(Paths, "bench", new FeedOptions { Slots = FeedSlots, Instruments = instruments, Mode = InstanceMode.Replay });
            for (int i = 1; i <= instruments; i++)
            {
                _ = Writer.AddInstrument($"X{i}-PERP", $"X{i}", default);
            }

            SlotOf = Introduce(instruments);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public InstancePaths Paths { get; }

    public EngineUnderTest Engine { get; private set; }

    public SignalReader Reader { get; private set; } = null!;

    public FeedWriter Writer { get; } = null!;

    /// <summary>The stream. One for the rig's whole life, since its time must not run back.</summary>
    public ref EventPattern Pattern => ref _pattern;

    /// <summary>Index in the latest table by index in the feed's directory.</summary>
    public int[] SlotOf { get; } = [];

    /// <summary>Feeds <paramref name="records"/> records as fast as they are taken and waits until all are consumed.</summary>
    public void Feed(long records)
    {
        EventRecord record = default;
        for (long i = 0; i < records; i++)
        {
            _pattern.Next(ref record);
            Publish(ref record);
        }

        AwaitConsumed();
    }

    /// <summary>Publishes, waiting for room.</summary>
    public void Publish(ref EventRecord record)
    {
        if (!Writer.TryPublish(ref record))
        {
            WaitFor(record, static (rig, r) => rig.Writer.TryPublish(ref r));
        }
    }

    /// <summary>Waits until the engine has consumed all that was published.</summary>
    public void AwaitConsumed() => WaitFor(0, static (rig, _) => rig.Writer.Consumed == rig.Writer.Published);

    /// <summary>Waits for some beats of the engine's heart, at which its counters are shown.</summary>
    public void AwaitBeat() => _token.WaitHandle.WaitOne(s_someBeats);

    /// <summary>Kills the engine and starts its successor, which continues the same regions.</summary>
    public void KillAndRestart()
    {
        Engine.Kill();
        Engine.Dispose();
        Engine = EngineUnderTest.Start(_program, Paths, _cpu, _slabMegabytes);
    }

    /// <summary>Polls until <paramref name="condition"/> holds.</summary>
    /// <exception cref="MeasurementException">It does not, and the engine is gone or slow beyond patience.</exception>
    public void WaitFor<T>(T argument, Func<PathRig, T, bool> condition)
    {
        long deadline = Stopwatch.GetTimestamp() + (long)(s_patience.TotalSeconds * Stopwatch.Frequency);
        for (int looks = 0; !condition(this, argument); looks++)
        {
            if ((looks & 1023) == 1023)
            {
                _token.ThrowIfCancellationRequested();
                Engine.ThrowWhenGone();
                Writer.Beat();
                if (Stopwatch.GetTimestamp() > deadline)
                {
                    throw new MeasurementException("The engine does not answer.");
                }
            }
        }
    }

    public void Dispose()
    {
        Writer?.Dispose();
        Reader?.Dispose();
        Engine.Dispose();
        Remove(Paths);
    }

    private int[] Introduce(int instruments)
    {
        EventRecord record = default;
        for (int i = 1; i <= instruments; i++)
        {
            _pattern.NextOf(i, _pattern.NowNs + 1_000_000, ref record);
            Publish(ref record);
        }

        AwaitConsumed();
        int[] slots = new int[instruments + 1];
        for (int i = 1; i <= instruments; i++)
        {
            WaitFor(i, static (rig, index) => rig.Reader.IndexOf($"X{index}-PERP") > 0);
            slots[i] = Reader.IndexOf($"X{i}-PERP");
        }

        return slots;
    }

    private static void Remove(InstancePaths paths)
    {
        if (Directory.Exists(paths.Directory))
        {
            Directory.Delete(paths.Directory, recursive: true);
        }
    }
}
