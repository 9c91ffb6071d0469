using System.Text;
using System.Text.Json;
using UltraCascade.Protocol;
using UltraCascade.Redis.Payload;

namespace UltraCascade.Tests.Redis;

/// <summary>What subscribers parse must not change unnoticed.</summary>
internal sealed class SignalPayloadTests
{
    private static readonly string[] s_oldKeys = ["symbol", "timestamp", "signal", "signal_level", "probability", "scores", "metrics", "context", "meta"];

    private static IEnumerable<TestCaseData> Golden =>
    [
        new TestCaseData("full", PayloadFrames.Full()).SetArgDisplayNames("full"),
        new TestCaseData("bare", PayloadFrames.Bare()).SetArgDisplayNames("bare"),
        new TestCaseData("strange", PayloadFrames.Strange()).SetArgDisplayNames("strange"),
    ];

    [TestCaseSource(nameof(Golden))]
    public void ShouldWriteTheGoldenPayload(string name, SignalFrame frame) => Assert.That(Json(frame), Is.EqualTo(File("signal-" + name)));

    [Test]
    public void ShouldWriteTheGoldenGapMarker() =>
        Assert.That(Encoding.UTF8.GetString(PayloadFrames.Payload.Gap(PayloadFrames.Payload.Id(99), 50, 99, 1_772_700_000_000_000)), Is.EqualTo(File("gap")));

    [Test]
    public void ShouldWriteTheGoldenProbabilityAndRegime() => Assert.Multiple(() =>
    {
        Assert.That(Encoding.UTF8.GetString(PayloadFrames.Payload.Probability(PayloadFrames.Full())), Is.EqualTo(File("probability")));
        Assert.That(Encoding.UTF8.GetString(PayloadFrames.Payload.Regime(PayloadFrames.Full())), Is.EqualTo(File("regime")));
    });

    [TestCaseSource(nameof(Golden))]
    public void ShouldFollowTheSchema(string name, SignalFrame frame)
    {
        using JsonDocument schema = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(Repository.Root, "docs", "signal.schema.json")));
        using JsonDocument payload = JsonDocument.Parse(Json(frame));
        IReadOnlyList<string> faults = new JsonSchema(schema.RootElement).Faults(payload.RootElement);
        if (name == "strange")
        {
            Assert.That(faults, Has.Some.Contains("$.signal"), "A level that the schema does not know must be seen.");
        }
        else
        {
            Assert.That(faults, Is.Empty);
        }
    }

    [Test]
    public void ShouldDescribeEveryKeyInTheSchema()
    {
        using JsonDocument schema = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(Repository.Root, "docs", "signal.schema.json")));
        using JsonDocument payload = JsonDocument.Parse(Json(PayloadFrames.Full()));
        JsonElement properties = schema.RootElement.GetProperty("properties");
        IEnumerable<string> Undescribed(JsonElement value, JsonElement known, string path) => value.EnumerateObject().SelectMany(member =>
            !known.TryGetProperty(member.Name, out JsonElement rule) ? [path + member.Name]
            : member.Value.ValueKind == JsonValueKind.Object ? Undescribed(member.Value, rule.GetProperty("properties"), path + member.Name + ".")
            : []);
        Assert.That(Undescribed(payload.RootElement, properties, ""), Is.Empty);
    }

    /// <summary>A reader of the superseded system calculates with these, so they are numbers and texts whatever happened.</summary>
    [TestCaseSource(nameof(Golden))]
    public void ShouldKeepTheKeysAndTypesOfOld(string name, SignalFrame frame)
    {
        using JsonDocument payload = JsonDocument.Parse(Json(frame));
        JsonElement root = payload.RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(s_oldKeys.Where(key => !root.TryGetProperty(key, out _)), Is.Empty, name);
            Assert.That(root.GetProperty("timestamp").GetDouble(), Is.EqualTo(frame.EngineNs / 1e9).Within(1e-6));
            Assert.That(root.GetProperty("scores").EnumerateObject().Concat(root.GetProperty("metrics").EnumerateObject())
                .Where(member => member.Value.ValueKind is not (JsonValueKind.Number or JsonValueKind.Array)).Select(member => member.Name), Is.Empty);
            Assert.That(root.GetProperty("context").GetProperty("volatility_regime").ValueKind, Is.EqualTo(JsonValueKind.String));
            Assert.That(root.GetProperty("context").GetProperty("exchange_correlation").ValueKind, Is.EqualTo(JsonValueKind.Number));
            Assert.That(root.GetProperty("meta").GetProperty("processing_time_ms").ValueKind, Is.EqualTo(JsonValueKind.Number));
        });
    }

    [Test]
    public void ShouldGiveTheFramesOwnBytesAsBinary()
    {
        SignalFrame frame = PayloadFrames.Full();
        byte[] bytes = SignalPayload.Binary(frame);
        Assert.That(bytes, Has.Length.EqualTo(SignalFrame.Size));
        Assert.That(System.Runtime.InteropServices.MemoryMarshal.Read<SignalFrame>(bytes).EngineNs, Is.EqualTo(frame.EngineNs));
    }

    [Test]
    public void ShouldTellTwoRunsOverTheSameFileApart() =>
        Assert.That(new SignalPayload("default", PayloadFrames.OriginNs + 1_000, PayloadFrames.Words).Id(1), Is.Not.EqualTo(PayloadFrames.Payload.Id(1)));

    private static string Json(in SignalFrame frame) => Encoding.UTF8.GetString(PayloadFrames.Payload.Json(frame, PayloadFrames.Payload.Id(frame.Sequence)));

    private static string File(string name) =>
        System.IO.File.ReadAllText(Path.Combine(Repository.Root, "tests", "UltraCascade.Tests", "Redis", "Golden", name + ".json")).TrimEnd('\n');
}
