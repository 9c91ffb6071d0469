using System.Diagnostics;
using System.Runtime.Versioning;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Tests.SharedMemory;

[TestFixture]
[SupportedOSPlatform("linux")]
public sealed class RegionCreationTests
{
    private static readonly FeedOptions s_options = new() { Slots = 16, Instruments = 4 };

    [Test]
    public void ShouldLeaveOnlyTheFinishedFileWithItsPermissions()
    {
        using ScratchInstance scratch = new();
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_options);
        Assert.That(scratch.Files(), Is.EqualTo((string[])["feed-a"]));
        Assert.That(File.GetUnixFileMode(scratch.Paths.Feed("a")),
            Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead));
    }

    [Test]
    public void ShouldCarryTheTextOfItsLayout()
    {
        using ScratchInstance scratch = new();
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_options);
        Assert.That(MappedRegion.TryOpenRead(scratch.Paths.Feed("a"), RegionKind.Feed, out MappedRegion? region, out _), Is.EqualTo(RegionStatus.Ready));
        using (region)
        {
            Assert.That(region!.FieldTableText, Is.EqualTo(FieldTable.Text));
            Assert.That(region.Header.WriterStartTicks, Is.EqualTo(ProcessIdentity.StartTicksOf(Environment.ProcessId)).And.GreaterThan(0));
        }
    }

    [Test]
    public void ShouldRemoveTheUnfinishedFileOfADeadProcess()
    {
        using ScratchInstance scratch = new();
        string dead = scratch.Paths.Feed("a") + $".tmp-{int.MaxValue}-1";
        string deadFromC = scratch.Paths.Feed("a") + $".tmp-{int.MaxValue}";
        string living = scratch.Paths.Feed("a") + ".tmp-1-1";
        string ofAnotherFeed = scratch.Paths.Feed("b") + $".tmp-{int.MaxValue}-1";
        foreach (string file in (string[])[dead, deadFromC, living, ofAnotherFeed])
        {
            File.WriteAllText(file, "half a region");
        }

        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_options);

        Assert.That(File.Exists(dead), Is.False);
        Assert.That(File.Exists(deadFromC), Is.False);
        Assert.That(File.Exists(living), Is.True, "Process 1 lives and may still be at it.");
        Assert.That(File.Exists(ofAnotherFeed), Is.True, "It is for the writer of that feed.");
    }

    [Test]
    public void ShouldLetOneOfManyFirstWritersWin()
    {
        const int Rounds = 50;
        const int Writers = 4;
        using ScratchInstance scratch = new();
        using Barrier start = new(Writers);
        FeedWriter?[] opened = new FeedWriter?[Writers * Rounds];
        Thread[] threads = [.. Enumerable.Range(0, Writers).Select(writer => new Thread(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                start.SignalAndWait();
                opened[round * Writers + writer] = TryOpen(scratch.Paths, $"f{round}");
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());

        foreach (FeedWriter?[] round in opened.Chunk(Writers))
        {
            FeedWriter winner = round.Single(w => w != null)!;
            Assert.That(FeedReader.TryOpen(scratch.Paths.Feed(winner.Name), out FeedReader? reader, out _), Is.EqualTo(RegionStatus.Ready));
            Assert.That((reader!.CreatedNs, winner.Generation), Is.EqualTo((winner.CreatedNs, 1UL)), "The file of that name is the winner's.");
            reader.Dispose();
            winner.Dispose();
        }

        Assert.That(scratch.Files(), Has.Length.EqualTo(Rounds), "The losers left nothing behind.");
    }

    [Test]
    public void ShouldNotOverwriteWhatSomebodyElseCreatedMeanwhile()
    {
        using ScratchInstance scratch = new();
        FeedWriter.Open(scratch.Paths, "a", s_options).Dispose();
        FileIdentity first = FileIdentity.OfPath(scratch.Paths.Feed("a"));
        RegionPlan plan = new()
        {
            Path = scratch.Paths.Feed("a"),
            Layout = RegionLayout.Feed(s_options.Slots, s_options.Instruments),
            IsLocked = true,
            IsModeFixed = false,
            GroupId = -1,
        };

        Assert.That(RegionCreation.TryCreate(plan, previous: null), Is.Null);

        Assert.That(FileIdentity.OfPath(scratch.Paths.Feed("a")), Is.EqualTo(first));
        Assert.That(scratch.Files(), Is.EqualTo((string[])["feed-a"]));
    }

    [Test]
    public void ShouldReplaceARegionOfAnotherSizeAndTellItsReaders()
    {
        using ScratchInstance scratch = new();
        FeedWriter.Open(scratch.Paths, "a", s_options).Dispose();
        Assert.That(FeedReader.TryOpen(scratch.Paths.Feed("a"), out FeedReader? reader, out _), Is.EqualTo(RegionStatus.Ready));
        using (reader)
        {
            Assert.That(reader!.IsSuperseded(), Is.False);

            using FeedWriter larger = FeedWriter.Open(scratch.Paths, "a", s_options with { Slots = 32 });

            Assert.That(larger.Generation, Is.EqualTo(2));
            Assert.That(reader.IsSuperseded(), Is.True);
            Assert.That(reader.State, Is.EqualTo(RegionState.Stopped), "The old file ends cleanly.");
            Assert.That(scratch.Files(), Is.EqualTo((string[])["feed-a"]));
        }
    }

    [Test]
    public void ShouldNoticeThatTheFileIsGone()
    {
        using ScratchInstance scratch = new();
        using FeedWriter writer = FeedWriter.Open(scratch.Paths, "a", s_options);
        Assert.That(FeedReader.TryOpen(scratch.Paths.Feed("a"), out FeedReader? reader, out _), Is.EqualTo(RegionStatus.Ready));
        using (reader)
        {
            File.Delete(scratch.Paths.Feed("a"));
            Assert.That(reader!.IsSuperseded(), Is.True);
        }
    }

    [TestCase(0)]
    [TestCase(3)]
    [TestCase(2L << 30)]
    public void ShouldRefuseANumberOfSlotsThatIsNoPowerOfTwo(long slots)
    {
        using ScratchInstance scratch = new();
        Assert.That(() => FeedWriter.Open(scratch.Paths, "a", s_options with { Slots = slots }), Throws.InstanceOf<ArgumentException>());
        Assert.That(scratch.Files(), Is.Empty);
    }

    [Test]
    public void ShouldReportAFullFileSystemAtCreationAndLeaveNothingBehind()
    {
        string mountPoint = Path.Combine(Path.GetTempPath(), $"ultracascade-test-{Guid.NewGuid():N}");
        Directory.CreateDirectory(mountPoint);
        try
        {
            if (!Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mountPoint))
            {
                Assert.Ignore("Mounting a small tmpfs is not permitted here.");
            }

            InstancePaths paths = new(mountPoint, "test");
            RegionException e = Assert.Throws<RegionException>(() => FeedWriter.Open(paths, "a", new FeedOptions()))!;

            Assert.That(e.Status, Is.EqualTo(RegionStatus.Failed));
            Assert.That(e.Message, Does.Contain("bytes").And.Contain("free").And.Contain("--dir"));
            Assert.That(Directory.EnumerateFiles(paths.Directory), Is.Empty);
            FeedWriter.Open(paths, "a", s_options).Dispose();
        }
        finally
        {
            _ = Run("umount", mountPoint);
            Directory.Delete(mountPoint, recursive: true);
        }
    }

    [Test]
    public void ShouldReportADirectoryThatMayNotBeWritten()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("Permissions do not bind root.");
        }

        using ScratchInstance scratch = new();
        File.SetUnixFileMode(scratch.Paths.Directory, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            RegionException e = Assert.Throws<RegionException>(() => FeedWriter.Open(scratch.Paths, "a", s_options))!;
            Assert.That(e.Status, Is.EqualTo(RegionStatus.Denied));
            Assert.That(e.Message, Does.Contain(scratch.Paths.Directory));
        }
        finally
        {
            File.SetUnixFileMode(scratch.Paths.Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static FeedWriter? TryOpen(InstancePaths paths, string name)
    {
        try
        {
            return FeedWriter.Open(paths, name, s_options);
        }
        catch (InstanceHeldException)
        {
            return null;
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
