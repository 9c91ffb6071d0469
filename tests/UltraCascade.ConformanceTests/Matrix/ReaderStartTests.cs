using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Matrix;

/// <summary>When a reader is started makes no difference to what it reads.</summary>
internal sealed class ReaderStartTests
{
    private static readonly Language[] s_languages = Enum.GetValues<Language>();

    [Test]
    public void ShouldReadTheSameWhenStartedBeforeDuringAndAfterTheEngine()
    {
        const long Half = 13_000, Whole = 27_000;
        using ScratchInstance instance = new();
        List<Peer> readers = [.. s_languages.Select(language => Programs.Tail(language, instance, 0))];
        try
        {
            using Peer engine = Programs.Engine(instance);
            using Peer feeder = Programs.FeedWriter(Language.CSharp, instance, Half);
            Until.Holds(() => instance.Consumed() == Half, "the engine has consumed half of the feed", engine, feeder);
            readers.AddRange(s_languages.Select(language => Programs.Tail(language, instance, 0)));
            foreach (Peer reader in readers)
            {
                reader.WaitForLines(1);
            }

            feeder.Say($"{Whole}");
            Until.Holds(() => instance.Consumed() == Whole, "the engine has consumed the feed", engine, feeder);
            Programs.StopEngine(engine);
            readers.AddRange(s_languages.Select(language => Programs.Tail(language, instance, 0)));
            long frames = instance.Cursor;
            foreach (Peer reader in readers)
            {
                reader.WaitForLines(frames);
                Assert.That(reader.Lines, Is.EqualTo(readers[0].Lines), reader.Describe());
            }
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }
}
