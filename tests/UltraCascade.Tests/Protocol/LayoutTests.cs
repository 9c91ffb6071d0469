using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Protocol;

internal sealed class LayoutTests
{
    [Test]
    public void ShouldEqualTheGoldenFieldTable() =>
        Assert.That(FieldTable.Text, Is.EqualTo(File.ReadAllText(Path.Combine(Repository.Root, "native", "layout.txt"))));

    [TestCase(typeof(RegionHeader), 4096)]
    [TestCase(typeof(EventRecord), 64)]
    [TestCase(typeof(SignalFrame), 256)]
    [TestCase(typeof(LatestSlot), 320)]
    [TestCase(typeof(InstrumentEntry), 128)]
    [TestCase(typeof(VenueEntry), 32)]
    [TestCase(typeof(FeedEntry), 128)]
    [TestCase(typeof(Provenance), 16)]
    public void ShouldHaveTheSizeThatTheTextStates(Type type, int size)
    {
        Assert.That(Marshal.SizeOf(type), Is.EqualTo(size));
        Assert.That(FieldTable.Text, Does.Contain($" {size}\n"));
    }

    [Test]
    public void ShouldLeaveNoByteOfARecordWithoutAName()
    {
        foreach (Type type in new[] { typeof(EventRecord), typeof(SignalFrame), typeof(InstrumentEntry), typeof(VenueEntry), typeof(FeedEntry), typeof(Provenance) })
        {
            int next = 0;
            foreach ((string name, int offset, int bytes) in Fields(type))
            {
                Assert.That(offset, Is.EqualTo(next), $"{type.Name}.{name}");
                Assert.That(offset % Math.Min(bytes, 8), Is.Zero, $"{type.Name}.{name} is not aligned");
                next = offset + bytes;
            }

            Assert.That(next, Is.EqualTo(Marshal.SizeOf(type)), type.Name);
        }
    }

    [Test]
    public void ShouldKeepFieldsOfDifferentWritersOnDifferentLines()
    {
        string[] hot = ["HeartbeatNs", "State", "Cursor", "NotifyWord", "Dropped"];
        IEnumerable<int> blocks = hot.Select(name => Marshal.OffsetOf<RegionHeader>(name).ToInt32() / 128);
        Assert.That(blocks, Is.Unique);
    }

    [Test]
    public void ShouldPlaceSectionsOneBehindTheOtherWithoutOverlap()
    {
        RegionHeader signals = RegionLayout.Signals(1024, 100);
        Assert.That(signals.CountersOffset, Is.GreaterThanOrEqualTo(signals.TextOffset + signals.TextBytes));
        Assert.That(signals.InstrumentsOffset, Is.GreaterThanOrEqualTo(signals.CountersOffset + ((ulong)signals.CounterCount * 8)));
        Assert.That(signals.VenuesOffset, Is.GreaterThanOrEqualTo(signals.InstrumentsOffset + (101 * InstrumentEntry.Size)));
        Assert.That(signals.LatestOffset, Is.GreaterThanOrEqualTo(signals.VenuesOffset + (Venue.Capacity * VenueEntry.Size)));
        Assert.That(signals.SlotsOffset, Is.GreaterThanOrEqualTo(signals.LatestOffset + (101 * LatestSlot.Size)));
        Assert.That(signals.FileBytes, Is.EqualTo(signals.SlotsOffset + (1024 * SignalFrame.Size)));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(1000)]
    [TestCase(-8)]
    public void ShouldRefuseSlotCountsThatAreNoPowerOfTwo(long slots) =>
        Assert.That(() => RegionLayout.Feed(slots, 16), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [TestCase(0)]
    [TestCase(65_535)]
    public void ShouldRefuseDirectoriesThatASixteenBitIndexCannotName(int instruments) =>
        Assert.That(() => RegionLayout.Signals(16, instruments), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void ShouldReadMagicAsText() =>
        Assert.That(BitConverter.GetBytes(ProtocolVersion.Magic), Is.EqualTo("UCASCADE"u8.ToArray()));

    [Test]
    public void ShouldHashFramesWithoutPublishTimeAndReplayFlag()
    {
        SignalFrame a = new() { Sequence = 1, Risk = 5, PublishNs = 77, Flags = SignalFlags.Replay | SignalFlags.Censored };
        SignalFrame b = new() { Sequence = 1, Risk = 5, PublishNs = 99, Flags = SignalFlags.Censored };
        SignalFrame c = b with { Risk = 6 };
        Assert.That(SignalHash.Append(SignalHash.Seed, in a), Is.EqualTo(SignalHash.Append(SignalHash.Seed, in b)));
        Assert.That(SignalHash.Append(SignalHash.Seed, in c), Is.Not.EqualTo(SignalHash.Append(SignalHash.Seed, in b)));
    }

    [TestCase("BTC/USDT:USDT", true)]
    [TestCase("", true)]
    [TestCase("a name that is much too long to fit into the sixty-four bytes of an entry", false)]
    [TestCase("with a \0 in it", false)]
    public void ShouldStoreATextWholeOrNotAtAll(string text, bool fits)
    {
        Text64 field = default;
        Span<byte> bytes = MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref field, 1));
        bytes.Fill(0xFF);
        Assert.That(FixedText.TryWrite(text, bytes), Is.EqualTo(fits));
        Assert.That(FixedText.Read(bytes), fits ? Is.EqualTo(text) : Is.Not.EqualTo(text));
    }

    private static IEnumerable<(string Name, int Offset, int Bytes)> Fields(Type type) => type
        .GetFields()
        .Where(f => !f.IsStatic)
        .Select(f => (f.Name, (int)Marshal.OffsetOf(type, f.Name), SizeOf(f.FieldType)))
        .OrderBy(f => f.Item2);

    private static int SizeOf(Type type) =>
        type.IsEnum ? Marshal.SizeOf(Enum.GetUnderlyingType(type))
        : type.GetCustomAttributes(typeof(InlineArrayAttribute), false) is [InlineArrayAttribute array]
            ? array.Length * Marshal.SizeOf(type.GetFields(System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)[0].FieldType)
            : Marshal.SizeOf(type);
}
