using UltraCascade.Engine.Detection;
using UltraCascade.Evaluation.Scoring;
using UltraCascade.Evaluation.Traces;

namespace UltraCascade.Tests.Evaluation;

internal sealed class ValueTraceTests
{
    private const long Tenth = 100_000_000L;
    private const long Start = 1_700_000_000_000_000_000L;

    [Test]
    public void ShouldGiveTheSameAlarmsAsTheRuleRunOnEveryLook([Range(1, 20)] int seed)
    {
        List<(long Ns, double Value)> looks = Looks(seed);
        ValueTrace trace = new(floor: -1);
        looks.ForEach(look => trace.Add(look.Ns, look.Value));
        foreach (double threshold in (double[])[2, 3, 4.5, 6, 9])
        {
            AlarmRule rule = new(threshold, threshold - 3, AlarmRule.MinuteNs);
            Assert.That(trace.Apply(rule), Is.EqualTo(EveryLook(looks, rule)).AsCollection, $"threshold {threshold}");
        }

        Assert.That(trace.Looks.Count, Is.LessThan(looks.Count), "Calm looks should not be kept.");
    }

    [Test]
    public void ShouldBeTheFixedRateDetectorOfTheEngineAtItsThreshold()
    {
        FixedRateDetector detector = new(new FixedRateOptions());
        FixedRateState state = default;
        ValueTrace trace = new(floor: 1);
        List<AlarmInterval> expected = [];
        long raised = 0;
        foreach ((long ns, double value) in Looks(7))
        {
            int count = (int)Math.Max(0, value);
            trace.Add(ns, count);
            bool before = state.Alarm;
            detector.Update(ref state, count, ns);
            raised = state.Alarm && !before ? ns : raised;
            if (before && !state.Alarm)
            {
                expected.Add(new AlarmInterval(raised, ns));
            }
        }

        Assert.That(expected, Is.Not.Empty);
        Assert.That(trace.Apply(new AlarmRule(7, 4, AlarmRule.MinuteNs)).Take(expected.Count), Is.EqualTo(expected).AsCollection);
    }

    [Test]
    public void ShouldEndAnOpenAlarmWithTheStream()
    {
        ValueTrace trace = new(floor: 0);
        trace.Add(Start, 5);
        trace.Add(Start + Tenth, 5);
        Assert.That(trace.Apply(new AlarmRule(4, 1, AlarmRule.MinuteNs)), Is.EqualTo(new[] { new AlarmInterval(Start, Start + Tenth) }).AsCollection);
    }

    [Test]
    public void ShouldRefuseARuleThatNeedsMoreThanWasKept()
    {
        ValueTrace trace = new(floor: 2);
        Assert.That(() => trace.Apply(new AlarmRule(4, 1, AlarmRule.MinuteNs)), Throws.ArgumentException);
        Assert.That(() => trace.Apply(new AlarmRule(4, double.NaN, AlarmRule.MinuteNs)), Throws.ArgumentException);
    }

    // A slow random walk with jumps, looked at each tenth of a second and at random moments between; long calm stretches in it.
    private static List<(long Ns, double Value)> Looks(int seed)
    {
        Random random = new(seed);
        List<(long Ns, double Value)> looks = [];
        double value = -9;
        long ns = Start;
        for (int i = 0; i < 60_000; i++)
        {
            ns += random.Next(10) == 0 ? random.NextInt64(1, Tenth) : Tenth;
            value += random.Next(400) == 0 ? random.NextDouble() * 12 : -.01 - (.001 * random.NextDouble());
            value = Math.Clamp(value, -12, 15);
            looks.Add((ns, value));
        }

        return looks;
    }

    private static List<AlarmInterval> EveryLook(List<(long Ns, double Value)> looks, AlarmRule rule)
    {
        List<AlarmInterval> alarms = [];
        long? raised = null;
        long? since = null;
        foreach ((long ns, double value) in looks)
        {
            if (raised is null)
            {
                raised = value >= rule.RaiseAt ? ns : null;
                since = null;
                continue;
            }

            since = value >= rule.ClearBelow ? null : since ?? ns;
            if (since is not null && ns - since >= rule.ClearNs)
            {
                alarms.Add(new AlarmInterval(raised.Value, ns));
                raised = null;
            }
        }

        if (raised is not null)
        {
            alarms.Add(new AlarmInterval(raised.Value, looks[^1].Ns));
        }

        return alarms;
    }
}
