using System.Text.Json;
using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Matrix;

/// <summary>Every language that writes a feed against every language that reads signals: all print the same bytes.</summary>
internal sealed class WriterReaderMatrixTests
{
    private readonly Dictionary<Language, FinishedRun> _runs = [];

    [OneTimeSetUp]
    public void RunEachWriter()
    {
        foreach (Language writer in (Language[])[Language.CSharp, Language.C])
        {
            _runs.Add(writer, FinishedRun.Of(writer));
        }
    }

    [OneTimeTearDown]
    public void Remove()
    {
        foreach (FinishedRun run in _runs.Values)
        {
            run.Dispose();
        }
    }

    [Test]
    public void ShouldReadTheSameLinesInEveryLanguage(
        [Values(Language.CSharp, Language.C)] Language writer, [Values(Language.CSharp, Language.Cpp, Language.Python)] Language reader)
    {
        string[] expected = Read(writer, Language.C);
        Assert.That(Sequences(expected), Is.EqualTo(Enumerable.Range(1, (int)_runs[writer].Cursor).Select(i => (long)i)));
        Assert.That(Read(writer, reader), Is.EqualTo(expected));
    }

    [Test]
    public void ShouldGiveTheSameSignalsWhicheverLanguageWroteTheFeed() =>
        Assert.That(Read(Language.C, Language.C), Is.EqualTo(Read(Language.CSharp, Language.C)));

    [Test]
    public void ShouldBeginAtTheSequenceAskedForInEveryLanguage([Values] Language reader)
    {
        using Peer tail = Programs.Tail(reader, _runs[Language.CSharp].Instance, 3, from: "1000");
        Assert.That(Sequences(tail.ShouldExit(0).Lines), Is.EqualTo((long[])[1000, 1001, 1002]));
    }

    [Test]
    public void ShouldEscapeHostileNamesAlikeInEveryLanguage([Values(Language.CSharp, Language.Cpp, Language.Python)] Language reader)
    {
        const int Frames = 500;
        using ScratchInstance instance = new();
        using Peer writer = new(NativePrograms.TestProgram("region_writer"), [instance.Root, instance.Paths.Instance, $"{Frames}"]);
        writer.ShouldExit(0);
        using Peer expected = Programs.Tail(Language.C, instance, Frames);
        using Peer tail = Programs.Tail(reader, instance, Frames);
        Assert.That(expected.ShouldExit(0).LineCount, Is.EqualTo(Frames));
        Assert.That(tail.ShouldExit(0).Lines, Is.EqualTo(expected.Lines));
    }

    private string[] Read(Language writer, Language reader)
    {
        FinishedRun run = _runs[writer];
        using Peer tail = Programs.Tail(reader, run.Instance, run.Cursor);
        return tail.ShouldExit(0).Lines;
    }

    private static IEnumerable<long> Sequences(IEnumerable<string> lines) => lines.Select(line =>
    {
        using JsonDocument frame = JsonDocument.Parse(line);
        return frame.RootElement.GetProperty("sequence").GetInt64();
    });
}
