using System.Text;
using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>A generated stream of liquidations, in order of time, and the truth about it.</summary>
public sealed class GeneratedScenario
{
    internal GeneratedScenario(ScenarioOptions options, IReadOnlyList<ScenarioRow> rows, IReadOnlyList<ScenarioLabel> labels)
    {
        Options = options;
        Rows = rows;
        Labels = labels;
    }

    /// <summary>What was asked for.</summary>
    public ScenarioOptions Options { get; }

    /// <summary>The liquidations.</summary>
    public IReadOnlyList<ScenarioRow> Rows { get; }

    /// <summary>The episodes in them.</summary>
    public IReadOnlyList<ScenarioLabel> Labels { get; }

    /// <summary>The same table that loading the written file gives, when its venues are allowed there.</summary>
    public LiquidationTable ToTable()
    {
        var options = new ImportOptions { AllowedVenues = Options.Venues.Where(venue => Venue.IndexOf(venue) == Venue.None).ToHashSet() };
        var builder = new TableBuilder(options);
        foreach (ScenarioRow row in Rows)
        {
            byte venue = builder.Venues.Find(Encoding.UTF8.GetBytes(row.Venue), out _);
            SymbolFacts symbol = builder.Symbol(venue, Encoding.UTF8.GetBytes(row.Symbol));
            builder.TryIndex(symbol);
            builder.Append(new EventRecord
            {
                Kind = RecordKind.Liquidation,
                ExchangeNs = row.TimeUs * 1000,
                ReceiveNs = row.TimeUs * 1000,
                AmountMicroUsd = (long)(row.NotionalUsd * 1_000_000m),
                Value = (double)(row.Price / symbol.Name.Multiplier),
                Id = row.Id,
                Instrument = symbol.Instrument,
                Venue = venue,
                Side = row.Side,
            });
        }

        return new LiquidationTable(builder, new ImportCounts());
    }
}
