using UltraCascade.Engine.Detection;
using UltraCascade.Evaluation.Detectors;
using UltraCascade.Evaluation.Scoring;
using UltraCascade.Evaluation.Traces;

namespace UltraCascade.Evaluation.Calibration;

/// <summary>
/// Chooses h: counts the false alarms of each threshold of a grid in calm time, fits ln ARL = c0 + c1·h, and takes the threshold at which the line
/// promises so few that the rate wanted is kept with the confidence asked for. Nothing else is tuned, and hits are not looked at.
/// </summary>
public sealed class Calibrator
{
    /// <summary>Above this rate alarms run into each other, and the line bends: such thresholds do not enter the fit.</summary>
    private const double MostPerDay = 24;

    private const double GridFrom = 3;
    private const double GridTo = 24;
    private const double GridStep = .25;

    private readonly CalibrationOptions _options;
    private readonly DetectorFamily _family;
    private readonly double[] _grid;
    private readonly List<(Truth Truth, ValueTrace Trace)> _streams = [];

    /// <summary>Prepares a calibration.</summary>
    public Calibrator(CalibrationOptions options)
    {
        _options = options;
        _grid = [.. Enumerable.Range(0, (int)((GridTo - GridFrom) / GridStep) + 1).Select(i => GridFrom + (i * GridStep))];
        _family = DetectorFamily.Shiryaev(options.Detector with { Threshold = GridFrom });
    }

    /// <summary>Adds a stream.</summary>
    public void Add(EvaluationStream stream, Watch watch)
    {
        Truth truth = stream.Before(_options.BeforeNs);
        if (truth.CalmNs > 0)
        {
            _streams.Add((truth, MarketTraces.RecordShiryaev(stream.Table, _options.Detector, _family.RuleAt(GridFrom).ClearBelow, watch)));
        }
    }

    /// <summary>The threshold for what was added; null when there was no calm time at all.</summary>
    public CalibrationResult? ToResult()
    {
        double calmDays = _streams.Sum(stream => stream.Truth.CalmNs) / 86_400e9;
        if (calmDays <= 0)
        {
            return null;
        }

        (double Threshold, int FalseAlarms)[] counts = [.. _grid.Select(h => (Threshold: h, FalseAlarms: FalseAlarms(h)))];
        ArlFit? fit = ArlFit.Of([.. counts.Where(c => c.FalseAlarms <= MostPerDay * calmDays)], calmDays);
        double allowed = Allowed(_options.FalseAlarmsPerDay * calmDays, _options.Caution);
        double threshold = fit is { } line
            ? Math.Clamp(line.ThresholdFor(calmDays / allowed), GridFrom, ShiryaevDetector.MaxLogOdds - 1)
            : counts.Where(c => c.FalseAlarms <= allowed).Select(c => c.Threshold).FirstOrDefault(GridTo);
        threshold = Math.Round(threshold, 2);
        return new CalibrationResult
        {
            Threshold = threshold,
            Slope = _options.Detector.Slope,
            FalseAlarmsPerDay = _options.FalseAlarmsPerDay,
            MeasuredPerDay = FalseAlarms(threshold) / calmDays,
            CalmDays = calmDays,
            Fit = fit,
            Counts = counts,
        };
    }

    /// <summary>
    /// The count n that may be seen where <paramref name="wanted"/> is the most that is true: n + z·√n = wanted, the normal bound of a Poisson count.
    /// The fewer days there are, the further below the wanted rate it lies.
    /// </summary>
    internal static double Allowed(double wanted, double z)
    {
        double root = (Math.Sqrt((z * z) + (4 * wanted)) - z) / 2;
        return root * root;
    }

    private int FalseAlarms(double h) => _streams.Sum(stream => Scorer.Score(stream.Truth, stream.Trace.Apply(_family.RuleAt(h))).FalseAlarms);
}
