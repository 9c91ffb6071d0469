using UltraCascade.Ring;

namespace UltraCascade.Tests.Ring;

internal sealed class HandlerTraitsTests
{
    // A default body called on a struct works on a boxed copy: so what is not declared must not be called.
    [Test]
    public void ShouldFindWhatAHandlerDeclares()
    {
        Assert.That(HandlerTraits<long, Plain>.HasStart, Is.False);
        Assert.That(HandlerTraits<long, Plain>.HasBatchStart, Is.False);
        Assert.That(HandlerTraits<long, Full>.HasStart, Is.True);
        Assert.That(HandlerTraits<long, Full>.HasShutdown, Is.True);
        Assert.That(HandlerTraits<long, Full>.HasBatchStart, Is.True);
        Assert.That(HandlerTraits<long, Full>.HasTimeout, Is.True);
    }

    [Test]
    public void ShouldFindExplicitImplementations()
        => Assert.That(HandlerTraits<long, Explicit>.HasTimeout, Is.True);

    [Test]
    public void ShouldCallDeclaredMembersOnTheHandlerItself()
    {
        using NativeRingMemory<long> memory = new(4);
        BatchRunner<long, NativeRingMemory<long>, Full> runner = new(memory, default, 0);
        runner.Start();
        runner.Run(1, 3);
        runner.Timeout(4);
        runner.Shutdown();
        Assert.That(runner.Handler.Calls, Is.EqualTo("start batch3 1 2 3! timeout4 shutdown"));
    }

    [Test]
    public void ShouldCallBothHandlersOfAChainInOrder()
    {
        using NativeRingMemory<long> memory = new(4);
        BatchRunner<long, NativeRingMemory<long>, HandlerChain<long, Full, HandlerChain<long, Plain, Full>>> runner =
            new(memory, new(default, new(default, default)), 0);
        runner.Start();
        runner.Run(1, 2);
        runner.Timeout(3);
        runner.Shutdown();
        Assert.That(runner.Handler.First.Calls, Is.EqualTo("start batch2 1 2! timeout3 shutdown"));
        Assert.That(runner.Handler.Second.Second.Calls, Is.EqualTo(runner.Handler.First.Calls));
        Assert.That(runner.Handler.Second.First.Handled, Is.EqualTo(2));
    }

    private struct Plain : IEventHandler<long>
    {
        public long Handled;

        public void OnEvent(ref long record, long sequence, bool endOfBatch) => Handled++;
    }

    private struct Explicit : IEventHandler<long>
    {
        public readonly void OnEvent(ref long record, long sequence, bool endOfBatch)
        {
        }

        readonly void IEventHandler<long>.OnTimeout(long sequence)
        {
        }
    }

    private struct Full : IEventHandler<long>
    {
        public string Calls;

        public void OnEvent(ref long record, long sequence, bool endOfBatch) => Calls += endOfBatch ? $" {sequence}!" : $" {sequence}";

        public void OnStart() => Calls = "start";

        public void OnShutdown() => Calls += " shutdown";

        public void OnBatchStart(long count) => Calls += $" batch{count}";

        public void OnTimeout(long sequence) => Calls += $" timeout{sequence}";
    }
}
