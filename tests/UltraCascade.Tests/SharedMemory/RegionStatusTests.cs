using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Tests.SharedMemory;

/// <summary>Every way in which a file can fail to be a region, seen by a reader and by the owner that finds it.</summary>
[TestFixture]
[SupportedOSPlatform("linux")]
public sealed class RegionStatusTests
{
    private static readonly SignalOptions s_options = new() { HistorySlots = 64, Instruments = 8, Mode = InstanceMode.Live };

    [Test]
    public void ShouldSayMissingBeforeTheEngineStarts()
    {
        using ScratchInstance scratch = new();
        Assert.That(SignalReader.TryOpen(scratch.Paths, out SignalReader? reader, out string reason), Is.EqualTo(RegionStatus.Missing));
        Assert.That(reader, Is.Null);
        Assert.That(reason, Does.Contain(scratch.Paths.Signals).And.Contain("ultracascade run"));
    }

    [Test]
    public void ShouldSayReadyForARegionOfThisVersion()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        Assert.That(SignalReader.TryOpen(scratch.Paths, out SignalReader? reader, out string reason), Is.EqualTo(RegionStatus.Ready), reason);
        using (reader)
        {
            Assert.That(reader!.Mode, Is.EqualTo(InstanceMode.Live));
            Assert.That(reader.WriterPid, Is.EqualTo(Environment.ProcessId));
        }
    }

    [Test]
    public void ShouldSayEmptyForNoBytes() => ExpectRefusal(RegionStatus.Empty, _ => []);

    [Test]
    public void ShouldSayTruncatedForLessThanAHeader() => ExpectRefusal(RegionStatus.Truncated, good => good[..1000]);

    [Test]
    public void ShouldSayTruncatedForHalfTheLength() => ExpectRefusal(RegionStatus.Truncated, good => good[..(good.Length / 2)]);

    [Test]
    public void ShouldSayNotOursForAnotherMagic() => ExpectRefusal(RegionStatus.NotOurs, good => Change(good, 0, 0x1122_3344_5566_7788UL));

    [Test]
    public void ShouldSayNotOursForText() => ExpectRefusal(RegionStatus.NotOurs, good => [.. Enumerable.Repeat((byte)'x', good.Length)]);

    [Test]
    public void ShouldSayOtherEndiannessForASwappedMark() =>
        ExpectRefusal(RegionStatus.OtherEndianness, good => Change(good, 8, ProtocolVersion.SwappedEndianMark));

    [Test]
    public void ShouldSayOtherEndiannessForASwappedMagic() =>
        ExpectRefusal(RegionStatus.OtherEndianness, good => Change(good, 0, BinaryPrimitives.ReverseEndianness(ProtocolVersion.Magic)));

    [Test]
    public void ShouldSayOtherAbiForAnotherMajor() => ExpectRefusal(RegionStatus.OtherAbi, good => Change(good, 12, (ushort)(ProtocolVersion.AbiMajor + 1)));

    [Test]
    public void ShouldSayOtherLayoutForAnotherHash() => ExpectRefusal(RegionStatus.OtherLayout, good => Change(good, 32, 42UL));

    [Test]
    public void ShouldSayOtherLayoutForAnotherSlotSize() => ExpectRefusal(RegionStatus.OtherLayout, good => Change(good, 120, 64U));

    [Test]
    public void ShouldSayWrongKindForAFeedInThePlaceOfSignals() => ExpectRefusal(RegionStatus.WrongKind, good => Change(good, 20, (uint)RegionKind.Feed));

    [Test]
    public void ShouldSayCorruptForMoreBytesThanTheHeaderSays() => ExpectRefusal(RegionStatus.Corrupt, good => [.. good, .. new byte[4096]]);

    [TestCase(56, TestName = "ShouldSayCorruptWhenTheInstrumentsLieOutside")]
    [TestCase(72, TestName = "ShouldSayCorruptWhenTheVenuesLieOutside")]
    [TestCase(88, TestName = "ShouldSayCorruptWhenTheLatestTableLiesOutside")]
    [TestCase(104, TestName = "ShouldSayCorruptWhenTheHistoryLiesOutside")]
    [TestCase(160, TestName = "ShouldSayCorruptWhenTheCountersLieOutside")]
    [TestCase(40, TestName = "ShouldSayCorruptWhenTheTextLiesOutside")]
    public void ShouldSayCorruptForOffsetsOutsideTheFile(int field)
    {
        // Behind the end; so that offset + size overflows; into the header; off the page.
        foreach (ulong offset in (ulong[])[1UL << 40, ulong.MaxValue - 4095, ulong.MaxValue, 0, 4096 + 8])
        {
            ExpectRefusal(RegionStatus.Corrupt, good => Change(good, field, offset));
        }
    }

    [TestCase(112, 0UL)]
    [TestCase(112, 1UL)]
    [TestCase(112, 63UL)]
    [TestCase(112, 128UL)]
    [TestCase(112, 1UL << 58)]
    [TestCase(112, 1UL << 63)]
    public void ShouldSayCorruptForAnImpossibleNumberOfSlots(int field, ulong slots) =>
        ExpectRefusal(RegionStatus.Corrupt, good => Change(good, field, slots));

    [TestCase(64, 0U)]
    [TestCase(64, uint.MaxValue)]
    [TestCase(80, uint.MaxValue)]
    [TestCase(96, 65_535U)]
    [TestCase(156, uint.MaxValue)]
    public void ShouldSayCorruptForAnImpossibleCapacity(int field, uint capacity) =>
        ExpectRefusal(RegionStatus.Corrupt, good => Change(good, field, capacity));

    [Test]
    public void ShouldNotFollowASymbolicLink()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        InstancePaths other = new(scratch.Root, "other");
        other.EnsureDirectory();
        File.CreateSymbolicLink(other.Signals, scratch.Paths.Signals);

        Assert.That(SignalReader.TryOpen(other, out _, out string reason), Is.EqualTo(RegionStatus.Symlink));
        Assert.That(reason, Does.Contain("link"));
        Assert.That(Assert.Throws<RegionException>(() => SignalWriter.Open(other, s_options))!.Status, Is.EqualTo(RegionStatus.Symlink));
    }

    [Test]
    public void ShouldSayNotOursForADirectory()
    {
        using ScratchInstance scratch = new();
        Directory.CreateDirectory(scratch.Paths.Signals);
        Assert.That(SignalReader.TryOpen(scratch.Paths, out _, out _), Is.EqualTo(RegionStatus.NotOurs));
    }

    [Test]
    public void ShouldSayDeniedWithoutPermission()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("Permissions do not bind root.");
        }

        using ScratchInstance scratch = new();
        SignalWriter.Open(scratch.Paths, s_options).Dispose();
        File.SetUnixFileMode(scratch.Paths.Signals, UnixFileMode.None);

        Assert.That(SignalReader.TryOpen(scratch.Paths, out _, out string reason), Is.EqualTo(RegionStatus.Denied));
        Assert.That(reason, Does.Contain("group"));
        Assert.That(Assert.Throws<RegionException>(() => SignalWriter.Open(scratch.Paths, s_options))!.Status, Is.EqualTo(RegionStatus.Denied));
    }

    [Test]
    public void ShouldReadARegionOfANewerMinorVersion()
    {
        using ScratchInstance scratch = new();
        SignalWriter.Open(scratch.Paths, s_options).Dispose();
        byte[] newer = Change(Change(ScratchInstance.Snapshot(scratch.Paths.Signals), 14, (ushort)(ProtocolVersion.AbiMinor + 1)), 32, 42UL);
        File.WriteAllBytes(scratch.Paths.Signals, newer);

        Assert.That(SignalReader.TryOpen(scratch.Paths, out SignalReader? reader, out string reason), Is.EqualTo(RegionStatus.Ready), reason);
        reader!.Dispose();
        Assert.That(Assert.Throws<RegionException>(() => SignalWriter.Open(scratch.Paths, s_options))!.Status,
            Is.EqualTo(RegionStatus.OtherAbi), "What a writer does not know it must not write.");
    }

    [Test]
    public void ShouldKeepTheGeometryOfTheOpenWhenTheHeaderTurnsHostile()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        Assert.That(SignalReader.TryOpen(scratch.Paths, out SignalReader? reader, out _), Is.EqualTo(RegionStatus.Ready));
        using (reader)
        {
            HistoryReader history = reader!.ReadHistory(HistoryStart.Latest);
            foreach (int field in (int[])[56, 72, 88, 104, 112, 160])
            {
                ScratchInstance.Patch(scratch.Paths.Signals, field, ulong.MaxValue - 4095);
            }

            ScratchInstance.Patch(scratch.Paths.Signals, 512, (ulong)long.MaxValue);
            Assert.That(() => reader.TryReadLatest(8, out _, out _), Throws.Nothing);
            Assert.That(reader.TryReadLatest(9, out _, out _), Is.EqualTo(ReadStatus.Empty));
            Assert.That(reader.TryReadLatest(-1, out _, out _), Is.EqualTo(ReadStatus.Empty));
            Assert.That(() => history.TryRead(out _), Throws.Nothing);
            Assert.That(reader.InstrumentName(int.MaxValue), Is.EqualTo("#2147483647"));
            Assert.That(reader.VenueCode(int.MinValue), Is.Empty);
            Assert.That(reader.GetCounter((EngineCounter)1_000_000), Is.Zero);
        }
    }

    private static void ExpectRefusal(RegionStatus expected, Func<byte[], byte[]> spoil)
    {
        using ScratchInstance scratch = new();
        SignalWriter.Open(scratch.Paths, s_options).Dispose();
        byte[] spoilt = spoil(ScratchInstance.Snapshot(scratch.Paths.Signals));
        File.WriteAllBytes(scratch.Paths.Signals, spoilt);

        Assert.That(SignalReader.TryOpen(scratch.Paths, out SignalReader? reader, out string reason), Is.EqualTo(expected), reason);
        Assert.That(reader, Is.Null);
        Assert.That(reason, Does.StartWith(scratch.Paths.Signals).And.EndWith("."));

        RegionException refused = Assert.Throws<RegionException>(() => SignalWriter.Open(scratch.Paths, s_options))!;
        Assert.That(refused.Status, Is.EqualTo(expected), "The owner sees the same.");
        Assert.That(refused.Message, Does.Contain("ultracascade shm clean"));
        Assert.That(File.ReadAllBytes(scratch.Paths.Signals), Is.EqualTo(spoilt), "What is not understood is not overwritten.");
    }

    private static byte[] Change<T>(byte[] region, int offset, T value)
        where T : unmanaged
    {
        byte[] changed = [.. region];
        MemoryMarshal.Write(changed.AsSpan(offset), value);
        return changed;
    }
}
