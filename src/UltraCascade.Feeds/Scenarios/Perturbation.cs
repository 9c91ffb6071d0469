using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// The same market seen worse, or with another background: pure, and the same result for the same input on every machine. The order is
/// background, clock skew, lateness, outage, re-sending. Labels tell what happened, so only the background factor changes their counts.
/// </summary>
public static class Perturbation
{
    /// <summary>
    /// A generated scenario, perturbed. The background factor is applied where it is generated: its families are thinned, or more of them
    /// drawn, and every row of an episode stays as it is, id included (on a throttled venue: before the throttle).
    /// </summary>
    /// <exception cref="ArgumentException">A value is out of its range, the venue is none of the scenario's, or it is perturbed already.</exception>
    public static GeneratedScenario Apply(GeneratedScenario scenario, PerturbationOptions options)
    {
        options.Check();
        if (scenario.Perturbation is not null)
        {
            throw new ArgumentException("The scenario is perturbed already.", nameof(scenario));
        }

        GeneratedScenario market = options.BackgroundFactor == 1 ? scenario : ScenarioGenerator.Generate(scenario.Options, options.BackgroundFactor);
        return new GeneratedScenario(market.Options, market.Rows)
        {
            Rows = options.PerturbsReceipt ? Receive(market, options) : market.Rows,
            Perturbation = options,
            BeginUs = market.BeginUs,
            OnsetUs = market.OnsetUs,
            EndUs = market.EndUs,
            Labels = market.Labels,
            Coincidence = market.Coincidence,
        };
    }

    /// <summary>
    /// Recorded data, perturbed. What the background factor does with liquidations of which only the labels are known says
    /// <paramref name="labelled"/>: those outside are thinned at random, or turned in time and laid over themselves. Liquidations without
    /// an id get one when some are sent again: a venue that gives none cannot be perturbed in this way. Market data is late,
    /// skewed and lost like the rest of its venue, and never sent again.
    /// </summary>
    /// <param name="table">The data; it is not changed.</param>
    /// <param name="labelled">Stretches of event time, ends included, that are not background: those of all labels, in ns since 1970 UTC.</param>
    /// <param name="options">What to do.</param>
    /// <exception cref="ArgumentException">A value is out of its range, or the venue is none of the table's.</exception>
    public static LiquidationTable Apply(LiquidationTable table, IReadOnlyList<(long FromNs, long ToNs)> labelled, PerturbationOptions options)
    {
        options.Check();
        if (options.BackgroundFactor != 1)
        {
            table = new LiquidationTable(table, TableBackground.Scale(table.Records, labelled, options.BackgroundFactor, options.Seed));
        }

        return options.PerturbsReceipt ? new LiquidationTable(table, Receive(table, options)) : table;
    }

    private static List<ScenarioRow> Receive(GeneratedScenario scenario, PerturbationOptions options)
    {
        IReadOnlyList<ScenarioRow> rows = scenario.Rows;
        IReadOnlyList<string> venues = scenario.Options.Venues;
        Dictionary<string, int> indices = Enumerable.Range(0, venues.Count).ToDictionary(venue => venues[venue]);
        Arrival[] arrivals = [.. rows.Select((row, i) => new Arrival(i, indices[row.Venue], CanRepeat: true, row.TimeUs, row.ReceiveUs))];
        return ReceiptPerturbation.Apply(arrivals, venues, options, scenario.BeginUs)
            .ConvertAll(arrival => rows[arrival.Source] with { TimeUs = arrival.ExchangeUs, ReceiveUs = arrival.ReceiveUs });
    }

    private static EventRecord[] Receive(LiquidationTable table, PerturbationOptions options)
    {
        ReadOnlySpan<EventRecord> records = table.Records;
        var arrivals = new Arrival[records.Length];
        var present = new bool[table.Venues.Count];
        for (int i = 0; i < records.Length; i++)
        {
            ref readonly EventRecord record = ref records[i];
            present[record.Venue] = true;
            arrivals[i] = new Arrival(i, record.Venue, record.Kind == RecordKind.Liquidation, record.ExchangeNs / 1000, record.ReceiveNs / 1000);
        }

        string[] venues = [.. table.Venues.Select((code, venue) => present[venue] ? code : "")];
        List<Arrival> received = ReceiptPerturbation.Apply(arrivals, venues, options, arrivals.Length > 0 ? arrivals[0].ReceiveUs : 0);
        var perturbed = new EventRecord[received.Count];
        for (int i = 0; i < perturbed.Length; i++)
        {
            Arrival arrival = received[i];
            EventRecord record = records[arrival.Source];
            record.ExchangeNs += (arrival.ExchangeUs - arrivals[arrival.Source].ExchangeUs) * 1000;
            record.ReceiveNs += (arrival.ReceiveUs - arrivals[arrival.Source].ReceiveUs) * 1000;
            if (options.DuplicateShare > 0 && record.Kind == RecordKind.Liquidation && record.Id == 0)
            {
                record.Id = (1UL << 63) | (uint)arrival.Source;
            }

            perturbed[i] = record;
        }

        return perturbed;
    }
}
