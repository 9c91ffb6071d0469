using System.Runtime.Versioning;
using UltraCascade.SharedMemory;

namespace UltraCascade.Tests.SharedMemory;

[TestFixture]
[SupportedOSPlatform("linux")]
public sealed class InstancePathsTests
{
    [TestCase("default")]
    [TestCase("a")]
    [TestCase("9.x_y-z")]
    [TestCase("abcdefghijabcdefghijabcdefghijk")]
    public void ShouldAcceptNamesThatCannotLeaveTheDirectory(string name) =>
        Assert.That(InstancePaths.IsValidName(name), Is.True);

    [TestCase("")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase("a/b")]
    [TestCase("-a")]
    [TestCase("_a")]
    [TestCase("é")]
    [TestCase("a b")]
    [TestCase("abcdefghijabcdefghijabcdefghijkl")]
    [TestCase("feed.tmp-1-1")]
    public void ShouldRefuseNamesThatAreNoPlainFileNames(string name)
    {
        Assert.That(InstancePaths.IsValidName(name), Is.False);
        Assert.That(() => new InstancePaths("/tmp", name), Throws.ArgumentException);
        Assert.That(() => new InstancePaths("/tmp", "x").Feed(name), Throws.ArgumentException);
    }

    [Test]
    public void ShouldListFeedsInOrderWithoutUnfinishedOnes()
    {
        using ScratchInstance scratch = new();
        foreach (string file in (string[])["feed-b", "feed-a", "feed-a.tmp-7-1", "ring", "lock"])
        {
            File.WriteAllText(Path.Combine(scratch.Paths.Directory, file), "");
        }

        Assert.That(scratch.Paths.FeedNames(), Is.EqualTo((string[])["a", "b"]));
    }

    [Test]
    public void ShouldListNoFeedsWhenTheInstanceWasNeverStarted() =>
        Assert.That(new InstancePaths("/dev/null/nowhere", "x").FeedNames(), Is.Empty);

    [Test]
    public void ShouldCreateDirectoriesThatOthersCannotEnter()
    {
        using ScratchInstance scratch = new();
        const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.GroupWrite;
        Assert.That(File.GetUnixFileMode(scratch.Paths.Directory) & Others, Is.EqualTo(UnixFileMode.None));
        Assert.That(File.GetUnixFileMode(scratch.Root) & Others, Is.EqualTo(UnixFileMode.None));
    }

    [Test]
    public void ShouldSayWhichDirectoryCannotBeCreated()
    {
        RegionException e = Assert.Throws<RegionException>(() => new InstancePaths("/dev/null/nowhere", "x").EnsureDirectory())!;
        Assert.That(e.Message, Does.Contain("/dev/null/nowhere").And.Contain("--dir"));
    }
}
