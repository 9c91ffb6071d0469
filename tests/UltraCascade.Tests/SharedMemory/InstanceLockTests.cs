using UltraCascade.SharedMemory;

namespace UltraCascade.Tests.SharedMemory;

[TestFixture]
public sealed class InstanceLockTests
{
    [Test]
    public void ShouldRefuseASecondEngineAndNameTheHolder()
    {
        using ScratchInstance scratch = new();
        using InstanceLock held = InstanceLock.Acquire(scratch.Paths);

        InstanceHeldException e = Assert.Throws<InstanceHeldException>(() => InstanceLock.Acquire(scratch.Paths))!;

        Assert.That(e.HolderPid, Is.EqualTo(Environment.ProcessId));
        Assert.That(e.Message, Does.Contain($"process {Environment.ProcessId}").And.Contain("'test'").And.Contain("--instance"));
    }

    [Test]
    public void ShouldPassOnWhenTheHolderEndsAndKeepTheFile()
    {
        using ScratchInstance scratch = new();
        InstanceLock.Acquire(scratch.Paths).Dispose();
        FileIdentity before = FileIdentity.OfPath(scratch.Paths.Lock);

        using InstanceLock second = InstanceLock.Acquire(scratch.Paths);

        Assert.That(FileIdentity.OfPath(scratch.Paths.Lock), Is.EqualTo(before), "A lock file that is replaced would be two locks.");
    }

    [Test]
    public void ShouldNotNameAHolderThatIsNoLongerTheOneWhoWroteThePid()
    {
        using ScratchInstance scratch = new();
        using InstanceLock held = InstanceLock.Acquire(scratch.Paths);
        ScratchInstance.Patch(scratch.Paths.Lock, 0, "1 18446744073709551615\n"u8);

        InstanceHeldException e = Assert.Throws<InstanceHeldException>(() => InstanceLock.Acquire(scratch.Paths))!;

        Assert.That(e.HolderPid, Is.Zero, "Process 1 was not started at that time.");
    }

    [Test]
    public void ShouldRefuseALockThatIsALink()
    {
        using ScratchInstance scratch = new();
        File.CreateSymbolicLink(scratch.Paths.Lock, "/dev/null");

        RegionException e = Assert.Throws<RegionException>(() => InstanceLock.Acquire(scratch.Paths))!;

        Assert.That(e.Status, Is.EqualTo(RegionStatus.Symlink));
    }
}
