using UltraCascade.Measurement.Path;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Latency;

/// <summary>The engine is only measured if it takes every record for what it is meant to be.</summary>
internal sealed class EventPatternTests
{
    [Test]
    public void ShouldGiveEveryLiquidationATimeAndAnIdOfItsOwn()
    {
        EventRecord[] liquidations = [.. Records(10_000, ticks: true).Where(r => r.Kind == RecordKind.Liquidation)];
        Assert.That(liquidations.Select(r => r.ReceiveNs).Distinct().Count(), Is.EqualTo(liquidations.Length));
        Assert.That(liquidations.Select(r => r.Id).Distinct().Count(), Is.EqualTo(liquidations.Length));
    }

    [Test]
    public void ShouldUseEveryInstrumentFourVenuesAndBothSides()
    {
        EventRecord[] records = Records(10_000, ticks: false);
        Assert.That(records.Select(r => (int)r.Instrument).Distinct().Order(), Is.EqualTo(Enumerable.Range(1, 100)));
        Assert.That(records.Select(r => r.Venue).Distinct().Count(), Is.EqualTo(4));
        Assert.That(records.Count(r => r.Side == PositionSide.Long), Is.InRange(4_500, 5_500));
        Assert.That(records.Min(r => r.AmountMicroUsd), Is.GreaterThan(0));
    }

    [Test]
    public void ShouldTickAfterEvery32Liquidations()
    {
        EventRecord[] records = Records(33 * 50, ticks: true);
        Assert.That(records.Count(r => r.Kind == RecordKind.Tick), Is.EqualTo(50));
        Assert.That(records.Select(r => r.ReceiveNs), Is.Ordered);
    }

    [Test]
    public void ShouldRepeatItself() =>
        Assert.That(Records(1_000, ticks: true).Select(r => (r.Instrument, r.AmountMicroUsd, r.ExchangeNs)),
            Is.EqualTo(Records(1_000, ticks: true).Select(r => (r.Instrument, r.AmountMicroUsd, r.ExchangeNs))));

    private static EventRecord[] Records(int count, bool ticks)
    {
        EventPattern pattern = new(100, EventPattern.SpacingFor100kHeld, ticks);
        EventRecord[] records = new EventRecord[count];
        for (int i = 0; i < count; i++)
        {
            pattern.Next(ref records[i]);
        }

        return records;
    }
}
