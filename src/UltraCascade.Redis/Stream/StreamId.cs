using System.Globalization;

namespace UltraCascade.Redis.Stream;

/// <summary>
/// Id of a stream entry: <c>engine time in ms - sequence</c>. Both parts rise with the signals, so the server itself
/// refuses what it has already.
/// </summary>
internal readonly record struct StreamId(long Ms, long Sequence) : IComparable<StreamId>
{
    private const long NsPerMs = 1_000_000;

    /// <summary>Before everything: what an empty stream has.</summary>
    public static StreamId None => default;

    public static StreamId Of(long engineNs, long sequence) => new(Math.Max(0, engineNs) / NsPerMs, sequence);

    public static bool TryParse(string? text, out StreamId id)
    {
        id = default;
        int hyphen = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (hyphen <= 0
            || !long.TryParse(text.AsSpan(0, hyphen), NumberStyles.None, CultureInfo.InvariantCulture, out long ms)
            || !long.TryParse(text.AsSpan(hyphen + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
        {
            return false;
        }

        id = new StreamId(ms, sequence);
        return true;
    }

    public int CompareTo(StreamId other) => Ms != other.Ms ? Ms.CompareTo(other.Ms) : Sequence.CompareTo(other.Sequence);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ms}-{Sequence}");

    public static bool operator <(StreamId left, StreamId right) => left.CompareTo(right) < 0;

    public static bool operator >(StreamId left, StreamId right) => left.CompareTo(right) > 0;

    public static bool operator <=(StreamId left, StreamId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(StreamId left, StreamId right) => left.CompareTo(right) >= 0;
}
