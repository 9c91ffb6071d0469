using UltraCascade.Feeds;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Feeds;

/// <summary>Golden names: venues must meet under one name, and what is not a dollar perpetual must stay apart.</summary>
public sealed class InstrumentNamesTests
{
    [TestCase("binance_um", "BTCUSDT", "BTC/USDT:USDT", "BTC", 0)]
    [TestCase("bybit", "BTCUSDT", "BTC/USDT:USDT", "BTC", 0)]
    [TestCase("okx", "BTC-USDT-SWAP", "BTC/USDT:USDT", "BTC", 0)]
    [TestCase("hyperliquid", "BTC", "BTC/USDC:USDC", "BTC", 0)]
    [TestCase("bybit", "BTCPERP", "BTC/USDC:USDC", "BTC", 0)]
    [TestCase("binance_um", "BTCUSDC", "BTC/USDC:USDC", "BTC", 0)]
    [TestCase("binance_um", "BTCFDUSD", "BTC/FDUSD:FDUSD", "BTC", 0)]
    [TestCase("binance_um", "BTCBUSD", "BTC/BUSD:BUSD", "BTC", 0)]
    [TestCase("okx", "ETH-USDC-SWAP", "ETH/USDC:USDC", "ETH", 0)]
    [TestCase("bitmex", "XBTUSDT", "BTC/USDT:USDT", "BTC", 0)]
    [TestCase("binance_um", "1000PEPEUSDT", "PEPE/USDT:USDT", "PEPE", 3)]
    [TestCase("bybit", "SHIB1000USDT", "SHIB/USDT:USDT", "SHIB", 3)]
    [TestCase("bybit", "1000000MOGUSDT", "MOG/USDT:USDT", "MOG", 6)]
    [TestCase("binance_um", "1MBABYDOGEUSDT", "BABYDOGE/USDT:USDT", "BABYDOGE", 6)]
    [TestCase("hyperliquid", "kPEPE", "PEPE/USDC:USDC", "PEPE", 3)]
    [TestCase("binance_um", "1INCHUSDT", "1INCH/USDT:USDT", "1INCH", 0)]
    [TestCase("binance_um", "C98USDT", "C98/USDT:USDT", "C98", 0)]
    [TestCase("binance_um", "币安人生USDT", "币安人生/USDT:USDT", "币安人生", 0)]
    public void ShouldGiveLinearPerpetualsTheirCanonicalName(string venue, string symbol, string canonical, string baseAsset, int exponent)
    {
        InstrumentName name = InstrumentNames.Canonicalise(venue, symbol);
        Assert.That(name, Is.EqualTo(new InstrumentName(canonical, baseAsset, exponent, ContractKind.Linear, 0, DirectoryFlags.None)));
    }

    [TestCase("binance_cm", "BTCUSD_PERP", "BTC/USD:BTC", 100)]
    [TestCase("binance_cm", "ETHUSD_PERP", "ETH/USD:ETH", 10)]
    [TestCase("okx", "BTC-USD-SWAP", "BTC/USD:BTC", 100)]
    [TestCase("okx", "SOL-USD-SWAP", "SOL/USD:SOL", 10)]
    [TestCase("bybit", "BTCUSD", "BTC/USD:BTC", 1)]
    [TestCase("bitmex", "XBTUSD", "BTC/USD:BTC", 1)]
    public void ShouldGiveInversePerpetualsTheirCanonicalNameAndContract(string venue, string symbol, string canonical, int usd)
    {
        InstrumentName name = InstrumentNames.Canonicalise(venue, symbol);
        Assert.That((name.Canonical, name.Kind, name.UsdPerContract, name.Flags), Is.EqualTo((canonical, ContractKind.Inverse, usd, DirectoryFlags.None)));
    }

    [TestCase("binance_um", "BTCUSDT_230331", ContractKind.Linear)]
    [TestCase("binance_cm", "BTCUSD_240628", ContractKind.Inverse)]
    [TestCase("okx", "BTC-USDT-250627", ContractKind.Linear)]
    [TestCase("okx", "BTC-USD-250627", ContractKind.Inverse)]
    [TestCase("bybit", "BTCUSDM24", ContractKind.Inverse)]
    [TestCase("bybit", "BTC-27JUN25", ContractKind.Linear)]
    [TestCase("bitmex", "XBTM24", ContractKind.Inverse)]
    [TestCase("bitmex", "ETHUSD", ContractKind.Other)]
    [TestCase("binance_um", "ETHBTC", ContractKind.Other)]
    [TestCase("hyperliquid", "@107", ContractKind.Linear)]
    [TestCase("hyperliquid", "xyz:NVDA", ContractKind.Linear)]
    [TestCase("okx", "BTC", ContractKind.Other)]
    public void ShouldLeaveOtherContractsInstrumentsOfTheirOwn(string venue, string symbol, ContractKind kind)
    {
        InstrumentName name = InstrumentNames.Canonicalise(venue, symbol);
        Assert.That((name.Canonical, name.Kind, name.Flags), Is.EqualTo(($"{venue}:{symbol}", kind, DirectoryFlags.Unmapped)));
    }

    [Test]
    public void ShouldPreferConfigurationAndTheVenuesOwnEntryMost()
    {
        var map = new Dictionary<string, string> { ["LUNA2USDT"] = "LUNA/USDT:USDT", ["bybit:LUNA2USDT"] = "LUNA/USDT:USDT*1000" };
        Assert.That(InstrumentNames.Canonicalise("binance_um", "LUNA2USDT", map).Canonical, Is.EqualTo("LUNA/USDT:USDT"));
        Assert.That(InstrumentNames.Canonicalise("bybit", "LUNA2USDT", map).Multiplier, Is.EqualTo(1000m));
    }

    [TestCase("LUNA")]
    [TestCase("LUNA/USDT")]
    [TestCase("/USDT:USDT")]
    [TestCase("LUNA/USDT:")]
    [TestCase("LUNA/USDT:USDT*7")]
    [TestCase("LUNA/USDT:USDT*")]
    [TestCase("ABCDEFGHIJKLMNOPQRSTUVWXYZ/USDT:USDT")]
    public void ShouldRefuseMalformedConfiguration(string target)
    {
        Assert.That(InstrumentNames.CheckMapping("X", target), Is.Not.Null);
        var options = new ImportOptions { InstrumentMap = new Dictionary<string, string> { ["X"] = target } };
        Assert.That(() => LiquidationTable.Load([], options, _ => { }), Throws.ArgumentException);
    }

    [Test]
    public void ShouldKeepEveryNameWithinTheDirectorysFields()
    {
        foreach (string venue in (string[])["binance_um", "binance_cm", "bybit", "okx", "hyperliquid", "bitmex", "a_venue_code_of_24_bytes"])
        {
            foreach (string tail in (string[])["", "USDT", "USD", "USD_PERP", "-USDT-SWAP", "-USD-SWAP", "PERP"])
            {
                string symbol = new string('X', InstrumentNames.MaxSymbolBytes - tail.Length) + tail;
                InstrumentName name = InstrumentNames.Canonicalise(venue, symbol);
                Assert.That(FixedText.TryWrite(name.Canonical, new byte[Text64.Bytes]), Is.True, symbol);
                Assert.That(FixedText.TryWrite(name.Base, new byte[Text24.Bytes]), Is.True, symbol);
            }
        }
    }
}
