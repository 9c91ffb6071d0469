using System.Globalization;
using System.Text.Json;

namespace UltraCascade.ConformanceTests.Redis;

/// <summary>One entry of the stream, taken apart.</summary>
internal sealed record StreamEntry(string Id, Dictionary<string, string> Fields)
{
    public bool IsGap => Fields["level"] == "GAP";

    public JsonElement Json => JsonDocument.Parse(Fields["data"]).RootElement;

    /// <summary>The part of the id behind the hyphen.</summary>
    public long Sequence => long.Parse(Id.AsSpan(Id.IndexOf('-', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
}

/// <summary>The stream as a subscriber finds it.</summary>
internal static class SignalStream
{
    private const int Page = 2000;

    public static List<StreamEntry> Read(RedisServer server, string key, string password = "")
    {
        using RespClient client = server.Connect(password);
        List<StreamEntry> entries = [];
        string from = "-";
        while (true)
        {
            object[] page = (object[])client.Call("XRANGE", key, from, "+", "COUNT", Page.ToString(CultureInfo.InvariantCulture))!;
            foreach (object[] entry in page.Cast<object[]>())
            {
                object[] fields = (object[])entry[1];
                entries.Add(new StreamEntry((string)entry[0], Enumerable.Range(0, fields.Length / 2).ToDictionary(i => (string)fields[2 * i], i => (string)fields[(2 * i) + 1])));
            }

            if (page.Length < Page)
            {
                return entries;
            }

            from = "(" + entries[^1].Id;
        }
    }

    /// <summary>Every sequence from the first to <paramref name="last"/>, once and in order; nothing else.</summary>
    public static void ShouldHoldEverySignalOnceAndInOrder(RedisServer server, string key, long last, string password = "")
    {
        List<StreamEntry> entries = Read(server, key, password);
        Assert.That(entries.Where(entry => entry.IsGap), Is.Empty, "Something was lost.");
        long expected = 1;
        foreach (StreamEntry entry in entries)
        {
            if (entry.Sequence != expected || entry.Json.GetProperty("sequence").GetInt64() != expected)
            {
                Assert.Fail($"Entry {entry.Id} stands where {expected} should.");
            }

            expected++;
        }

        Assert.That(expected - 1, Is.EqualTo(last));
        Assert.That(entries.Select(entry => entry.Fields["id"]).Distinct().Count(), Is.EqualTo(entries.Count), "An id names two signals.");
    }
}
