using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Tests.SharedMemory;

/// <summary>Regions that lie where somebody else could have put them are not believed: docs/SECURITY.md.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PlaceTests
{
    private const uint Stranger = 54_321;
    private const UnixFileMode OthersMayWrite =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly SignalOptions s_options = new() { HistorySlots = 8, Instruments = 2, Mode = InstanceMode.Replay };

    private ScratchInstance _scratch = null!;

    [SetUp]
    public void MakeRegion()
    {
        _scratch = new ScratchInstance();
        SignalWriter.Open(_scratch.Paths, s_options).Dispose();
    }

    [TearDown]
    public void RemoveRegion()
    {
        File.SetUnixFileMode(_scratch.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _scratch.Dispose();
    }

    [Test]
    public void ShouldNotFollowALinkInThePlaceOfTheInstance()
    {
        _ = Directory.CreateSymbolicLink(Path.Combine(_scratch.Root, "alias"), _scratch.Paths.Directory);
        Expect(RegionStatus.Symlink, new InstancePaths(_scratch.Root, "alias"));
    }

    [Test]
    public void ShouldFollowALinkToTheDirectoryOfInstances()
    {
        string link = _scratch.Root + "-link";
        _ = Directory.CreateSymbolicLink(link, _scratch.Root);
        try
        {
            Assert.That(SignalReader.TryOpen(new InstancePaths(link, "test"), out SignalReader? reader, out string reason), Is.EqualTo(RegionStatus.Ready), reason);
            reader!.Dispose();
        }
        finally
        {
            Directory.Delete(link);
        }
    }

    [Test]
    public void ShouldRefuseADirectoryThatEverybodyMayWriteTo([Values] bool instance)
    {
        File.SetUnixFileMode(instance ? _scratch.Paths.Directory : _scratch.Root, OthersMayWrite);
        Expect(RegionStatus.Denied, _scratch.Paths);
    }

    [Test]
    public void ShouldAcceptAStickyDirectoryOfInstances()
    {
        File.SetUnixFileMode(_scratch.Root, OthersMayWrite | UnixFileMode.StickyBit);
        using SignalWriter writer = SignalWriter.Open(_scratch.Paths, s_options);
    }

    [Test]
    public void ShouldRefuseAFileThatEverybodyMayWriteTo()
    {
        File.SetUnixFileMode(_scratch.Paths.Signals, OthersMayWrite);
        Expect(RegionStatus.Denied, _scratch.Paths);
    }

    [Test]
    public void ShouldRefuseWhatBelongsToSomebodyElse([Values("file", "instance", "root")] string what)
    {
        GiveAway(what, Stranger);
        Expect(RegionStatus.Denied, _scratch.Paths);
    }

    [Test]
    public void ShouldAcceptWhatBelongsToAGroupOfOurs([Values("file", "instance", "root")] string what)
    {
        GiveAway(what, group: 0);
        Assert.That(SignalReader.TryOpen(_scratch.Paths, out SignalReader? reader, out string reason), Is.EqualTo(RegionStatus.Ready), reason);
        reader!.Dispose();
    }

    private void GiveAway(string what, uint group)
    {
        string path = what == "file" ? _scratch.Paths.Signals : what == "instance" ? _scratch.Paths.Directory : _scratch.Root;
        if (ChangeOwner(path, Stranger, group) != 0)
        {
            Assert.Ignore("Only root can give a file to somebody else.");
        }
    }

    // A reader, and the owner that would continue it.
    private static void Expect(RegionStatus status, InstancePaths paths)
    {
        Assert.That(SignalReader.TryOpen(paths, out _, out string reason), Is.EqualTo(status));
        Assert.That(reason, Does.Contain(paths.Signals));
        Assert.That(Assert.Throws<RegionException>(() => SignalWriter.Open(paths, s_options))!.Status, Is.EqualTo(status));
    }

    [DllImport("libc", EntryPoint = "chown", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int ChangeOwner(string path, uint user, uint group);
}
