namespace UltraCascade.Feeds;

/// <summary>
/// How busy the background is at a time: a wave over the day between 0.5 and 1.5 with its crest 15 hours after the onset, and in the
/// third quarter of the duration the busy factor on top. The wave is parabolic, 4x(1 − |x|), which is within 6 % of a sine and has
/// the same bits everywhere.
/// </summary>
internal sealed class DailyRhythm(double durationSeconds, double busyFactor)
{
    private const double DaySeconds = 86_400;
    private const double Swing = 0.5;
    private const double CrestSeconds = 15 * 3600;

    /// <summary>Largest value of <see cref="At"/>.</summary>
    public double Most => (1 + Swing) * Math.Max(1, busyFactor);

    /// <summary>Rate at a time, as a multiple of the average without the busy quarter.</summary>
    public double At(double seconds)
    {
        double busy = IsBusy(seconds) ? busyFactor : 1;
        return busy * (1 + (Swing * Wave((seconds - CrestSeconds) / DaySeconds)));
    }

    /// <summary>Whether the time lies in the busy quarter.</summary>
    public bool IsBusy(double seconds) => seconds >= durationSeconds * 0.5 && seconds < durationSeconds * 0.75;

    /// <summary>1 at whole days, −1 half a day later.</summary>
    private static double Wave(double days)
    {
        double turns = days + 0.25;
        double x = (2 * (turns - Math.Floor(turns))) - 1;
        return -4 * x * (1 - Math.Abs(x));
    }
}
