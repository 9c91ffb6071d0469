using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using UltraCascade.Engine.Numerics;

namespace UltraCascade.Engine.Detection;

/// <summary>
/// Two-sided three-hypothesis Shiryaev filter with an adaptive baseline: is a cascade under way?
/// <para>
/// Each hypothesis says: since some moment the rate is r_k = max(ρ_k·μ, floor_k), nine in ten liquidations are of side s, and
/// they are larger than usual. A cascade begins with rate 1/21600 s⁻¹ and lasts 90 s in the mean (Shiryaev 1963; the filter is the exact
/// Bayes update of that two-state chain by a marked Poisson process). The formulas are kept in odds Λ = e^L instead of L: the
/// same algebra with one exponential where log-odds need three transcendentals, and finite at L = 40.
/// </para>
/// </summary>
public sealed class ShiryaevDetector(ShiryaevOptions options)
{
    /// <summary>Bound of |L| in nats.</summary>
    public const double MaxLogOdds = 40.0;

    /// <summary>Liquidations during which there is no alarm and the baseline learns at full speed.</summary>
    public const int WarmUpEvents = 10;

    /// <summary>See <see cref="IsQuiet"/>.</summary>
    public const double QuietProbability = .3;

    // ln(.3/.7).
    private const double QuietLogit = -.8472978603872037;
    private const long QuietNs = 60_000_000_000L;
    private const double MaxOdds = 2.3538526683701998e17;
    private const double MinOdds = 4.2483542552915889e-18;
    private const double StartOdds = 1e-4;
    private const double StartRate = 1.0 / 60.0;
    private const double MinRate = 1.0 / 600.0;
    private const double EndPerSecond = 1.0 / 90.0;
    private const double BeginPerSecond = 1.0 / 21600.0;
    private const double SizeWeight = 0.3;
    private const double OwnSide = 0.9;
    private const double OtherSide = 0.1;
    private const double MinWeight = 0.02;
    private const double MinAgeSeconds = 1.0;
    private const double MaxAgeSeconds = 7200.0;
    private const double ShareStep = .002;
    private const double SizeStep = .005;
    private const int Hypotheses = 3;

    private static readonly double[] s_ratios = [4, 10, 30];
    private static readonly double[] s_floors = [.05, .1, .3];

    private readonly double _threshold = options.Threshold;
    private readonly double _slope = options.Slope;
    private readonly double _clearBelow = options.Threshold - options.ClearMargin;
    private readonly long _clearNs = options.ClearNs;
    private readonly double _quietOdds = QuietBound(options);

    /// <summary>
    /// Takes one liquidation of <paramref name="usd"/> dollars at <paramref name="engineNs"/> (not before the last one), then
    /// updates the alarm.
    /// </summary>
    public ShiryaevVerdict Observe(ref ShiryaevState state, bool longSide, double usd, long engineNs)
    {
        double logUsd = Logarithm.Of(usd);
        if (state.Events == 0)
        {
            Begin(ref state, logUsd, engineNs);
        }

        double delta = (engineNs - state.LastNs) * 1e-9;
        Pass(ref state.Odds, state.BaselineRate, delta);
        Witness(ref state, longSide, logUsd);
        LearningRate learning = new(in state, Greatest(in state.Odds, out _), engineNs);
        learning.Apply(ref state, Exponential.OfNonPositive(learning.Exponent), longSide, logUsd, engineNs);
        state.Greatest = Greatest(in state.Odds, out _);
        return Conclude(ref state, engineNs);
    }

    /// <summary>
    /// What the filter says at <paramref name="engineNs"/> although nothing happened: transition and silence are worked out on a
    /// copy and committed nowhere; the alarm is updated.
    /// </summary>
    public ShiryaevVerdict Look(ref ShiryaevState state, long engineNs)
    {
        if (state.Events == 0)
        {
            return new ShiryaevVerdict(LogOdds: 0, Probability: 0, LongSide: true, Warming: true);
        }

        OddsVector odds = state.Odds;
        Pass(ref odds, state.BaselineRate, (engineNs - state.LastNs) * 1e-9);
        ShiryaevVerdict verdict = Verdict(in odds, state.Events);
        UpdateAlarm(ref state, in verdict, engineNs);
        return verdict;
    }

