using System.Runtime.InteropServices;
using UltraCascade.SharedMemory;

namespace UltraCascade.Tests.SharedMemory;

/// <summary>The small classes over libultracascade, which has to lie beside the test assembly for any of this to run.</summary>
[TestFixture]
public sealed class NativeCallTests
{
    [Test]
    public void ShouldFindTheLibraryBesideTheAssembly() =>
        Assert.That(Path.Combine(AppContext.BaseDirectory, "libultracascade.so"), Does.Exist);

    [Test]
    public void ShouldReadClocksThatGoForward()
    {
        long first = MonotonicClock.NowNs();
        Assert.That(MonotonicClock.NowNs(), Is.GreaterThanOrEqualTo(first));
        Assert.That(DateTime.UnixEpoch.AddTicks(WallClock.NowNs() / TimeSpan.NanosecondsPerTick).Year, Is.GreaterThan(2020));
        ulong tick = CycleCounter.Now();
        Assert.That(() => CycleCounter.Now() - tick, Is.GreaterThan(0).After(1000, 1));
    }

    [Test]
    public void ShouldPinToAUsableProcessorOnly()
    {
        int[] usable = ThreadPinning.UsableCpus();
        Assert.That(usable, Is.Not.Empty.And.Ordered);
        bool pinned = false;
        int[] afterwards = [];
        Thread thread = new(() =>
        {
            pinned = ThreadPinning.Pin(usable[^1]);
            afterwards = ThreadPinning.UsableCpus();
        });
        thread.Start();
        thread.Join();
        Assert.That(pinned, Is.True);
        Assert.That(afterwards, Is.EqualTo((int[])[usable[^1]]));
        Assert.That(ThreadPinning.Pin(-1), Is.False);
        Assert.That(ThreadPinning.Pin(1_000_000), Is.False);
    }

    [Test]
    public void ShouldNotSleepOnAWordThatHasChanged()
    {
        nint word = Marshal.AllocHGlobal(4);
        try
        {
            Marshal.WriteInt32(word, 1);
            Assert.That(Futex.Wait(word, 2, -1), Is.True);
            Assert.That(Futex.Wait(word, 1, 1000), Is.False, "Nobody wakes it.");
            Assert.That(Futex.Wake(word), Is.Zero);
        }
        finally
        {
            Marshal.FreeHGlobal(word);
        }
    }

    [Test]
    public void ShouldExplainWhyMemoryCannotBeLocked()
    {
        Assert.That(MemoryLock.TryLock(0x1000, 4096, out string reason), Is.False, "Nothing is mapped there.");
        Assert.That(reason, Does.Contain("ulimit -l"));
    }
}
