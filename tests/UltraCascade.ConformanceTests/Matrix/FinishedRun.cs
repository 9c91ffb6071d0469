using UltraCascade.ConformanceTests.Processes;
using UltraCascade.Protocol;

namespace UltraCascade.ConformanceTests.Matrix;

/// <summary>A whole run over processes: a feed writer in one language, the engine, and the region that it left behind, stopped.</summary>
internal sealed class FinishedRun : IDisposable
{
    /// <summary>Positions of the stream: 1400 s of data, two busy stretches and two calm ones, so that alarms rise and clear twice.</summary>
    public const long Positions = 28_000;

    private FinishedRun()
    {
    }

    public ScratchInstance Instance { get; } = new();

    /// <summary>Frames in the history.</summary>
    public long Cursor { get; private set; }

    public static FinishedRun Of(Language writer)
    {
        FinishedRun run = new();
        try
        {
            run.Run(writer);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    public void Dispose() => Instance.Dispose();

    private void Run(Language writer)
    {
        using Peer engine = Programs.Engine(Instance);
        using Peer feeder = Programs.FeedWriter(writer, Instance, Positions);
        feeder.WaitForLine($"published {Positions}");
        Until.Holds(() => Instance.Consumed() == Positions, "the engine has consumed the feed", engine, feeder);
        feeder.CloseInput();
        feeder.ShouldExit(0);
        Programs.StopEngine(engine);
        Cursor = Instance.Cursor;
        Assert.That(Instance.Counter(EngineCounter.Episodes), Is.GreaterThanOrEqualTo(2), "The stream raises no alarms.");
    }
}
