using UltraCascade.Protocol;

namespace UltraCascade.Tests.Engine;

/// <summary>
/// The windows written down as their definition: every event is kept, and each question re-scans all of them.
/// </summary>
internal sealed class NaiveVelocity
{
    private readonly List<Event> _events = [];

    public void Add(in EventRecord record)
    {
        EventRecord fill = record;
        Event? open = _events.LastOrDefault(e => e.Instrument == fill.Instrument && e.Venue == fill.Venue);
        if (open is not null && open.ExchangeNs == fill.ExchangeNs && open.Side == fill.Side && fill.EngineNs - open.EngineNs < 1_000_000_000L)
        {
            open.MicroUsd += fill.AmountMicroUsd;
            return;
        }

        _events.Add(new Event
        {
            EngineNs = fill.EngineNs,
            ExchangeNs = fill.ExchangeNs,
            MicroUsd = fill.AmountMicroUsd,
            Instrument = fill.Instrument,
            Venue = fill.Venue,
            Side = fill.Side,
        });
    }

    /// <summary>Number of events with t − w &lt; tᵢ ≤ t; instrument 0 asks for all.</summary>
    public long Count(int instrument, PositionSide side, long engineNs, long windowNs) => Window(instrument, side, engineNs, windowNs).Count();

    /// <summary>Micro-dollars of the same events.</summary>
    public long MicroUsd(int instrument, PositionSide side, long engineNs, long windowNs) =>
        Window(instrument, side, engineNs, windowNs).Sum(e => e.MicroUsd);

    /// <summary>Σ e^(−(t − tᵢ)/τ).</summary>
    public double Decayed(int instrument, long engineNs, double tauSeconds) => _events
        .Where(e => instrument == 0 || e.Instrument == instrument)
        .Sum(e => Math.Exp(-(engineNs - e.EngineNs) / (tauSeconds * 1e9)));

    private IEnumerable<Event> Window(int instrument, PositionSide side, long engineNs, long windowNs) => _events
        .Where(e => (instrument == 0 || e.Instrument == instrument) && e.Side == side)
        .Where(e => engineNs - windowNs < e.EngineNs && e.EngineNs <= engineNs);

    private sealed class Event
    {
        public long EngineNs { get; init; }

        public long ExchangeNs { get; init; }

        public long MicroUsd { get; set; }

        public int Instrument { get; init; }

        public byte Venue { get; init; }

        public PositionSide Side { get; init; }
    }
}