    /// <summary>As <see cref="Look"/>, the same bits, but the alarm is left alone, and the hypotheses are worked out side by side.</summary>
    public ShiryaevVerdict Glance(in ShiryaevState state, long engineNs)
    {
        if (state.Events == 0)
        {
            return new ShiryaevVerdict(LogOdds: 0, Probability: 0, LongSide: true, Warming: true);
        }

        if (engineNs == state.LastNs)
        {
            // No time passed: the transition is the identity and silence is e^0.
            return Verdict(in state.Odds, state.Events);
        }

        double delta = (engineNs - state.LastNs) * 1e-9;
        Vector256<double> rates = ShiryaevLanes.Rates(state.BaselineRate);
        Vector256<double> silence = VectorExponential.OfNonPositive(
            ShiryaevLanes.Silence(rates, state.BaselineRate, delta, -delta * EndPerSecond));
        double u = 1.0 - Exponential.OfNonPositive(-delta * BeginPerSecond);
        OddsVector odds = default;
        ShiryaevLanes.Store(
            ref odds,
            ShiryaevLanes.Pass(ShiryaevLanes.Longs(in state.Odds), silence[3], u, silence),
            ShiryaevLanes.Pass(ShiryaevLanes.Shorts(in state.Odds), silence[3], u, silence));
        return Verdict(in odds, state.Events);
    }

    /// <summary>
    /// As <see cref="Observe"/> for the market and for the instrument of one liquidation, side by side: every step of the one waits for the
    /// step before, so the other costs next to nothing. The same bits as one after the other.
    /// </summary>
    public void ObservePair(ref ShiryaevState market, ref ShiryaevState instrument, bool longSide, double usd, long engineNs)
    {
        double logUsd = Logarithm.Of(usd);
        if (market.Events == 0)
        {
            Begin(ref market, logUsd, engineNs);
        }

        if (instrument.Events == 0)
        {
            Begin(ref instrument, logUsd, engineNs);
        }

        double marketDelta = (engineNs - market.LastNs) * 1e-9;
        double instrumentDelta = (engineNs - instrument.LastNs) * 1e-9;
        double marketSize = SizeWeight * Math.Clamp(logUsd - market.MeanLogUsd, -0.7, 2.0);
        double instrumentSize = SizeWeight * Math.Clamp(logUsd - instrument.MeanLogUsd, -0.7, 2.0);
        Vector256<double> marketRates = ShiryaevLanes.Rates(market.BaselineRate);
        Vector256<double> instrumentRates = ShiryaevLanes.Rates(instrument.BaselineRate);
        Vector256<double> ends = VectorExponential.OfNonPositive(Vector256.Create(
            -marketDelta * EndPerSecond, -marketDelta * BeginPerSecond, -instrumentDelta * EndPerSecond, -instrumentDelta * BeginPerSecond));
        Vector256<double> marketSilence = VectorExponential.OfNonPositive(
            ShiryaevLanes.Silence(marketRates, market.BaselineRate, marketDelta, -Math.Abs(marketSize)));
        Vector256<double> instrumentSilence = VectorExponential.OfNonPositive(
            ShiryaevLanes.Silence(instrumentRates, instrument.BaselineRate, instrumentDelta, -Math.Abs(instrumentSize)));
        Witness(ref market, longSide, marketSize, ends[0], 1.0 - ends[1], marketRates, marketSilence, out double marketOdds);
        Witness(ref instrument, longSide, instrumentSize, ends[2], 1.0 - ends[3], instrumentRates, instrumentSilence, out double instrumentOdds);
        LearnPair(ref market, ref instrument, longSide, logUsd, engineNs, marketOdds, instrumentOdds);
        market.Greatest = market.Events == WarmUpEvents ? StartOdds : marketOdds;
        instrument.Greatest = instrument.Events == WarmUpEvents ? StartOdds : instrumentOdds;
    }

    /// <summary>The verdict after the liquidation just taken by <see cref="ObservePair"/>; updates the alarm.</summary>
    public ShiryaevVerdict Conclude(ref ShiryaevState state, long engineNs)
    {
        ShiryaevVerdict verdict = Verdict(in state.Odds, state.Events);
        UpdateAlarm(ref state, in verdict, engineNs);
        return verdict;
    }

