using UltraCascade.Evaluation.Labels;

namespace UltraCascade.Tests.Evaluation;

internal sealed class LabelTextTests
{
    [Test]
    public void ShouldReadLabelsInOrderOfOnset()
    {
        IReadOnlyList<CascadeLabel> labels = Read("onset_us,end_us,kind,usd,events,symbols\n2000000,3000000,cascade,1.5,9,2\r\n1000000,1500000,ignore,1,1,1\n\n");
        Assert.That(labels, Is.EqualTo(new[]
        {
            new CascadeLabel(1_000_000_000, 1_500_000_000, LabelKind.Ignore),
            new CascadeLabel(2_000_000_000, 3_000_000_000, LabelKind.Cascade),
        }).AsCollection);
    }

    [Test]
    public void ShouldTakeColumnsInAnyOrderAndEveryOtherKindForACascade() =>
        Assert.That(Read("kind,end_us,onset_us\nflash-crash,3,2\n"), Is.EqualTo(new[] { new CascadeLabel(2000, 3000, LabelKind.Cascade) }).AsCollection);

    [Test]
    public void ShouldReadAHeaderAloneAsNoLabels() => Assert.That(Read("onset_us,end_us,kind,usd,events,symbols\n"), Is.Empty);

    [TestCase("", "header")]
    [TestCase("ts_us,exchange,symbol\n1,2,3\n", "onset_us")]
    [TestCase("onset_us,end_us,kind\n1,x,cascade\n", "line 2, column end_us")]
    [TestCase("onset_us,end_us,kind\n10,20,cascade\n5\n", "line 3, column end_us")]
    [TestCase("onset_us,end_us,kind\n10,9,cascade\n", "before its onset")]
    [TestCase("onset_us,end_us,kind\n-1,9,cascade\n", "line 2, column onset_us")]
    [TestCase("onset_us,end_us,kind\n10,9223372036854775807,cascade\n", "end_us")]
    public void ShouldRefuseAFileWithAWrongLineAndSayWhere(string text, string what) =>
        Assert.That(() => Read(text), Throws.TypeOf<LabelFileException>().With.Message.Contains(what).And.Message.Contains("labels.csv"));

    private static IReadOnlyList<CascadeLabel> Read(string text) => LabelText.Read(new StringReader(text), "labels.csv");
}
