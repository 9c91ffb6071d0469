using System.Text;
using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>A generated stream of liquidations, in order of receive time, and the truth about it.</summary>
public sealed class GeneratedScenario
{
    internal GeneratedScenario(ScenarioOptions options, IReadOnlyList<ScenarioRow> rows)
    {
        Options = options;
        Rows = rows;
        HappenedRows = rows;
    }

    /// <summary>What was asked for, with the instruments filled in.</summary>
    public ScenarioOptions Options { get; }

    /// <summary>What was done to it; null = nothing.</summary>
    public PerturbationOptions? Perturbation { get; internal init; }

    /// <summary>The liquidations as they are received.</summary>
    public IReadOnlyList<ScenarioRow> Rows { get; internal init; }

    /// <summary>The episodes as they happened, in order of onset, whatever became of them on the way to the receiver.</summary>
    public IReadOnlyList<ScenarioLabel> Labels { get; internal init; } = [];

    /// <summary>What the coincidence between venues comes to, where the scenario is about that.</summary>
    public IReadOnlyList<CoincidenceTruth> Coincidence { get; internal init; } = [];

    /// <summary>Begin of the calm before, in µs since 1970 UTC.</summary>
    public long BeginUs { get; internal init; }

    /// <summary>Begin of the main part.</summary>
    public long OnsetUs { get; internal init; }

    /// <summary>End of the main part.</summary>
    public long EndUs { get; internal init; }

    /// <summary>The rows before a perturbation of the measurement.</summary>
    internal IReadOnlyList<ScenarioRow> HappenedRows { get; init; }

    /// <summary>The same table that loading the written files gives, when its venues are allowed there.</summary>
    /// <param name="market">Market data of <see cref="ScenarioMarket.Generate"/> to merge in, as a second file.</param>
    public LiquidationTable ToTable(IReadOnlyList<MarketRow>? market = null)
    {
        var options = new ImportOptions { AllowedVenues = Options.Venues.Where(venue => Venue.IndexOf(venue) == Venue.None).ToHashSet() };
        var builder = new TableBuilder(options);
        foreach (ScenarioRow row in Rows)
        {
            SymbolFacts symbol = Index(builder, row.Venue, row.Symbol);
            builder.Append(new EventRecord
            {
                Kind = RecordKind.Liquidation,
                ExchangeNs = row.TimeUs * 1000,
                ReceiveNs = row.ReceiveUs * 1000,
                AmountMicroUsd = (long)(row.NotionalUsd * 1_000_000m),
                Value = (double)(row.Price / symbol.Name.Multiplier),
                Id = row.Id,
                Instrument = symbol.Instrument,
                Venue = symbol.Venue,
                Side = row.Side,
            });
        }

        foreach (MarketRow row in market ?? [])
        {
            SymbolFacts symbol = Index(builder, row.Venue, row.Symbol);
            builder.Append(row.ToRecord(symbol));
        }

        return new LiquidationTable(builder, new ImportCounts());
    }

    private static SymbolFacts Index(TableBuilder builder, string venueCode, string native)
    {
        byte venue = builder.Venues.Find(Encoding.UTF8.GetBytes(venueCode), out _);
        SymbolFacts symbol = builder.Symbol(venue, Encoding.UTF8.GetBytes(native));
        builder.TryIndex(symbol);
        return symbol;
    }
}
