using UltraCascade.Host.Terminal;
using UltraCascade.Host.Verbs;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Demo;

/// <summary>
/// The demo where the cursor cannot move: every change of level, and once a second the market's velocity with the largest
/// liquidation since the line before.
/// </summary>
internal sealed class DemoLog : IDemoView
{
    private const long MarketLineNs = 1_000_000_000;
    private const int Market = 0;

    private readonly StandardOutput _output;
    private readonly SignalReader _reader;
    private readonly SignalWatch _watch;
    private readonly Tape _tape;
    private readonly FrameText _text;
    private TapePrint _largest;
    private long _prints;
    private long _nextLineNs;

    public DemoLog(StandardOutput output, SignalReader reader, SignalWatch watch, Tape tape, string title)
    {
        _output = output;
        _reader = reader;
        _watch = watch;
        _tape = tape;
        _text = new FrameText(reader, colour: false);
        _output.WriteLine(title);
        _output.WriteLine("market lines: events/s and USD/s over 0.1 s, 0.5 s, 2 s, 10 s, 60 s, 5 min, 15 min, 2 h");
    }

    public void Show()
    {
        _watch.Read(frame => _output.WriteLine("signal " + _text.Line(frame)));
        _tape.Read(print =>
        {
            _prints++;
            _largest = print.MicroUsd > _largest.MicroUsd ? print : _largest;
        });
        long nowNs = MonotonicClock.NowNs();
        if (nowNs >= _nextLineNs && _reader.TryReadLatest(Market, out SignalFrame market, out _) == ReadStatus.Ok)
        {
            _nextLineNs = nowNs + MarketLineNs;
            AddMarket(market);
            AddTape();
        }

        _output.Flush();
    }

    public void Dispose() => _output.Flush();

    private void AddMarket(in SignalFrame market)
    {
        List<string> counts = [];
        List<string> dollars = [];
        for (int i = 0; i < LaneVector.Count; i++)
        {
            counts.Add(Quantity.Short(market.CountVelocity[i]));
            dollars.Add(Quantity.Short(market.UsdVelocity[i]));
        }

        _output.WriteLine(
            $"market {Quantity.DateAndTime(market.EngineNs)}  {FrameText.LevelText(market.Level)}  risk {market.Risk:0}  events/s {string.Join(' ', counts)}  USD/s {string.Join(' ', dollars)}");
    }

    private void AddTape()
    {
        if (_prints == 0)
        {
            return;
        }

        _output.WriteLine(
            $"tape   {_prints} {(_prints == 1 ? "liquidation" : "liquidations")}, largest {Quantity.DollarsOfMicro(_largest.MicroUsd)} {FrameText.SideText(_largest.Side)} {_largest.Instrument} on {_largest.Venue} at {Quantity.TimeOfDay(_largest.TimeNs)}");
        _prints = 0;
        _largest = default;
    }
}
