using System.Runtime.InteropServices;
using UltraCascade.Ring;

namespace UltraCascade.Tests.Ring;

internal sealed class RingMemoryTests
{
    [Test]
    public void ShouldWrapSequencesOntoSlots()
    {
        using NativeRingMemory<long> memory = new(4);
        for (long sequence = 1; sequence <= 6; sequence++)
        {
            memory[sequence] = sequence;
        }

        Assert.That(memory.Capacity, Is.EqualTo(4));
        Assert.That(new[] { memory[0], memory[1], memory[2], memory[3] }, Is.EqualTo(new long[] { 4, 5, 6, 3 }));
    }

    [Test]
    public void ShouldStartZeroed()
    {
        using NativeRingMemory<StageRecord> memory = new(8);
        for (long sequence = 0; sequence < 8; sequence++)
        {
            Assert.That(memory[sequence].Payload, Is.Zero);
        }
    }

    [TestCase(0)]
    [TestCase(-8)]
    [TestCase(12)]
    public void ShouldRefuseASlotCountThatIsNotAPowerOfTwo(long slots)
        => Assert.That(() => new NativeRingMemory<long>(slots), Throws.ArgumentException);

    // The slots of the engine live in a file that outlives the process: the ring must write exactly there.
    [Test]
    public void ShouldUseMemoryThatSomebodyElseOwns()
    {
        nint address = Marshal.AllocHGlobal(4 * sizeof(long));
        try
        {
            AddressRingMemory<long> memory = new(address, 4);
            memory[6] = 77;
            Assert.That(Marshal.ReadInt64(address, 2 * sizeof(long)), Is.EqualTo(77));
        }
        finally
        {
            Marshal.FreeHGlobal(address);
        }
    }

    [TestCase(0)]
    [TestCase(4097)]
    public void ShouldRefuseAnAddressThatCannotHoldRecords(long address)
        => Assert.That(() => new AddressRingMemory<long>((nint)address, 4), Throws.ArgumentException);
}
