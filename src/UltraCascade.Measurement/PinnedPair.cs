using UltraCascade.Measurement.Machine;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement;

/// <summary>The two processors that a run measures between, and threads that are pinned to them from inside.</summary>
internal sealed class PinnedPair
{
    private long _preemptions;

    /// <exception cref="MeasurementException">There are not two processors, or they are not ours to use.</exception>
    public PinnedPair(IReadOnlyList<int> wanted)
    {
        int[] usable = ThreadPinning.UsableCpus();
        int[] chosen = wanted.Count > 0 ? [.. wanted] : [.. usable.Take(2)];
        if (chosen.Length != 2 || chosen[0] == chosen[1] || chosen.Except(usable).Any())
        {
            throw new MeasurementException(
                $"Two different processors are needed and this process may use {usable.Length} ({string.Join(", ", usable)}): "
                + "a latency between threads that share one measures the scheduler. Name them with --cpus A,B or widen the affinity.");
        }

        First = chosen[0];
        Second = chosen[1];
    }

    /// <summary>Processor of the measuring thread.</summary>
    public int First { get; }

    /// <summary>Processor of the other side: a second thread, or the engine.</summary>
    public int Second { get; }

    /// <summary>How often the kernel took the processor from a thread of these while it wanted to go on.</summary>
    public long Preemptions => Volatile.Read(ref _preemptions);

    /// <summary>Runs a body on a thread pinned to <see cref="First"/>; what it throws is thrown here.</summary>
    public void RunFirst(Action body) => Join([Start(First, "measuring", body, out Failure failure)], [failure]);

    /// <summary>Runs two bodies at the same time, each on its processor.</summary>
    public void RunBoth(Action first, Action second)
    {
        Thread one = Start(First, "measuring", first, out Failure failureOfOne);
        Thread two = Start(Second, "partner", second, out Failure failureOfTwo);
        Join([one, two], [failureOfOne, failureOfTwo]);
    }

    private Thread Start(int cpu, string name, Action body, out Failure failure)
    {
        Failure slot = new();
        Thread thread = new(() =>
        {
            try
            {
                // Read by the thread itself, since its counter goes with it; and from here on, since being moved counts as one.
                _ = ThreadPinning.Pin(cpu);
                long before = OwnPreemptions();
                body();
                Interlocked.Add(ref _preemptions, OwnPreemptions() - before);
            }
            catch (Exception exception)
            {
                slot.Exception = exception;
            }
        })
        {
            Name = name,
            IsBackground = true,
        };
        thread.Start();
        failure = slot;
        return thread;
    }

    private static long OwnPreemptions() => KernelFile.Counter("/proc/thread-self/status", DisturbanceMark.PreemptionCounter);

    private static void Join(Thread[] threads, Failure[] failures)
    {
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        foreach (Failure failure in failures)
        {
            if (failure.Exception is { } exception)
            {
                throw exception is MeasurementException ? exception : new MeasurementException($"A measuring thread failed: {exception}");
            }
        }
    }

    private sealed class Failure
    {
        public Exception? Exception { get; set; }
    }
}
