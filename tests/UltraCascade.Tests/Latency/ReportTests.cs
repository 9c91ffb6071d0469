using System.Text.Json;
using System.Xml.Linq;
using UltraCascade.Measurement;
using UltraCascade.Measurement.Machine;
using UltraCascade.Measurement.Report;
using UltraCascade.Measurement.Statistics;

namespace UltraCascade.Tests.Latency;

/// <summary>Scripts read the document and people the page: both must hold what was measured, and whether it may be believed.</summary>
internal sealed class ReportTests
{
    [Test]
    public void ShouldHaveTheKeysThatScriptsRelyOn()
    {
        using JsonDocument document = JsonDocument.Parse(ReportJson.Write(Report(["the floor moved"])));
        JsonElement root = document.RootElement;
        Assert.That(root.EnumerateObject().Select(p => p.Name), Is.SupersetOf(new[] { "machine", "commit", "clean", "floor", "results" }));
        Assert.That(root.GetProperty("clean").GetBoolean(), Is.False);
        Assert.That(root.GetProperty("floor").GetProperty("p50_ns").GetDouble(), Is.EqualTo(40.5));
        Assert.That(root.GetProperty("floor").GetProperty("near").GetBoolean(), Is.True);
        JsonElement latency = root.GetProperty("results")[0];
        Assert.That(latency.EnumerateObject().Select(p => p.Name), Is.SupersetOf(new[] { "name", "unit", "p50", "p99", "p999", "max", "value", "rounds" }));
        Assert.That(latency.GetProperty("p50").GetInt64(), Is.EqualTo(100));
        Assert.That(latency.GetProperty("max").GetInt64(), Is.EqualTo(5_000));
    }

    [Test]
    public void ShouldGiveARateNoPercentiles()
    {
        using JsonDocument document = JsonDocument.Parse(ReportJson.Write(Report([])));
        JsonElement rate = document.RootElement.GetProperty("results")[1];
        Assert.That(rate.GetProperty("p50").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(rate.GetProperty("value").GetDouble(), Is.EqualTo(2_000_000));
        Assert.That(rate.GetProperty("best").GetDouble(), Is.EqualTo(3_000_000));
    }

    [Test]
    public void ShouldDrawEveryLatencyOnAPageThatNeedsNothingElse()
    {
        string page = ReportPlot.Write(Report([]));
        int begin = page.IndexOf("<svg", StringComparison.Ordinal);
        int end = page.IndexOf("</svg>", StringComparison.Ordinal) + 6;
        XElement plot = XElement.Parse(page[begin..end]);
        Assert.That(plot.Elements("polyline").Count(), Is.EqualTo(1));
        Assert.That(page, Does.Not.Contain("http").And.Not.Contain("NaN"));
    }

    [Test]
    public void ShouldWarnOnPageAndInTextWhenTheRunWasNotClean()
    {
        SuiteReport report = Report(["the floor moved <a lot>"]);
        Assert.That(ReportPlot.Write(report), Does.Contain("Do not quote").And.Contain("&lt;a lot&gt;"));
        Assert.That(ReportTable.Lines(report), Has.Some.StartsWith("NOT CLEAN: the floor moved"));
    }

    [Test]
    public void ShouldTakeTheMedianOverTheRoundsAndTheBestOne()
    {
        LogLinearHistogram[] rounds = [.. new[] { 250L, 100, 200 }.Select(Constant)];
        BenchResult result = BenchResult.OfLatencies("hop", rounds);
        Assert.That((result.Value, result.Best, result.Rounds, result.Distribution!.Count), Is.EqualTo((200.0, 100.0, 3, 30L)));
    }

    private static LogLinearHistogram Constant(long value)
    {
        LogLinearHistogram histogram = new();
        for (int i = 0; i < 10; i++)
        {
            histogram.Record(value);
        }

        return histogram;
    }

    private static SuiteReport Report(IReadOnlyList<string> reasons)
    {
        LogLinearHistogram hop = Constant(100);
        hop.Record(5_000);
        return new SuiteReport
        {
            Part = SuitePart.Latency,
            Machine = new Fingerprint
            {
                Cpu = "cpu", Cpus = 2, UsableCpus = 2, SimdBits = 256, Governor = "none", ClockSource = "tsc", Kernel = "6", IsVirtual = true,
                Runtime = "net", ShmemHugePages = "never", Load = 0.1, ClockNs = 23.5,
            },
            Commit = "0123456789abcdef",
            FloorBeforeNs = 40.5,
            FloorAfterNs = 41,
            Cpus = (0, 1),
            Collections = [0, 0, 0],
            Disturbance = default,
            Reasons = reasons,
            StartedAt = DateTimeOffset.UnixEpoch,
            Elapsed = TimeSpan.FromSeconds(10),
            Results = [BenchResult.OfLatencies("ring_one_way", [hop]), BenchResult.OfValues("ring_single", "msg/s", [1e6, 2e6, 3e6])],
        };
    }
}
