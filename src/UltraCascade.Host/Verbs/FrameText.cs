using UltraCascade.Host.Terminal;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Verbs;

/// <summary>A signal frame as one line for people.</summary>
internal sealed class FrameText
{
    private const int TwoSeconds = 2;
    private const int TenSeconds = 3;
    private const int SixtySeconds = 4;

    private readonly SignalReader _reader;
    private readonly bool _colour;

    public FrameText(SignalReader reader, bool colour)
    {
        _reader = reader;
        _colour = colour;
    }

    /// <summary>
    /// As <c>#12 2026-03-04 11:13:13.984 BTC/USDT:USDT ALERT long FORMING p 1.00 risk 61 …</c>, cut at <paramref name="limit"/> columns.
    /// </summary>
    public StyledLine Line(in SignalFrame frame, int limit = int.MaxValue)
    {
        StyledLine line = new(_colour, limit);
        line.AddCell("#" + frame.Sequence, 8, Style.Dim);
        line.Add(Quantity.DateAndTime(frame.EngineNs)).Add("  ");
        line.AddCell(_reader.InstrumentName(frame.Instrument), 16, Style.Bold).Add(" ");
        line.AddCell(LevelText(frame.Level), 9, LevelStyle(frame.Level));
        line.AddCell(frame.Level == frame.PreviousLevel ? "" : "from " + LevelText(frame.PreviousLevel), 14, Style.Dim);
        line.AddCell(SideText(frame.Side), 6, SideStyle(frame.Side));
        line.AddCell(frame.Phase == EpisodePhase.None ? "" : frame.Phase.ToString().ToUpperInvariant(), 11);
        line.Add($"p {frame.Probability:0.00}  risk {frame.Risk,3:0}  ");
        line.AddCell($"{Quantity.Short(frame.CountVelocity[TwoSeconds])}/{Quantity.Short(frame.CountVelocity[TenSeconds])}/{Quantity.Short(frame.CountVelocity[SixtySeconds])} per s", 22);
        line.AddCell(Quantity.DollarsOfMicro(frame.LongMicroUsd60s + frame.ShortMicroUsd60s) + " in 60 s", 16);
        line.Add(Venues(frame.VenueMask), Style.Dim);
        return line;
    }

    /// <summary>What matters most of a frame, for a table that is redrawn: fits 80 columns but for the venues.</summary>
    public StyledLine TableLine(in SignalFrame frame, int limit)
    {
        StyledLine line = new(_colour, limit);
        line.Add(Quantity.TimeOfDay(frame.EngineNs) + "  ", Style.Dim);
        line.AddCell(_reader.InstrumentName(frame.Instrument), 17, Style.Bold);
        line.AddCell(LevelText(frame.Level), 9, LevelStyle(frame.Level));
        line.AddCell(SideText(frame.Side), 6, SideStyle(frame.Side));
        line.Add($"risk {frame.Risk,3:0}  ");
        line.AddCell(Quantity.Short(frame.CountVelocity[TenSeconds]) + "/s", 8);
        line.AddCell(Quantity.DollarsOfMicro(frame.LongMicroUsd60s + frame.ShortMicroUsd60s) + " in 60 s  ", -17);
        line.Add(Venues(frame.VenueMask), Style.Dim);
        return line;
    }

    public static string LevelText(SignalLevel level) => level.ToString().ToUpperInvariant();

    public static Style LevelStyle(SignalLevel level) => level switch
    {
        SignalLevel.None => Style.Dim,
        SignalLevel.Watch => Style.Cyan,
        SignalLevel.Alert => Style.Yellow,
        SignalLevel.Critical => Style.Red,
        _ => Style.Alarm,
    };

    public static string SideText(PositionSide side) => side switch
    {
        PositionSide.Long => "long",
        PositionSide.Short => "short",
        _ => "",
    };

    public static Style SideStyle(PositionSide side) => side switch
    {
        PositionSide.Long => Style.Red,
        PositionSide.Short => Style.Green,
        _ => Style.Plain,
    };

    /// <summary>Codes of the venues in a mask, separated by spaces.</summary>
    public string Venues(uint mask)
    {
        List<string> codes = [];
        for (int i = 0; i < Venue.Capacity; i++)
        {
            if ((mask & (1U << i)) != 0)
            {
                codes.Add(_reader.VenueCode(i));
            }
        }

        return string.Join(' ', codes);
    }
}