    /// <summary>
    /// Whether at <paramref name="engineNs"/> the verdict is certain, without working it out, to find log-odds below 0 and a probability below
    /// <see cref="QuietProbability"/>, with no alarm on or raised. A few compares where the verdict costs transcendentals. Never wrong; may say no
    /// where the answer is yes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsQuiet(in ShiryaevState state, long engineNs) =>
        state.Greatest < _quietOdds && !state.Alarm && engineNs - state.LastNs <= QuietNs;

    // Within QuietNs of the last liquidation the transition adds at most u = 1 − e^(−60/21600) < .0028 to odds below 1 and divides by at least
    // 1 − u; silence only lowers them. The rest is room for rounding.
    private static double QuietBound(ShiryaevOptions options)
    {
        double logOdds = Math.Min(0.0, options.Threshold + (QuietLogit / options.Slope));
        return (.95 * .997 * Exponential.Of(Math.Max(logOdds, -MaxLogOdds))) - .003;
    }

    private static void Begin(ref ShiryaevState state, double logUsd, long engineNs)
    {
        state.BaselineRate = StartRate;
        state.LongShare = .5;
        state.MeanLogUsd = logUsd;
        state.FirstNs = engineNs;
        state.LastNs = engineNs;
        Fill(ref state.Odds, StartOdds);
    }

    private static void Fill(ref OddsVector odds, double value)
    {
        for (int i = 0; i < OddsVector.Count; i++)
        {
            odds[i] = value;
        }
    }

    // Steps 1 and 2. Transition: Λ ← (Λ·d + u)/(Λ·(1 − d) + 1 − u), d = e^(−Δ/90), u = 1 − e^(−Δ/21600).
    // Silence: Λ ← Λ·e^(−(r_k − μ)·Δ). In this order: the other way round gave ten times the false alarms.
    private static void Pass(ref OddsVector odds, double mu, double delta)
    {
        double d = Exponential.OfNonPositive(-delta * EndPerSecond);
        double u = 1.0 - Exponential.OfNonPositive(-delta * BeginPerSecond);
        for (int k = 0; k < Hypotheses; k++)
        {
            double silence = Exponential.OfNonPositive(-(Rate(k, mu) - mu) * delta);
            odds[k] = Clamp(Transition(odds[k], d, u) * silence);
            odds[k + Hypotheses] = Clamp(Transition(odds[k + Hypotheses], d, u) * silence);
        }
    }

    // Step 3: Λ ← Λ · r_k/μ · e^(0.3·clip(ln v − m, −0.7, 2)) · q/p.
    private static void Witness(ref ShiryaevState state, bool longSide, double logUsd)
    {
        double size = Exponential.Of(SizeWeight * Math.Clamp(logUsd - state.MeanLogUsd, -0.7, 2.0));
        double p = Math.Clamp(longSide ? state.LongShare : 1.0 - state.LongShare, 0.2, 0.8);
        double own = size * OwnSide / p;
        double other = size * OtherSide / p;
        double longs = longSide ? own : other;
        double shorts = longSide ? other : own;
        for (int k = 0; k < Hypotheses; k++)
        {
            double ratio = Rate(k, state.BaselineRate) / state.BaselineRate;
            state.Odds[k] = Clamp(state.Odds[k] * ratio * longs);
            state.Odds[k + Hypotheses] = Clamp(state.Odds[k + Hypotheses] * ratio * shorts);
        }
    }

    // Step 4: the slow state, weighted by how sure the filter is that this is no cascade. Decay and feed share the weight, so
    // neither a cascade nor a long alarm can run the baseline away.
    private readonly struct LearningRate
    {
        private readonly double _calm;
        private readonly double _step;

        /// <summary>Works out how much is learnt at <paramref name="odds"/>, the greatest of the six.</summary>
        public LearningRate(in ShiryaevState state, double odds, long engineNs)
        {
            _calm = 1.0 / (1.0 + odds);
            double weight = state.Events < WarmUpEvents ? 1.0 : Math.Max(_calm, MinWeight);
            double age = Math.Clamp((engineNs - state.FirstNs) * 1e-9, MinAgeSeconds, MaxAgeSeconds);
            double delta = (engineNs - state.LastNs) * 1e-9;
            Exponent = -weight * delta / age;
            _step = weight / age;
        }

        /// <summary>The baseline decays by e to this.</summary>
        public double Exponent { get; }

        /// <summary>Learns, and counts the liquidation.</summary>
        public void Apply(ref ShiryaevState state, double decay, bool longSide, double logUsd, long engineNs)
        {
            state.BaselineRate = Math.Max(MinRate, (state.BaselineRate * decay) + _step);
            state.LongShare += ShareStep * _calm * ((longSide ? 1.0 : 0.0) - state.LongShare);
            state.MeanLogUsd += SizeStep * _calm * (logUsd - state.MeanLogUsd);
            state.LastNs = engineNs;
            state.Events++;
            if (state.Events == WarmUpEvents)
            {
                Fill(ref state.Odds, StartOdds);
            }
        }
    }

