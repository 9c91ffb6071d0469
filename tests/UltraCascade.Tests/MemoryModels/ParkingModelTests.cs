using static UltraCascade.Tests.MemoryModels.Machine;

namespace UltraCascade.Tests.MemoryModels;

/// <summary>
/// Blocking wait strategies: ParkingSpot.WaitFor against ParkingSpot.Signal, with the steps named as there (W1 … W5, P1 … P5), over
/// the futex of FutexParker (MonitorParker makes P5 one step, which is less to go wrong). Sleeps have no bound here, so a thread
/// that still sleeps when all is published was forgotten. Scenes: a publisher and a waiter; two waiters of two publishes;
/// a second publisher that nobody waits for and that uses the same spot.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ParkingModelTests
{
    public enum Mutant
    {
        None,
        NoPublisherFence,
        NoWaiterFence,
        NoLookAfterTheFlag,
        EpochTakenAfterTheLook,
        EpochNotCompared,
        FlagLoweredAfterTheWake,
        WakeWithoutEpoch,
        PublishedAfterTheSignal,
    }

    public enum Scene
    {
        OneWaiter,
        TwoWaiters,
        SecondPublisher,
    }

    [Test]
    public void ShouldWakeEveryWaiter([Values] Scene scene, [Values] Machine machine) =>
        Assert.That(Explorer.Explore(Build(scene, Mutant.None), machine).ToString(), Does.EndWith("nothing wrong"));

    [TestCase(Mutant.NoPublisherFence, Scene.OneWaiter, X86, Arm)]
    [TestCase(Mutant.NoWaiterFence, Scene.OneWaiter, X86, Arm)]
    [TestCase(Mutant.NoLookAfterTheFlag, Scene.OneWaiter, X86, Arm)]
    [TestCase(Mutant.EpochTakenAfterTheLook, Scene.OneWaiter, X86, Arm)]
    [TestCase(Mutant.EpochNotCompared, Scene.OneWaiter, X86, Arm)]
    [TestCase(Mutant.FlagLoweredAfterTheWake, Scene.TwoWaiters, X86, Arm)]
    [TestCase(Mutant.WakeWithoutEpoch, Scene.OneWaiter, X86, Arm)]
    [TestCase(Mutant.PublishedAfterTheSignal, Scene.OneWaiter, X86, Arm)]
    public void ShouldFindTheSleeperOf(Mutant mutant, Scene scene, params Machine[] machines) => Assert.That(Explorer.WhereWrong(Build(scene, mutant)), Is.EqualTo(machines));

    private static Model Build(Scene scene, Mutant mutant)
    {
        Model model = new();
        Spot spot = new(model.Word("flag"), model.Word("epoch"), mutant);
        Word cursor = model.Word("cursor");
        ModelThread publisher = model.Thread("publisher");
        spot.Publish(publisher, cursor, 1);
        List<ModelThread> waiters = [model.Thread("waiter")];
        if (scene == Scene.TwoWaiters)
        {
            spot.Publish(publisher, cursor, 2);
            waiters.Add(model.Thread("second waiter"));
        }

        if (scene == Scene.SecondPublisher)
        {
            spot.Publish(model.Thread("second publisher"), model.Word("other sequence"), 1);
        }

        for (int i = 0; i < waiters.Count; i++)
        {
            spot.WaitFor(waiters[i], cursor, i + 1);
        }

        model.Wrong = r => waiters.FirstOrDefault(r.Sleeps) is { } forgotten ? $"The {forgotten.Name} was forgotten." : null;
        return model;
    }

    private sealed record Spot(Word Flag, Word Epoch, Mutant Mutant)
    {
        public void Publish(ModelThread publisher, Word sequence, int value)
        {
            if (Mutant != Mutant.PublishedAfterTheSignal)
            {
                publisher.StoreRelease(sequence, value); // P1
            }

            if (Mutant != Mutant.NoPublisherFence)
            {
                publisher.FullFence(); // P2
            }

            Value raised = publisher.LoadAcquire(Flag); // P3
            publisher.When(r => r[raised] != 0, () => WakeSleepers(publisher));
            if (Mutant == Mutant.PublishedAfterTheSignal)
            {
                publisher.StoreRelease(sequence, value);
            }
        }

        // Waits at most three times over: once for each epoch there can be, and once more.
        public void WaitFor(ModelThread waiter, Word sequence, int wanted, int turn = 0)
        {
            Value? epoch = Mutant == Mutant.EpochTakenAfterTheLook ? null : waiter.LoadAcquire(Epoch); // W1
            waiter.StoreRelease(Flag, 1); // W2
            if (Mutant != Mutant.NoWaiterFence)
            {
                waiter.FullFence(); // W3
            }

            Value? available = Mutant == Mutant.NoLookAfterTheFlag ? null : waiter.LoadAcquire(sequence); // W4
            Value expected = epoch ?? waiter.LoadAcquire(Epoch);
            waiter.When(r => available == null || r[available] < wanted, () =>
            {
                waiter.Sleep(Epoch, r => Mutant == Mutant.EpochNotCompared ? r.Memory(Epoch) : r[expected]); // W5
                if (turn < 2)
                {
                    Value now = waiter.LoadAcquire(sequence);
                    waiter.When(r => r[now] < wanted, () => WaitFor(waiter, sequence, wanted, turn + 1));
                }
            });
        }

        private void WakeSleepers(ModelThread publisher)
        {
            if (Mutant != Mutant.FlagLoweredAfterTheWake)
            {
                publisher.StoreRelease(Flag, 0); // P4
            }

            if (Mutant != Mutant.WakeWithoutEpoch)
            {
                publisher.Increment(Epoch); // P5
            }

            publisher.Wake(Epoch);
            if (Mutant == Mutant.FlagLoweredAfterTheWake)
            {
                publisher.StoreRelease(Flag, 0);
            }
        }
    }
}
