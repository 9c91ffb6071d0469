using System.Runtime.CompilerServices;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Regime;

/// <summary>What is known around an instrument besides its liquidations. NaN = not known; a price of 0 is none.</summary>
public readonly record struct MarketReading(MarketRegime Regime, bool VolatilityKnown, double OpenInterestChange, double Funding, double Price);

/// <summary>
/// Price, open interest, funding and depth by instrument, and the volatility regime they make. The market's own are those of the instrument with the
/// largest open interest, or, while none is known, of the one whose price came first.
/// </summary>
public sealed class MarketDataDesk
{
    /// <summary>A regime must be called for this long before it is shown, in ns.</summary>
    public const long ConfirmNs = 30_000_000_000L;

    private const long FundingLifeNs = 9L * 3600 * 1_000_000_000L;
    private const int Market = 0;

    private static readonly MarketReading s_unknown = new(MarketRegime.Normal, VolatilityKnown: false, double.NaN, double.NaN, Price: 0);

    private readonly State[] _states;
    private readonly MarketReading[] _noted;
    private ushort _lead;
    private bool _seenAny;

    /// <summary>Allocates for <paramref name="instruments"/> instruments.</summary>
    public MarketDataDesk(int instruments)
    {
        _states = GC.AllocateArray<State>(instruments + 1, pinned: true);
        _noted = GC.AllocateArray<MarketReading>(instruments + 1, pinned: true);
        Array.Fill(_noted, s_unknown);
    }

    /// <summary>Takes a Price, OpenInterest, Funding or Depth record.</summary>
    public void Observe(in EventRecord record)
    {
        ref State state = ref _states[record.Instrument];
        state.Seen = true;
        _seenAny = true;
        switch (record.Kind)
        {
            case RecordKind.Price when record.Value > 0:
                state.Volatility.Observe(record.Value, record.EngineNs);
                _lead = _lead == 0 ? record.Instrument : _lead;
                break;
            case RecordKind.OpenInterest:
                state.OpenInterest.Observe(record.AmountMicroUsd * 1e-6, record.EngineNs);
                _lead = _lead == 0 || state.OpenInterest.Newest > _states[_lead].OpenInterest.Newest ? record.Instrument : _lead;
                break;
            case RecordKind.Funding:
                state.Funding = record.Value;
                state.FundingNs = record.EngineNs;
                break;
            case RecordKind.Depth:
                state.Depth.Observe(record.AmountMicroUsd * 1e-6, record.Value, record.EngineNs);
                break;
        }
    }

    /// <summary>What is known of <paramref name="instrument"/> (0 = the market) at <paramref name="engineNs"/>.</summary>
    public MarketReading Read(int instrument, long engineNs)
    {
        ref State state = ref _states[instrument == Market ? _lead : instrument];
        if (!state.Seen)
        {
            return s_unknown;
        }

        bool known = state.Volatility.IsKnown(engineNs);
        MarketRegime target = known
            ? RegimeBands.Shift(RegimeBands.Of(state.Volatility.Sigma(engineNs)), state.Depth.Shift(engineNs))
            : MarketRegime.Normal;
        return new MarketReading(
            Confirm(ref state, target, engineNs),
            known,
            state.OpenInterest.ChangeOverAMinute(engineNs),
            state.FundingNs != 0 && engineNs - state.FundingNs < FundingLifeNs ? state.Funding : double.NaN,
            known ? state.Volatility.Price : 0);
    }

    /// <summary>
    /// Reads for later. When a regime is confirmed depends on when somebody looks, so a reading that is shown later is taken at its record all the same.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Note(int instrument, long engineNs)
    {
        if (_seenAny)
        {
            _noted[instrument] = Read(instrument, engineNs);
        }
    }

    /// <summary>What was noted last.</summary>
    public ref readonly MarketReading Noted(int instrument) => ref _noted[instrument];

    private static MarketRegime Confirm(ref State state, MarketRegime target, long engineNs)
    {
        if (state.Shown == MarketRegime.None)
        {
            state.Shown = MarketRegime.Normal;
        }

        if (target == state.Shown)
        {
            state.Candidate = MarketRegime.None;
        }
        else if (target != state.Candidate)
        {
            state.Candidate = target;
            state.CandidateNs = engineNs;
        }
        else if (engineNs - state.CandidateNs >= ConfirmNs)
        {
            state.Shown = target;
            state.Candidate = MarketRegime.None;
        }

        return state.Shown;
    }

    private struct State
    {
        public VolatilityWindow Volatility;
        public OpenInterestWindow OpenInterest;
        public DepthWindow Depth;
        public double Funding;
        public long FundingNs;
        public long CandidateNs;
        public MarketRegime Candidate;
        public MarketRegime Shown;
        public bool Seen;
    }
}
