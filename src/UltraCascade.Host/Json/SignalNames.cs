namespace UltraCascade.Host.Json;

/// <summary>
/// Names of instruments and venues as quoted JSON strings. A committed directory entry never changes, so each is read once;
/// an index without an entry is shown as <c>"#5"</c> and asked for again the next time.
/// </summary>
internal sealed class SignalNames
{
    private readonly Func<int, byte[]?> _instrument;
    private readonly Func<int, byte[]?> _venue;
    private readonly Dictionary<int, byte[]> _instruments = [];
    private readonly Dictionary<int, byte[]> _venues = [];
    private readonly JsonLine _line = new();

    /// <param name="instrument">Bytes of an instrument's name without padding, or null without a committed entry.</param>
    /// <param name="venue">Bytes of a venue's code without padding, or null without a committed entry.</param>
    public SignalNames(Func<int, byte[]?> instrument, Func<int, byte[]?> venue)
    {
        _instrument = instrument;
        _venue = venue;
    }

    public ReadOnlySpan<byte> Instrument(int index) => Find(_instruments, _instrument, index);

    public ReadOnlySpan<byte> Venue(int index) => Find(_venues, _venue, index);

    /// <summary>Forgets everything: the region was made anew.</summary>
    public void Clear()
    {
        _instruments.Clear();
        _venues.Clear();
    }

    private ReadOnlySpan<byte> Find(Dictionary<int, byte[]> known, Func<int, byte[]?> read, int index)
    {
        if (known.TryGetValue(index, out byte[]? quoted))
        {
            return quoted;
        }

        _line.Clear();
        if (read(index) is not { } name)
        {
            return _line.Raw("\"#"u8).Integer(index).Raw("\""u8).Bytes;
        }

        quoted = _line.Text(name).Bytes.ToArray();
        known.Add(index, quoted);
        return quoted;
    }
}
