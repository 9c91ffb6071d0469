namespace UltraCascade.Feeds;

/// <summary>From what was painted to rows: prices in order of event time, the throttle, then order of receive time.</summary>
internal static class ScenarioRows
{
    /// <summary>The rows of a canvas, stable-sorted by receive time.</summary>
    public static List<ScenarioRow> Make(ScenarioCanvas canvas)
    {
        List<ScenarioRow> rows = Price(canvas);
        if (canvas.ThrottledVenue >= 0)
        {
            rows = PushThrottle.Apply(rows, canvas.Options.Venues[canvas.ThrottledVenue]);
        }

        return [.. rows.OrderBy(row => row.ReceiveUs)];
    }

    /// <summary>A time on the canvas in µs since 1970.</summary>
    public static long ToUs(ScenarioOptions options, double seconds)
    {
        long startUs = (options.Start.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
        return startUs + (long)(((options.CalmSeconds + seconds) * 1e6) + 0.5);
    }

    private static List<ScenarioRow> Price(ScenarioCanvas canvas)
    {
        ScenarioOptions options = canvas.Options;
        PriceWalk[] walks = [.. canvas.Instruments.Select(instrument => new PriceWalk(instrument))];
        string[][] symbols = [.. options.Venues.Select(venue => canvas.Instruments.Select(asset => InstrumentNames.NativePerpetual(venue, asset)).ToArray())];
        var rows = new List<ScenarioRow>(canvas.Strokes.Count);
        ulong id = 0;
        ulong addedId = (ulong)canvas.Strokes.Count(stroke => stroke.Layer != ScenarioCanvas.StrokeLayer.Added);

        // OrderBy is stable: strokes of the same microsecond stay in the order in which they were painted.
        foreach (ScenarioCanvas.Stroke stroke in canvas.Strokes.OrderBy(stroke => ToUs(options, stroke.Seconds)))
        {
            bool added = stroke.Layer == ScenarioCanvas.StrokeLayer.Added;
            PriceWalk walk = walks[stroke.Instrument];
            (decimal price, decimal quantity, decimal notional) = added ? walk.Current(stroke.Usd) : walk.Next(stroke.Side, stroke.Usd, canvas.Random);
            ulong own = added ? ++addedId : ++id;
            if (stroke.Layer != ScenarioCanvas.StrokeLayer.Thinned)
            {
                long timeUs = ToUs(options, stroke.Seconds);
                long receiveUs = timeUs + (long)((stroke.DelaySeconds * 1e6) + 0.5);
                bool background = stroke.Layer != ScenarioCanvas.StrokeLayer.Episode;
                rows.Add(new ScenarioRow(
                    timeUs, receiveUs, options.Venues[stroke.Venue], symbols[stroke.Venue][stroke.Instrument], stroke.Side, price, quantity, notional, own, background));
            }
        }

        return rows;
    }
}
