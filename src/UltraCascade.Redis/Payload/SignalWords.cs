using System.Text;
using System.Text.Json;
using UltraCascade.Protocol;

namespace UltraCascade.Redis.Payload;

/// <summary>An instrument's name in the forms that are needed again and again.</summary>
internal sealed record InstrumentWord(string Text, byte[] Utf8, byte[] Json);

/// <summary>The words of a payload as quoted JSON, and the instance's names as they become known.</summary>
internal sealed class SignalWords
{
    public static readonly string[] Levels = ["NONE", "WATCH", "ALERT", "CRITICAL", "EXTREME"];

    public static readonly byte[][] LevelsUtf8 = Quoted(Levels);
    public static readonly byte[][] SidesUtf8 = Quoted("none", "long", "short");
    public static readonly byte[][] PhasesUtf8 = Quoted("NONE", "FORMING", "ACTIVE", "EXHAUSTING", "OVER");
    public static readonly byte[][] RegimesUtf8 = Quoted("NORMAL", "DORMANT", "LOW", "NORMAL", "ELEVATED", "HIGH", "EXTREME");
    public static readonly byte[][] FlagsUtf8 = Quoted("SATURATED", "CENSORED", "WARMING", "STALE", "SNAPSHOT", "REPLAY");

    private readonly Func<int, string> _instrument;
    private readonly Func<int, string> _venue;
    private readonly Dictionary<int, InstrumentWord> _instruments = [];
    private readonly byte[]?[] _venues = new byte[]?[Venue.Capacity];

    /// <param name="instrument">Name of an instrument; <c>#5</c> while it has none.</param>
    /// <param name="venue">Code of a venue; empty while it has none.</param>
    public SignalWords(Func<int, string> instrument, Func<int, string> venue)
    {
        _instrument = instrument;
        _venue = venue;
    }

    /// <summary>An instrument's name, plain and as JSON. A committed name never changes, so it is asked for once.</summary>
    public InstrumentWord Instrument(int index)
    {
        if (_instruments.TryGetValue(index, out InstrumentWord? known))
        {
            return known;
        }

        string text = _instrument(index);
        known = new InstrumentWord(text, Encoding.UTF8.GetBytes(text), Quote(text));
        if (!text.StartsWith('#'))
        {
            _instruments.Add(index, known);
        }

        return known;
    }

    public byte[] VenueJson(int index)
    {
        if (_venues[index] is { } known)
        {
            return known;
        }

        string code = _venue(index);
        if (code.Length == 0)
        {
            return Quote($"#{index}");
        }

        return _venues[index] = Quote(code);
    }

    /// <summary>A word of a table, or <c>"#7"</c> for a value that a newer engine wrote.</summary>
    public static ReadOnlySpan<byte> Of(byte[][] words, byte value) => value < words.Length ? words[value] : Quote($"#{value}");

    public static byte[] Quote(string text) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(text));

    private static byte[][] Quoted(params string[] words) => [.. words.Select(Quote)];
}
