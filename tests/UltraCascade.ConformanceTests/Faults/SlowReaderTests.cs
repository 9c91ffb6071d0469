using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Faults;

/// <summary>Readers that stand still. The engine never waits for them; when they go on, they know how much they lost.</summary>
internal sealed partial class SlowReaderTests
{
    [Test]
    public void ShouldNotSlowTheEngineAndShouldCountWhatTheyLost()
    {
        const long Seen = 13_000, All = 200_000;
        using ScratchInstance instance = new();
        using Peer engine = Programs.Engine(instance, new Dictionary<string, string> { ["HistorySlots"] = "1024" });
        using Peer feeder = Programs.FeedWriter(Language.CSharp, instance, Seen);
        Peer[] readers = [.. Enum.GetValues<Language>().Select(language => Programs.Tail(language, instance, 0, seconds: "3"))];
        try
        {
            Array.ForEach(readers, reader => reader.WaitForLines(1));
            Array.ForEach(readers, reader => reader.Signal(UnixSignal.Stop));
            feeder.Say($"{All}");
            Until.Holds(() => instance.Consumed() == All, "the engine goes on without its readers", engine, feeder);
            Programs.StopEngine(engine);
            Array.ForEach(readers, reader => reader.Signal(UnixSignal.Continue));
            long frames = instance.Cursor;
            foreach (Peer reader in readers)
            {
                Until.Holds(() => Sequence(reader.Lines[^1]) == frames, "the reader has caught up", reader);

                // What the ring had overwritten before the reader began is not the reader's loss.
                long lost = frames - (Sequence(reader.Lines[0]) - 1) - reader.LineCount;
                Assert.That(lost, Is.GreaterThan(0), "The readers were not slow enough for this test.");
                Until.Holds(() => SaidToBeLost(reader.Errors) == lost, $"the reader says that it lost {lost}:{Environment.NewLine}{reader.Errors}");
            }
        }
        finally
        {
            Array.ForEach(readers, reader => reader.Dispose());
        }
    }

    private static long Sequence(string line)
    {
        using JsonDocument frame = JsonDocument.Parse(line);
        return frame.RootElement.GetProperty("sequence").GetInt64();
    }

    // The examples say "lost N" when they end; tail speaks each time it was lapped.
    private static long SaidToBeLost(string errors) =>
        Losses().Matches(errors).Sum(match => long.Parse(match.Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"(\d+)(?= frames were overwritten)|(?<=^lost )(\d+)", RegexOptions.Multiline)]
    private static partial Regex Losses();
}
