using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// Market data around a generated scenario, on its first venue, by a stream of chance of its own: the liquidations are the same with
/// and without it. Every second (every ten in scenarios of more than six hours) a mark price: the price that the liquidations have
/// pushed to, times a deviation that returns to 0 within minutes and swings by .15 % in five of them. Every tenth step open interest
/// (each liquidation closes twice its size; half a day brings it back) and depth (thin, with a wide spread, while liquidations come
/// fast). Funding at the beginning and every eight hours.
/// </summary>
public static class ScenarioMarket
{
    private const double LongSeconds = 6 * 3600;
    private const double StepDeviation = 8.7e-5; // .15 % in 300 s: 50 % a year
    private const double ReturnSeconds = 600;
    private const double OpenInterestUsd = 4e9;
    private const double ClosedPerLiquidated = 2;
    private const double MostClosed = 0.8;
    private const double RecoverySeconds = 43_200;
    private const double FlowSeconds = 10;
    private const double FlowUsd = 2e6;
    private const double DepthUsd = 2e7;
    private const long FundingUs = 8L * 3600 * 1_000_000;
    private const int Stream = 1_000_000;

    /// <summary>The market data, in order of time, from the beginning of the scenario to its end.</summary>
    public static IReadOnlyList<MarketRow> Generate(GeneratedScenario scenario)
    {
        IReadOnlyList<string> assets = scenario.Options.Instruments ?? [];
        long seconds = (scenario.EndUs - scenario.BeginUs) / 1_000_000;
        long stepUs = seconds > LongSeconds ? 10_000_000 : 1_000_000;
        ScenarioRandom random = ScenarioRandom.Fork(scenario.Options.Seed, Stream);
        Dictionary<(string Venue, string Symbol), int> indices = [];
        Coin[] coins = new Coin[assets.Count];
        string venue = scenario.Options.Venues[0];
        for (int i = 0; i < coins.Length; i++)
        {
            coins[i] = new Coin(venue, assets[i], OpenInterestUsd / (i + 1));
            foreach (string code in scenario.Options.Venues)
            {
                indices[(code, InstrumentNames.NativePerpetual(code, assets[i]))] = i;
            }
        }

        var rows = new List<MarketRow>();
        int next = 0;
        for (long step = 0; scenario.BeginUs + (step * stepUs) <= scenario.EndUs; step++)
        {
            long timeUs = scenario.BeginUs + (step * stepUs);
            for (; next < scenario.HappenedRows.Count && scenario.HappenedRows[next].ReceiveUs <= timeUs; next++)
            {
                ScenarioRow row = scenario.HappenedRows[next];
                coins[indices[(row.Venue, row.Symbol)]].Take(row);
            }

            bool funding = step == 0 || timeUs % FundingUs < stepUs;
            foreach (Coin coin in coins)
            {
                coin.Step(stepUs / 1e6, random);
                coin.Write(rows, timeUs, slow: step % 10 == 0, funding);
            }
        }

        return rows;
    }

    /// <summary>The market of one coin.</summary>
    private sealed class Coin(string venue, string asset, double usualOpenInterest)
    {
        private readonly PriceWalk _grid = new(asset);
        private readonly string _symbol = InstrumentNames.NativePerpetual(venue, asset);
        private double _pushedTo = PriceWalk.StartPrice(asset);
        private double _deviation;
        private double _closed;
        private double _flow;

        public void Take(in ScenarioRow row)
        {
            double usd = (double)row.NotionalUsd;
            _pushedTo = (double)row.Price;
            _flow += usd;
            _closed = Math.Min(MostClosed * usualOpenInterest, _closed + (ClosedPerLiquidated * usd));
        }

        public void Step(double seconds, ScenarioRandom random)
        {
            _deviation += (StepDeviation * Math.Sqrt(seconds) * random.NextNormal()) - (_deviation * seconds / ReturnSeconds);
            _flow /= 1 + (seconds / FlowSeconds);
            _closed -= _closed * seconds / RecoverySeconds;
        }

        public void Write(List<MarketRow> rows, long timeUs, bool slow, bool funding)
        {
            Add(RecordKind.Price, _grid.OnPriceGrid(_pushedTo * (1 + _deviation)), 0);
            if (slow)
            {
                double share = _flow / (_flow + FlowUsd);
                Add(RecordKind.OpenInterest, (long)(usualOpenInterest - _closed), 0);
                Add(RecordKind.Depth, (long)(DepthUsd * (1 - share)), Tenths((1 + (30 * share)) * 10));
            }

            if (funding)
            {
                Add(RecordKind.Funding, new decimal((int)(1000 + (_deviation * 100_000)), 0, 0, isNegative: false, 7), 0);
            }

            void Add(RecordKind kind, decimal value, decimal value2) => rows.Add(new MarketRow(timeUs, venue, _symbol, kind, value, value2));
        }

        private static decimal Tenths(double tenths) => new((int)(tenths + 0.5), 0, 0, isNegative: false, 1);
    }
}
