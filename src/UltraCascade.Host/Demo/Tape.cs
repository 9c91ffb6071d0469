using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Demo;

/// <summary>The liquidations as they pass through the feed, read beside the engine without taking anything from it.</summary>
internal sealed class Tape : IDisposable
{
    private const int Kept = 32;

    private readonly string _path;
    private readonly List<TapePrint> _prints = [];
    private FeedReader? _reader;

    public Tape(string feedPath)
    {
        _path = feedPath;
    }

    /// <summary>Liquidations seen.</summary>
    public long Count { get; private set; }

    /// <summary>The newest liquidations, oldest first.</summary>
    public IReadOnlyList<TapePrint> Prints => _prints;

    /// <summary>Reads what is new; <paramref name="onPrint"/> gets each liquidation.</summary>
    public void Read(Action<TapePrint>? onPrint = null)
    {
        if (_reader is null && FeedReader.TryOpen(_path, out _reader, out _) != RegionStatus.Ready)
        {
            return;
        }

        while (_reader!.TryRead(out EventRecord record))
        {
            if (record.Kind != RecordKind.Liquidation)
            {
                continue;
            }

            TapePrint print = new(record.ReceiveNs, Name(record.Instrument), Code(record.Venue), record.Side, record.AmountMicroUsd, record.Value);
            Count++;
            _prints.Add(print);
            if (_prints.Count > Kept)
            {
                _prints.RemoveAt(0);
            }

            onPrint?.Invoke(print);
        }
    }

    public void Dispose() => _reader?.Dispose();

    private string Name(int instrument) => _reader!.TryGetInstrument(instrument, out InstrumentEntry entry) ? FixedText.Read(entry.Name) : "?";

    private string Code(int venue) => _reader!.TryGetVenue(venue, out VenueEntry entry) ? FixedText.Read(entry.Code) : "?";
}

/// <summary>One liquidation as the tape shows it.</summary>
internal readonly record struct TapePrint(long TimeNs, string Instrument, string Venue, PositionSide Side, long MicroUsd, double Price);
