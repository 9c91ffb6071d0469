using System.Text.Json;
using System.Xml;
using UltraCascade.Evaluation;
using UltraCascade.Evaluation.Labels;
using UltraCascade.Evaluation.Report;
using UltraCascade.Feeds;

namespace UltraCascade.Tests.Evaluation;

internal sealed class ReportTests
{
    private static readonly string[] s_detectorKeys =
    [
        "name", "h", "recall", "precision", "false_alarms_per_day", "delay_median_s", "delay_p90_s", "auc_pr", "level_changes_per_episode", "stress",
    ];

    private static readonly EvaluationResult s_result = Evaluate();

    [Test]
    public void ShouldWriteEveryKeyThatOthersRead()
    {
        using JsonDocument document = JsonDocument.Parse(EvaluationJson.Write(s_result, null));
        JsonElement detectors = document.RootElement.GetProperty("detectors");
        Assert.That(detectors.GetArrayLength(), Is.EqualTo(6));
        foreach (JsonElement detector in detectors.EnumerateArray())
        {
            Assert.That(detector.EnumerateObject().Select(p => p.Name), Is.SupersetOf(s_detectorKeys));
        }

        JsonElement ours = detectors[0];
        Assert.That(ours.GetProperty("recall").GetDouble(), Is.EqualTo(1));
        Assert.That(ours.GetProperty("stress").GetProperty("whale").GetProperty("false_alarms_per_day").ValueKind, Is.EqualTo(JsonValueKind.Number));
        Assert.That(detectors[5].GetProperty("delay_median_s").ValueKind, Is.EqualTo(JsonValueKind.Null), "A silence has no delay.");
        Assert.That(detectors[5].GetProperty("precision").GetDouble(), Is.Zero);
    }

    [Test]
    public void ShouldWriteATableWithALineForEachDetectorAndStress()
    {
        string[] lines = [.. EvaluationTable.Write(s_result)];
        Assert.That(lines.Count(line => line.StartsWith("placebo", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(lines.Count(line => line.StartsWith("whale", StringComparison.Ordinal)), Is.EqualTo(3));
        Assert.That(lines.Select(line => line.Length), Is.All.LessThan(140));
    }

    [Test]
    public void ShouldWriteAPageThatNeedsNothingFromOutside()
    {
        string page = HtmlReport.Write(s_result, null, DateTimeOffset.UnixEpoch);
        foreach (string outside in (string[])["http:", "https:", "src=", "href=", "@import", "url(", "<script"])
        {
            Assert.That(page, Does.Not.Contain(outside));
        }

        Assert.That(page, Does.Contain("prefers-color-scheme: dark"));
        Assert.That(page, Does.Not.Contain("NaN"));
    }

    [Test]
    public void ShouldDrawWellFormedPicturesAndEscapeNames()
    {
        string page = HtmlReport.Write(s_result, null, DateTimeOffset.UnixEpoch);
        int pictures = 0;
        for (int from = page.IndexOf("<svg", StringComparison.Ordinal); from >= 0; from = page.IndexOf("<svg", from + 1, StringComparison.Ordinal))
        {
            int to = page.IndexOf("</svg>", from, StringComparison.Ordinal) + "</svg>".Length;
            Assert.That(() => new XmlDocument().LoadXml(page[from..to]), Throws.Nothing);
            pictures++;
        }

        Assert.That(pictures, Is.EqualTo(3), "Two curves and a timeline.");
        Assert.That(page, Does.Contain("a&lt;b&gt;.csv").And.Not.Contain("a<b>.csv"));
    }

    [Test]
    public void ShouldScoreAStreamWithoutEventsAsNothing()
    {
        GeneratedScenario nothing = ScenarioGenerator.Generate(new ScenarioOptions { Scenario = "no-events" });
        Evaluator evaluator = new(new EvaluationOptions { Stresses = ["x4", "whale"] });
        evaluator.Add(new EvaluationStream("empty", nothing.ToTable(), []), Watch.None);
        EvaluationResult result = evaluator.ToResult();
        Assert.That(result.Detectors.Select(d => d.Score.FalseAlarms), Is.All.Zero);
        Assert.That(() => HtmlReport.Write(result, null, DateTimeOffset.UnixEpoch), Throws.Nothing);
        Assert.That(() => EvaluationJson.Write(result, null), Throws.Nothing);
    }

    private static EvaluationResult Evaluate()
    {
        GeneratedScenario scenario = ScenarioGenerator.Generate(new ScenarioOptions { Scenario = "cascade", Seed = 5, CalmSeconds = 3600 });
        Evaluator evaluator = new(new EvaluationOptions { Stresses = ["whale", "x4"] });
        CascadeLabel[] labels = [.. scenario.Labels.Select(l => new CascadeLabel(l.OnsetUs * 1000, l.EndUs * 1000, LabelKind.Cascade))];
        evaluator.Add(new EvaluationStream("a<b>.csv", scenario.ToTable(), labels), Watch.None);
        return evaluator.ToResult();
    }
}
