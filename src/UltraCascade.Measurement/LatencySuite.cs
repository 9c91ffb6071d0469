using System.Diagnostics;
using System.Reflection;
using UltraCascade.Measurement.Machine;
using UltraCascade.Measurement.Path;
using UltraCascade.Measurement.Sections;

namespace UltraCascade.Measurement;

/// <summary>
/// Runs one part of the suite: the floor before, the sections, interleaved over the rounds, the floor after, and the verdict on
/// whether the machine was quiet.
/// </summary>
public static class LatencySuite
{
    /// <summary>Measures.</summary>
    /// <exception cref="MeasurementException">The machine does not allow it, or the engine failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled between two sections.</exception>
    public static SuiteReport Run(SuiteRequest request, CancellationToken token)
    {
        PinnedPair pair = new(request.Cpus);
        DateTimeOffset startedAt = DateTimeOffset.UtcNow;
        Stopwatch watch = Stopwatch.StartNew();
        Fingerprint machine = FingerprintReader.Read();
        FloorWatch floor = new(pair);
        DisturbanceWatch disturbance = new(pair);
        int[] collections = Collections();

        if (BenchInstances.RemoveLeftovers(request.Directory) is int left and > 0)
        {
            request.OnProgress($"removed {left} instances of killed runs");
        }

        request.OnProgress("floor");
        floor.Measure();
        ResultBook book = new(request.Rounds);
        switch (request.Part)
        {
            case SuitePart.Latency:
                new LatencyPart(request, pair, book, disturbance, token).Run();
                break;
            case SuitePart.Throughput:
                new ThroughputPart(request, pair, book, disturbance, token).Run();
                break;
            case SuitePart.Memory:
                new MemoryPart(request, pair, book, token).Run();
                break;
            default:
                floor.MeasureRounds(request.Rounds);
                break;
        }

        request.OnProgress("floor again");
        floor.Measure();
        Disturbance whole = disturbance.Total();
        int[] after = Collections();
        return new SuiteReport
        {
            Part = request.Part,
            Machine = machine,
            Commit = Commit(),
            FloorBeforeNs = floor.FirstNs,
            FloorAfterNs = floor.LastNs,
            Cpus = (pair.First, pair.Second),
            Collections = [.. after.Zip(collections, (a, b) => a - b)],
            Disturbance = whole,
            Reasons = Cleanness.Reasons(floor.FirstNs, floor.LastNs, whole, floor.Disturbance),
            StartedAt = startedAt,
            Elapsed = watch.Elapsed,
            Results = [floor.Result, .. book.Results],
        };
    }

    private static int[] Collections() => [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];

    // The SDK puts the commit behind the version: 0.1.0+<commit>.
    private static string Commit()
    {
        string version = typeof(LatencySuite).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        int plus = version.IndexOf('+');
        return plus > 0 ? version[(plus + 1)..] : "unknown";
    }
}
