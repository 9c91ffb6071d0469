using UltraCascade.Host.Terminal;
using UltraCascade.Host.Verbs;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Demo;

/// <summary>
/// The demo on a terminal: the market's velocity by window, the instruments that move most, the changes of level and the
/// tape, drawn as one block in place.
/// </summary>
internal sealed class DemoBoard : IDemoView
{
    private const int Market = 0;

    // Rows of the block at its least, for a terminal of 24; what a taller one has more goes to the three lists in turn.
    private const int LeastRows = 23;
    private const int LeastInstruments = 3;
    private const int LeastChanges = 4;
    private const int LeastPrints = 4;
    private const int MostInstruments = 3;
    private const int MostChanges = 8;
    private const int MostPrints = 10;

    private static readonly string[] s_windows = ["0.1 s", "0.5 s", "2 s", "10 s", "60 s", "5 min", "15 min", "2 h"];

    private readonly LiveBlock _block;
    private readonly SignalReader _reader;
    private readonly SignalWatch _watch;
    private readonly Tape _tape;
    private readonly FrameText _text;
    private readonly string _title;
    private readonly List<StyledLine> _lines = [];
    private int _columns;
    private int _instrumentRows;
    private int _changeRows;
    private int _printRows;

    public DemoBoard(StandardOutput output, SignalReader reader, SignalWatch watch, Tape tape, string title)
    {
        _block = new LiveBlock(output);
        _reader = reader;
        _watch = watch;
        _tape = tape;
        _title = title;
        _text = new FrameText(reader, TerminalFacts.OutputHasColour);
    }

    public void Show()
    {
        _watch.Read();
        _tape.Read();
        Measure();
        _lines.Clear();
        if (_reader.TryReadLatest(Market, out SignalFrame market, out _) == ReadStatus.Ok)
        {
            AddTitle(market);
            AddMarket(market);
            AddInstruments();
        }

        AddChanges();
        AddTape();
        _block.Draw(_lines);
    }

    public void Dispose() => _block.Dispose();

    private void Measure()
    {
        _columns = TerminalFacts.Columns - 1;
        int spare = Math.Max(0, TerminalFacts.Rows - 1 - LeastRows);
        _instrumentRows = Math.Min(MostInstruments, LeastInstruments + spare);
        spare -= _instrumentRows - LeastInstruments;
        _changeRows = Math.Min(MostChanges, LeastChanges + spare);
        spare -= _changeRows - LeastChanges;
        _printRows = Math.Min(MostPrints, LeastPrints + spare);
    }

    private StyledLine Line()
    {
        StyledLine line = new(TerminalFacts.OutputHasColour, _columns);
        _lines.Add(line);
        return line;
    }

    private void AddTitle(in SignalFrame market)
    {
        Line().Add(_title, Style.Bold).Add("  " + Quantity.DateAndTime(market.EngineNs), Style.Dim);
    }

    private void AddMarket(in SignalFrame market)
    {
        Line().AddCell("MARKET", 10, Style.Bold).AddCell(FrameText.LevelText(market.Level), 10, FrameText.LevelStyle(market.Level))
            .Add(Bar.Draw(market.Risk / 100, 16), RiskStyle(market.Risk)).Add($" risk {market.Risk,3:0}  p {market.Probability:0.00}  ")
            .AddCell(FrameText.SideText(market.Side), 6, FrameText.SideStyle(market.Side))
            .Add(market.Phase == EpisodePhase.None ? "" : market.Phase.ToString().ToUpperInvariant());
        StyledLine windows = Line().AddCell("window", 10, Style.Dim);
        StyledLine counts = Line().AddCell("events/s", 10, Style.Dim);
        StyledLine dollars = Line().AddCell("USD/s", 10, Style.Dim);
        for (int i = 0; i < LaneVector.Count; i++)
        {
            windows.AddCell(s_windows[i], -8, Style.Dim);
            counts.AddCell(Quantity.Short(market.CountVelocity[i]), -8, market.CountVelocity[i] >= 5 ? Style.Yellow : Style.Plain);
            dollars.AddCell(Quantity.Short(market.UsdVelocity[i]), -8);
        }

        Line().Add($"acceleration {market.Acceleration:0.00}/s2  jerk {market.Jerk:0.00}/s3  longs {Quantity.DollarsOfMicro(market.LongMicroUsd60s)}  shorts {Quantity.DollarsOfMicro(market.ShortMicroUsd60s)} in 60 s");
        Line();
    }

