using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// Prices of generated liquidations, in order of time: a little noise, and each forced sale pushes down (each forced purchase up) by
/// one basis point per $100,000, at most two. Prices and quantities stand on the grid that venues use.
/// </summary>
internal sealed class PriceWalk(string baseAsset)
{
    private const double MaxImpact = 2e-4;
    private const double ImpactPerUsd = 1e-9;
    private const double Noise = 4e-5;

    private static readonly Dictionary<string, (double Price, byte PriceDecimals, byte QuantityDecimals)> s_assets = new()
    {
        ["BTC"] = (95_000, 1, 3),
        ["ETH"] = (3_400, 2, 3),
        ["SOL"] = (190, 2, 2),
        ["XRP"] = (2.3, 4, 1),
        ["DOGE"] = (0.33, 5, 0),
        ["HYPE"] = (33, 3, 2),
        ["BNB"] = (690, 2, 2),
    };

    private readonly byte _priceDecimals = Grid(baseAsset).PriceDecimals;
    private readonly byte _quantityDecimals = Grid(baseAsset).QuantityDecimals;
    private double _price = Grid(baseAsset).Price;

    /// <summary>Moves the price by one liquidation and gives its price, quantity and exact notional.</summary>
    public (decimal Price, decimal Quantity, decimal NotionalUsd) Next(PositionSide side, double usd, ScenarioRandom random)
    {
        double impact = Math.Min(usd * ImpactPerUsd, MaxImpact);
        double step = ((random.NextDouble() - 0.5) * Noise) + (side == PositionSide.Long ? -impact : impact);
        _price *= 1 + step;
        return Current(usd);
    }

    /// <summary>Price, quantity and exact notional of a liquidation at the price of the moment, which it does not move.</summary>
    public (decimal Price, decimal Quantity, decimal NotionalUsd) Current(double usd)
    {
        decimal price = OnGrid(_price, _priceDecimals);
        decimal quantity = OnGrid(usd / _price, _quantityDecimals);
        return (price, quantity, decimal.Round(price * quantity, 6, MidpointRounding.AwayFromZero));
    }

    /// <summary>A price on the grid of this asset.</summary>
    public decimal OnPriceGrid(double price) => OnGrid(price, _priceDecimals);

    /// <summary>The price before the first liquidation.</summary>
    public static double StartPrice(string baseAsset) => Grid(baseAsset).Price;

    private static (double Price, byte PriceDecimals, byte QuantityDecimals) Grid(string asset) =>
        s_assets.GetValueOrDefault(asset, (Price: 10.0, PriceDecimals: (byte)4, QuantityDecimals: (byte)2));

    /// <summary>The nearest multiple of the grid, at least one step. Never through a conversion from double to decimal.</summary>
    private static decimal OnGrid(double value, byte decimals)
    {
        double scale = 1;
        for (int i = 0; i < decimals; i++)
        {
            scale *= 10;
        }

        long steps = Math.Max(1, (long)((value * scale) + 0.5));
        return new decimal((int)steps, (int)(steps >> 32), 0, isNegative: false, decimals);
    }
}
