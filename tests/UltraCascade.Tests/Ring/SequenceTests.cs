using UltraCascade.Ring;

namespace UltraCascade.Tests.Ring;

internal sealed class SequenceTests
{
    [Test]
    public void ShouldStandAtZeroBeforeAnythingWasPublished() => Assert.That(new Sequence().Value, Is.Zero);

    [Test]
    public void ShouldShowWhatWasStored()
    {
        Sequence sequence = new(41);
        Assert.That(sequence.Value, Is.EqualTo(41));
        sequence.SetValue(42);
        Assert.That(sequence.PlainValue, Is.EqualTo(42));
        sequence.SetValueVolatile(43);
        Assert.That(sequence.Value, Is.EqualTo(43));
    }

    // Negative values are codes of claims and waits; a sequence that carried one would be taken for a halt.
    [Test]
    public void ShouldRefuseANegativeStart()
        => Assert.That(() => new Sequence(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());

    // False sharing costs more than everything else in this room, and a runtime that ignored the layout would bring it back
    // silently.
    [Test]
    public void ShouldKeepPaddingOnBothSidesOfItsValue()
    {
        GC.KeepAlive(new Sequence());
        long before = GC.GetAllocatedBytesForCurrentThread();
        Sequence sequence = new();
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(sequence);
        Assert.That(bytes, Is.GreaterThanOrEqualTo((2 * Sequence.PaddingBytes) + sizeof(long)));
    }
}