    // Steps 1 to 3 with the exponentials at hand; the fourth lane of silence has e^−|size|.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Witness(
        ref ShiryaevState state, bool longSide, double size, double d, double u, Vector256<double> rates, Vector256<double> silence, out double greatest)
    {
        double weight = size <= 0.0 ? silence[3] : 1.0 / silence[3];
        double p = Math.Clamp(longSide ? state.LongShare : 1.0 - state.LongShare, 0.2, 0.8);
        double own = weight * OwnSide / p;
        double other = weight * OtherSide / p;
        Vector256<double> ratio = rates / Vector256.Create(state.BaselineRate);
        Vector256<double> longs = ShiryaevLanes.Pass(ShiryaevLanes.Longs(in state.Odds), d, u, silence);
        Vector256<double> shorts = ShiryaevLanes.Pass(ShiryaevLanes.Shorts(in state.Odds), d, u, silence);
        longs = ShiryaevLanes.Witness(longs, ratio, longSide ? own : other);
        shorts = ShiryaevLanes.Witness(shorts, ratio, longSide ? other : own);
        ShiryaevLanes.Store(ref state.Odds, longs, shorts);
        greatest = Greatest(in state.Odds, out _);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LearnPair(
        ref ShiryaevState market, ref ShiryaevState instrument, bool longSide, double logUsd, long engineNs, double marketOdds, double instrumentOdds)
    {
        LearningRate ofMarket = new(in market, marketOdds, engineNs);
        LearningRate ofInstrument = new(in instrument, instrumentOdds, engineNs);
        Vector128<double> decays = VectorExponential.OfNonPositive(Vector128.Create(ofMarket.Exponent, ofInstrument.Exponent));
        ofMarket.Apply(ref market, decays[0], longSide, logUsd, engineNs);
        ofInstrument.Apply(ref instrument, decays[1], longSide, logUsd, engineNs);
    }

    private void UpdateAlarm(ref ShiryaevState state, in ShiryaevVerdict verdict, long engineNs)
    {
        if (!state.Alarm)
        {
            state.Alarm = !verdict.Warming && verdict.LogOdds >= _threshold;
            state.ClearingSinceNs = 0;
        }
        else if (verdict.LogOdds >= _clearBelow)
        {
            state.ClearingSinceNs = 0;
        }
        else if (state.ClearingSinceNs == 0)
        {
            state.ClearingSinceNs = engineNs;
        }
        else if (engineNs - state.ClearingSinceNs >= _clearNs)
        {
            state.Alarm = false;
            state.ClearingSinceNs = 0;
        }
    }

    private ShiryaevVerdict Verdict(in OddsVector odds, long events)
    {
        double greatest = Greatest(in odds, out bool longSide);
        double logOdds = Logarithm.Of(greatest);
        double z = _slope * (logOdds - _threshold);
        double e = Exponential.OfNonPositive(-Math.Abs(z));
        return new ShiryaevVerdict(logOdds, z >= 0 ? 1.0 / (1.0 + e) : e / (1.0 + e), longSide, events < WarmUpEvents);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Greatest(in OddsVector odds, out bool longSide)
    {
        double longs = Math.Max(Math.Max(odds[0], odds[1]), odds[2]);
        double shorts = Math.Max(Math.Max(odds[3], odds[4]), odds[5]);
        longSide = longs >= shorts;
        return Math.Max(longs, shorts);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Rate(int k, double mu) => Math.Max(s_ratios[k] * mu, s_floors[k]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Transition(double odds, double d, double u) => ((odds * d) + u) / ((odds * (1.0 - d)) + 1.0 - u);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Clamp(double odds) => Math.Clamp(odds, MinOdds, MaxOdds);
}
