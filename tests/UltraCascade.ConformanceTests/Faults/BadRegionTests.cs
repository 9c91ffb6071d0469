using System.Buffers.Binary;
using UltraCascade.ConformanceTests.Processes;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.ConformanceTests.Faults;

/// <summary>
/// A file in the place of the signal region that is not what it should be. Every reader names the fault, in the same terms, and ends
/// with its exit code; the engine refuses it and leaves it as it is.
/// </summary>
internal sealed class BadRegionTests
{
    // Offsets of the header's fields, from native/layout.txt.
    private const int EndianMarkOffset = 8;
    private const int AbiMajorOffset = 12;
    private const int HeaderBytesOffset = 16;
    private const int RegionKindOffset = 20;
    private const int LayoutHashOffset = 32;
    private const int LatestSlotBytesOffset = 100;
    private const int SlotsOffsetOffset = 104;
    private const int SlotCountOffset = 112;

    private static readonly Dictionary<RegionStatus, string> s_words = new()
    {
        [RegionStatus.Empty] = "has no bytes",
        [RegionStatus.Truncated] = "shorter than its header says",
        [RegionStatus.NotOurs] = "not a region of UltraCascade",
        [RegionStatus.OtherEndianness] = "other byte order",
        [RegionStatus.OtherAbi] = "another ABI",
        [RegionStatus.OtherLayout] = "another layout",
        [RegionStatus.WrongKind] = "another kind",
        [RegionStatus.Corrupt] = "corrupt",
    };

    private static byte[] s_whole = [];

    public static IEnumerable<TestCaseData> Faults =>
    [
        Case("ZeroLength", RegionStatus.Empty, _ => []),
        Case("HalfItsLength", RegionStatus.Truncated, whole => whole[..(whole.Length / 2)]),
        Case("HeaderOnly", RegionStatus.Truncated, whole => whole[..ProtocolVersion.HeaderBytes]),
        Case("HalfAHeader", RegionStatus.Truncated, whole => whole[..100]),
        Case("OnePageTooLong", RegionStatus.Corrupt, whole => [.. whole, .. new byte[4096]]),
        Case("NotOurs", RegionStatus.NotOurs, whole => "#!/bin/sh\n"u8.ToArray().Concat(whole[10..]).ToArray()),
        Case("AllZeroes", RegionStatus.NotOurs, whole => new byte[whole.Length]),
        Case("MagicOfTheOtherByteOrder", RegionStatus.OtherEndianness, whole => Changed(whole, 0, BinaryPrimitives.ReverseEndianness(ProtocolVersion.Magic), 8)),
        Case("MarkOfTheOtherByteOrder", RegionStatus.OtherEndianness, whole => Changed(whole, EndianMarkOffset, ProtocolVersion.SwappedEndianMark, 4)),
        Case("MarkOfNoByteOrder", RegionStatus.Corrupt, whole => Changed(whole, EndianMarkOffset, 7, 4)),
        Case("AnotherAbi", RegionStatus.OtherAbi, whole => Changed(whole, AbiMajorOffset, ProtocolVersion.AbiMajor + 1u, 2)),
        Case("AnotherLayout", RegionStatus.OtherLayout, whole => Changed(whole, LayoutHashOffset, 1, 8)),
        Case("AnotherKind", RegionStatus.WrongKind, whole => Changed(whole, RegionKindOffset, (ulong)RegionKind.Feed, 4)),
        Case("AnotherHeaderSize", RegionStatus.OtherLayout, whole => Changed(whole, HeaderBytesOffset, 64, 4)),
        Case("AnotherSlotSize", RegionStatus.OtherLayout, whole => Changed(whole, LatestSlotBytesOffset, 256, 4)),
        Case("SlotsOutsideTheFile", RegionStatus.Corrupt, whole => Changed(whole, SlotsOffsetOffset, 1UL << 40, 8)),
        Case("SlotsThatOverflow", RegionStatus.Corrupt, whole => Changed(whole, SlotsOffsetOffset, ulong.MaxValue - 4095, 8)),
        Case("SlotsThatAreNoPowerOfTwo", RegionStatus.Corrupt, whole => Changed(whole, SlotCountOffset, 15, 8)),
        Case("MoreSlotsThanTheFileHolds", RegionStatus.Corrupt, whole => Changed(whole, SlotCountOffset, 1UL << 30, 8)),
    ];

