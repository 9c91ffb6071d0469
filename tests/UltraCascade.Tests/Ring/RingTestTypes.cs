using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using UltraCascade.Ring;

namespace UltraCascade.Tests.Ring;

/// <summary>A record of one cache line with a column for each stage of a graph.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StageRecord
{
    public const int MaxStages = 6;

    public long Sequence;
    public long Payload;
    public StageColumns Stages;
}

[InlineArray(StageRecord.MaxStages)]
internal struct StageColumns
{
    private long _element;
}

internal static class StageArithmetic
{
    /// <summary>What the producer writes, and what stage <paramref name="stage"/> (0 = the producer) leaves, for a sequence.</summary>
    public static long Expected(long sequence, int stage)
        => unchecked((sequence * 0x5851F42D4C957F2D) + ((stage + 1) * 0x14057B7EF767814F));
}

/// <summary>
/// Checks that every sequence comes once, in order, with the producer's payload and with the columns of the stages it
/// depends on filled in; then fills in its own column.
/// </summary>
internal struct StageHandler : IEventHandler<StageRecord>
{
    public int Stage;
    public int DependsOnMask;
    public long Next;
    public long Handled;
    public long Faults;

    public void OnEvent(ref StageRecord record, long sequence, bool endOfBatch)
    {
        bool right = sequence == Next
            && record.Sequence == sequence
            && record.Payload == StageArithmetic.Expected(sequence, 0);
        for (int stage = 0; stage < StageRecord.MaxStages; stage++)
        {
            if ((DependsOnMask & (1 << stage)) != 0)
            {
                right &= record.Stages[stage] == StageArithmetic.Expected(sequence, stage + 1);
            }
        }

        record.Stages[Stage] = StageArithmetic.Expected(sequence, Stage + 1);
        Faults += right ? 0 : 1;
        Next = sequence + 1;
        Handled++;
    }
}

/// <summary>Throws at one sequence, counts the others.</summary>
internal struct FailingHandler : IEventHandler<StageRecord>
{
    public long FailAt;
    public long Handled;
    public bool WasShutDown;

    public void OnEvent(ref StageRecord record, long sequence, bool endOfBatch)
    {
        if (sequence == FailAt)
        {
            throw new InvalidDataException("bad record");
        }

        Handled++;
    }

    public void OnShutdown() => WasShutDown = true;
}

/// <summary>Holds the processor at one sequence until it is let go, so that a test knows where it stands.</summary>
internal struct GatedHandler : IEventHandler<StageRecord>
{
    public long HoldAt;
    public ManualResetEventSlim Arrived;
    public ManualResetEventSlim LetGo;
    public long Handled;

    public void OnEvent(ref StageRecord record, long sequence, bool endOfBatch)
    {
        Handled++;
        if (sequence == HoldAt)
        {
            Arrived.Set();
            LetGo.Wait();
        }
    }
}

internal static class RingTests
{
    /// <summary>Far beyond what any of these tests needs: only a hang reaches it.</summary>
    public static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(20);

    /// <summary>A bound on sleeping so long that a lost wake-up shows as a hang.</summary>
    public static readonly TimeSpan NeverWakesAlone = TimeSpan.FromHours(1);

    public static TWait CreateWait<TWait>()
        where TWait : struct, IWaitStrategy
    {
        object wait = default(TWait) switch
        {
            BlockingWaitStrategy<MonitorParker> => new BlockingWaitStrategy<MonitorParker>(new MonitorParker(), NeverWakesAlone),
            AdaptiveWaitStrategy<MonitorParker> => new AdaptiveWaitStrategy<MonitorParker>(new MonitorParker(), bound: NeverWakesAlone),
            _ => default(TWait),
        };
        return (TWait)wait;
    }

    /// <summary>Publishes records in batches of 1 … <paramref name="maxBatch"/>; false if the ring was halted meanwhile.</summary>
    public static bool Produce<TProducer>(TProducer producer, long upTo, int maxBatch, Random random)
        where TProducer : struct, IRingProducer<StageRecord>
    {
        long last = producer.Cursor;
        while (last < upTo)
        {
            int count = (int)Math.Min(random.Next(1, maxBatch + 1), upTo - last);
            long highest = producer.Next(count);
            if (highest == Sequence.Halted)
            {
                return false;
            }

            for (long sequence = last + 1; sequence <= highest; sequence++)
            {
                ref StageRecord record = ref producer[sequence];
                record.Payload = StageArithmetic.Expected(sequence, 0);

                // Last and with release: on a ring that is followed by its slots this is what makes the record visible.
                Volatile.Write(ref record.Sequence, sequence);
            }

            producer.Publish(last + 1, highest);
            last = highest;
        }

        return true;
    }
}
