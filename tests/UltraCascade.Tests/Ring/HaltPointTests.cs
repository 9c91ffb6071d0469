using UltraCascade.Ring;

namespace UltraCascade.Tests.Ring;

internal sealed class HaltPointTests
{
    [Test]
    public void ShouldLetEverythingPassWhileOpen() => Assert.That(new HaltPoint().IsReached(long.MaxValue), Is.False);

    [Test]
    public void ShouldLetPassUpToItsLimitOnly()
    {
        HaltPoint halt = new();
        halt.HaltAfter(7);
        Assert.That(halt.IsReached(7), Is.False);
        Assert.That(halt.IsReached(8), Is.True);
    }

    // A drain that comes after a halt must not set the processors going again.
    [Test]
    public void ShouldNeverRise()
    {
        HaltPoint halt = new();
        halt.HaltNow();
        halt.HaltAfter(100);
        Assert.That(halt.IsReached(1), Is.True);
    }

    [Test]
    public void ShouldObeyItsParent()
    {
        HaltPoint parent = new();
        HaltPoint child = new(parent);
        child.HaltAfter(9);
        parent.HaltAfter(5);
        Assert.That(child.Limit, Is.EqualTo(5));
        Assert.That(child.IsReached(6), Is.True);
    }

    [Test]
    public void ShouldRefuseAThirdLevel()
        => Assert.That(() => new HaltPoint(new HaltPoint(new HaltPoint())), Throws.ArgumentException);
}
