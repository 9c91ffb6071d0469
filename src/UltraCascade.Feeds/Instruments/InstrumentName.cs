using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>What a venue's own symbol means.</summary>
/// <param name="Canonical">Name under which venues meet, as <c>BTC/USDT:USDT</c>; <c>venue:SYMBOL</c> when it is in no table. At most 64 bytes.</param>
/// <param name="Base">Base asset, as <c>BTC</c>; at most 24 bytes.</param>
/// <param name="MultiplierExponent">One unit of the symbol is 10 to this power units of <see cref="Base"/> (1000PEPEUSDT: 3).</param>
/// <param name="Kind">How the notional follows from price and amount.</param>
/// <param name="UsdPerContract">Dollars in one contract of an inverse symbol; 0 for the other kinds.</param>
/// <param name="Flags"><see cref="DirectoryFlags.Unmapped"/> when the symbol stands alone.</param>
public readonly record struct InstrumentName(
    string Canonical, string Base, int MultiplierExponent, ContractKind Kind, int UsdPerContract, DirectoryFlags Flags)
{
    /// <summary>Units of <see cref="Base"/> in one unit of the symbol: quantities are multiplied by it, prices divided.</summary>
    public decimal Multiplier
    {
        get
        {
            decimal multiplier = 1;
            for (int i = 0; i < MultiplierExponent; i++)
            {
                multiplier *= 10;
            }

            return multiplier;
        }
    }
}