    [OneTimeSetUp]
    public void WriteAWholeRegion()
    {
        using ScratchInstance instance = new();
        using Peer writer = Programs.TornWriter(instance, "--turns", "100");
        writer.ShouldExit(0);
        s_whole = File.ReadAllBytes(instance.Paths.Signals);
    }

    [TestCaseSource(nameof(Faults))]
    public void ShouldNameTheFaultInEveryLanguage(RegionStatus status, Func<byte[], byte[]> damage)
    {
        using ScratchInstance instance = Place(damage);
        Assert.That(SignalReader.TryOpen(instance.Paths, out _, out _), Is.EqualTo(status));
        foreach (Language language in (Language[])[Language.C, Language.Cpp, Language.Python])
        {
            using Peer tail = Programs.Tail(language, instance, 1, seconds: "0");
            string words = language == Language.Python ? status.ToString() : s_words[status];
            Assert.That(Letters(tail.ShouldExit(5).Errors), Does.Contain(Letters(words)), tail.Describe());
        }
    }

    [TestCase("tail", "--no-wait")]
    [TestCase("status")]
    [TestCase("shm", "watch")]
    public void ShouldExplainTheFaultOnTheCommandLine(params string[] verb)
    {
        using ScratchInstance instance = Place(whole => whole[..(whole.Length / 2)]);
        using Peer program = Programs.UltraCascade([.. verb, .. instance.Options]);
        Assert.That(program.ShouldExit(1).Errors, Does.Contain(instance.Paths.Signals).And.Not.Contain("   at "), program.Describe());
    }

    [TestCaseSource(nameof(Faults))]
    public void ShouldBeRefusedByTheEngineAndLeftAsItIs(RegionStatus status, Func<byte[], byte[]> damage)
    {
        using ScratchInstance instance = Place(damage);
        using Peer engine = Programs.StartEngine(instance);
        string errors = engine.ShouldExit(1).Errors;
        Assert.That(errors, Does.Contain(instance.Paths.Signals).And.Contain("remove it").And.Not.Contain("   at "), status.ToString());
        Assert.That(File.ReadAllBytes(instance.Paths.Signals), Is.EqualTo(damage(s_whole)));
    }

    [Test]
    public void ShouldRefuseASymbolicLinkInEveryLanguage()
    {
        using ScratchInstance instance = Place(whole => whole);
        string elsewhere = instance.File("elsewhere");
        File.Move(instance.Paths.Signals, elsewhere);
        File.CreateSymbolicLink(instance.Paths.Signals, elsewhere);
        Assert.That(SignalReader.TryOpen(instance.Paths, out _, out _), Is.EqualTo(RegionStatus.Symlink));
        foreach (Language language in (Language[])[Language.C, Language.Cpp, Language.Python])
        {
            using Peer tail = Programs.Tail(language, instance, 1, seconds: "0");
            Assert.That(tail.ShouldExit(5).Errors.ToLowerInvariant(), Does.Contain(language == Language.Python ? "symlink" : "symbolic link"));
        }
    }

    private static TestCaseData Case(string name, RegionStatus status, Func<byte[], byte[]> damage) =>
        new TestCaseData(status, damage).SetArgDisplayNames(name);

    private static ScratchInstance Place(Func<byte[], byte[]> damage)
    {
        ScratchInstance instance = new();
        instance.Paths.EnsureDirectory();
        File.WriteAllBytes(instance.Paths.Signals, damage(s_whole));
        return instance;
    }

    private static byte[] Changed(byte[] whole, int offset, ulong value, int bytes)
    {
        byte[] changed = [.. whole];
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(word, value);
        word[..bytes].CopyTo(changed.AsSpan(offset));
        return changed;
    }

    // Python says "other endianness" where C# says OtherEndianness.
    private static string Letters(string text) => string.Concat(text.Where(char.IsAsciiLetter)).ToLowerInvariant();
}
