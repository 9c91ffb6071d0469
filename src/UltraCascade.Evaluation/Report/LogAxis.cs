using System.Globalization;

namespace UltraCascade.Evaluation.Report;

/// <summary>A logarithmic axis from the value <paramref name="low"/> at <paramref name="from"/> to <paramref name="high"/> at <paramref name="to"/>, in drawing units; smaller values, 0 too, stand at its beginning.</summary>
internal readonly struct LogAxis(double low, double high, double from, double to)
{
    /// <summary>Where a value stands.</summary>
    public double At(double value) =>
        from + ((to - from) * Math.Log(Math.Clamp(value, low, high) / low) / Math.Log(high / low));

    /// <summary>Marks at 1, 2 and 5 times powers of ten, with a label at every power; the first mark stands for everything below too.</summary>
    public IEnumerable<(double At, string Label)> Marks(string firstLabel)
    {
        yield return (from, firstLabel);
        for (double decade = Math.Pow(10, Math.Floor(Math.Log10(low))); decade <= high; decade *= 10)
        {
            foreach (int step in (int[])[1, 2, 5])
            {
                double value = decade * step;
                if (value > low * 1.2 && value <= high * 1.0001)
                {
                    yield return (At(value), step == 1 ? value.ToString("0.###", CultureInfo.InvariantCulture) : "");
                }
            }
        }
    }
}