    private void AddInstruments()
    {
        List<SignalFrame> frames = [];
        for (int i = 1; i < _reader.InstrumentCount; i++)
        {
            if (_reader.TryReadLatest(i, out SignalFrame frame, out _) == ReadStatus.Ok)
            {
                frames.Add(frame);
            }
        }

        Line().AddCell("instrument", 18, Style.Dim).AddCell("level", 10, Style.Dim).AddCell("risk", 17, Style.Dim)
            .AddCell("2 s", -7, Style.Dim).AddCell("60 s /s", -9, Style.Dim).AddCell("USD 60 s", -10, Style.Dim).Add("  venues", Style.Dim);
        foreach (SignalFrame frame in frames.OrderByDescending(f => f.Level).ThenByDescending(f => f.LongMicroUsd60s + f.ShortMicroUsd60s).Take(_instrumentRows))
        {
            Line().AddCell(_reader.InstrumentName(frame.Instrument), 18, Style.Bold)
                .AddCell(FrameText.LevelText(frame.Level), 10, FrameText.LevelStyle(frame.Level))
                .Add(Bar.Draw(frame.Risk / 100, 12), RiskStyle(frame.Risk)).AddCell($" {frame.Risk:0}", 5)
                .AddCell(Quantity.Short(frame.CountVelocity[2]), -7).AddCell(Quantity.Short(frame.CountVelocity[4]), -9)
                .AddCell(Quantity.DollarsOfMicro(frame.LongMicroUsd60s + frame.ShortMicroUsd60s), -10)
                .Add("  " + _text.Venues(frame.VenueMask), Style.Dim);
        }

        Fill(Math.Min(frames.Count, _instrumentRows), _instrumentRows);
        Line();
    }

    private void AddChanges()
    {
        Line().Add("changes of level", Style.Dim);
        foreach (SignalFrame frame in _watch.Changes.TakeLast(_changeRows))
        {
            Line().Add(Quantity.TimeOfDay(frame.EngineNs) + "  ").AddCell(_reader.InstrumentName(frame.Instrument), 18, Style.Bold)
                .AddCell(FrameText.LevelText(frame.Level), 9, FrameText.LevelStyle(frame.Level))
                .AddCell("from " + FrameText.LevelText(frame.PreviousLevel), 15, Style.Dim)
                .AddCell(FrameText.SideText(frame.Side), 6, FrameText.SideStyle(frame.Side))
                .Add($"risk {frame.Risk,3:0}  {Quantity.DollarsOfMicro(frame.LongMicroUsd60s + frame.ShortMicroUsd60s)} in 60 s");
        }

        Fill(Math.Min(_watch.Changes.Count, _changeRows), _changeRows);
        Line();
    }

    private void AddTape()
    {
        Line().Add($"tape ({_tape.Count:#,0} liquidations, all of them made up)", Style.Dim);
        foreach (TapePrint print in _tape.Prints.TakeLast(_printRows))
        {
            Line().Add(Quantity.TimeOfDay(print.TimeNs) + "  ").AddCell(print.Venue, 12).AddCell(print.Instrument, 18, Style.Bold)
                .AddCell(FrameText.SideText(print.Side), 7, FrameText.SideStyle(print.Side))
                .AddCell(Quantity.DollarsOfMicro(print.MicroUsd), -9)
                .Add(print.Price > 0 ? $"  at {print.Price:0.######}" : "", Style.Dim);
        }

        Fill(Math.Min(_tape.Prints.Count, _printRows), _printRows);
    }

    /// <summary>Empty lines, so that the block keeps its height and does not jump.</summary>
    private void Fill(int used, int wanted)
    {
        for (int i = used; i < wanted; i++)
        {
            Line();
        }
    }

    private static Style RiskStyle(float risk) => risk switch
    {
        >= 80 => Style.Red,
        >= 55 => Style.Yellow,
        >= 20 => Style.Cyan,
        _ => Style.Green,
    };
}
