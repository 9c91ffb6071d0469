using UltraCascade.Evaluation.Labels;
using UltraCascade.Evaluation.Scoring;

namespace UltraCascade.Tests.Evaluation;

internal sealed class ScorerTests
{
    private const long Second = 1_000_000_000L;
    private const long Start = 1_000_000 * Second;
    private const long DaySeconds = 86_400;

    [Test]
    public void ShouldAgreeWithTheNaiveScoringOnRandomLabelsAndAlarms([Range(1, 60)] int seed)
    {
        Random random = new(seed);
        List<CascadeLabel> labels = RandomLabels(random);
        List<AlarmInterval> alarms = RandomAlarms(random);
        long from = Start + (random.Next(0, 2) * random.Next(0, 20_000) * Second);
        long to = Start + (40_000 * Second);

        StreamScore score = Scorer.Score(new Truth(labels, new TimeSpanNs(from, to)), alarms);
        var naive = NaiveScore.Of(labels, from, to, alarms);

        Assert.That(
            (score.Labels, score.Hits, score.FalseEpisodes, score.CalmAlarmNs / Second, score.CalmNs / Second),
            Is.EqualTo((naive.Labels, naive.Hits, naive.FalseEpisodes, naive.CalmAlarmSeconds, naive.CalmSeconds)));
        Assert.That(score.DelaysSeconds, Is.EqualTo(naive.Delays).AsCollection);
    }

    [TestCase(-31, 0, 0)]
    [TestCase(-30, 1, 0)]
    [TestCase(0, 1, 0)]
    [TestCase(12, 1, 12)]
    [TestCase(160, 1, 160)]
    [TestCase(161, 0, 0)]
    public void ShouldTakeAnAlarmForAHitFromThirtySecondsBeforeTheOnsetToAMinuteAfterTheEnd(int atSeconds, int hits, double delaySeconds)
    {
        StreamScore score = Score([Label(1000, 1100)], [Alarm(1000 + atSeconds, 1400)]);
        Assert.That(score.Hits, Is.EqualTo(hits));
        Assert.That(score.DelaysSeconds, Is.EqualTo(hits == 1 ? new[] { delaySeconds } : []).AsCollection);
    }

    [Test]
    public void ShouldTakeAnAlarmThatIsStillOpenAtTheNextOnsetForAHitWithoutDelay()
    {
        StreamScore score = Score([Label(1000, 1100), Label(2000, 2100)], [Alarm(1005, 2050)]);
        Assert.That((score.Hits, score.HitsGoneOn), Is.EqualTo((2, 1)));
        Assert.That(score.DelaysSeconds, Is.EqualTo(new[] { 5.0, 0.0 }).AsCollection);
        Assert.That(score.RaisedDelaysSeconds, Is.EqualTo(new[] { 5.0 }).AsCollection);
    }

    [TestCase(1520 + 30 + 599, 2)]
    [TestCase(1520 + 30 + 600, 1)]
    public void ShouldNotCarryAnAlarmOverThatWasOnForTenCalmMinutes(int nextOnset, int hits) =>
        Assert.That(Score([Label(1000, 1100), Label(nextOnset, nextOnset + 10)], [Alarm(1005, 3000)]).Hits, Is.EqualTo(hits));

    [Test]
    public void ShouldNotRewardAConstantAlarmBecauseAStreamBeginsWithALabel()
    {
        List<CascadeLabel> labels = [.. Enumerable.Range(0, 20).Select(i => Label(i * 4000, (i * 4000) + 120))];
        Assert.That(Score(labels, [Alarm(0, DaySeconds)]).Hits, Is.EqualTo(1));
    }

    [Test]
    public void ShouldNotTakeAnAlarmThatBeganInCalmTimeForAHitHoweverLongItLasts()
    {
        StreamScore score = Score([Label(5000, 5100)], [Alarm(1000, 6000)]);
        Assert.That((score.Hits, score.FalseEpisodes), Is.EqualTo((0, 0)), "It touches a label, so it is no false episode; the calm time in alarm is counted.");
        Assert.That(score.FalseAlarms, Is.EqualTo(((5000 - 30 - 1000) + (6000 - 5520)) / 600));
    }

    [Test]
    public void ShouldCountIgnoredLabelsNeitherWay()
    {
        StreamScore score = Score([new CascadeLabel(At(1000), At(1100), LabelKind.Ignore)], [Alarm(1010, 1200)]);
        Assert.That((score.Labels, score.Hits, score.FalseAlarms), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public void ShouldCountAnEpisodeOnceThoughItsAlarmWasRaisedTwice()
    {
        Assert.That(Score([], [Alarm(1000, 1060), Alarm(1360, 1420)]).FalseEpisodes, Is.EqualTo(1));
        Assert.That(Score([], [Alarm(1000, 1060), Alarm(1361, 1421)]).FalseEpisodes, Is.EqualTo(2));
    }

    [Test]
    public void ShouldAddAFalseAlarmForEachTenMinutesOfCalmTimeInAlarm()
    {
        Assert.That(Score([], [Alarm(1000, 1599)]).FalseAlarms, Is.EqualTo(1));
        Assert.That(Score([], [Alarm(1000, 2200)]).FalseAlarms, Is.EqualTo(3));
    }

    [Test]
    public void ShouldMakeAConstantAlarmAndAConstantSilenceLookBad()
    {
        List<CascadeLabel> labels = [.. Enumerable.Range(1, 20).Select(i => Label(i * 4000, (i * 4000) + 120))];
        Score always = Total(Score(labels, [Alarm(0, DaySeconds)]));
        Score never = Total(Score(labels, []));
        Assert.That((always.Recall, always.Precision), Is.EqualTo((0.0, 0.0)));
        Assert.That(always.FalseAlarmsPerDay, Is.GreaterThan(100));
        Assert.That((never.Recall, never.Precision, never.FalseAlarmsPerDay), Is.EqualTo((0.0, 0.0, 0.0)));
        Assert.That(never.DelayMedianSeconds, Is.NaN);
    }

    [Test]
    public void ShouldScoreAPerfectDetectorAsPerfect()
    {
        List<CascadeLabel> labels = [.. Enumerable.Range(1, 20).Select(i => Label(i * 4000, (i * 4000) + 120))];
        Score score = Total(Score(labels, [.. labels.Select(l => new AlarmInterval(l.OnsetNs, l.EndNs + (60 * Second)))]));
        Assert.That((score.Recall, score.Precision, score.FalseAlarms, score.DelayP90Seconds), Is.EqualTo((1.0, 1.0, 0, 0.0)));
    }

    [Test]
    public void ShouldNeverLoseAHitByAnAdditionalAlarmInALabel([Range(1, 20)] int seed)
    {
        Random random = new(seed);
        List<CascadeLabel> labels = RandomLabels(random);
        List<AlarmInterval> alarms = RandomAlarms(random);
        int before = Score(labels, alarms).Hits;
        CascadeLabel label = labels[random.Next(labels.Count)];
        if (alarms.Any(a => a.RaisedNs <= label.EndNs + (400 * Second) && a.ClearedNs >= label.OnsetNs - (400 * Second)))
        {
            Assert.Pass("An alarm is there already.");
        }

        List<AlarmInterval> more = [.. alarms.Append(new AlarmInterval(label.OnsetNs, label.OnsetNs + (70 * Second))).OrderBy(a => a.RaisedNs)];
        Assert.That(Score(labels, more).Hits, Is.GreaterThanOrEqualTo(before));
    }

    [Test]
    public void ShouldScoreOnlyWhatBeginsInTheWindow()
    {
        Truth truth = new([Label(1000, 1100), Label(50_000, 50_100)], new TimeSpanNs(At(40_000), At(DaySeconds)));
        StreamScore score = Scorer.Score(truth, [Alarm(1000, 1200), Alarm(10_000, 10_100), Alarm(50_003, 50_200)]);
        Assert.That((score.Labels, score.Hits, score.FalseAlarms, score.Episodes), Is.EqualTo((1, 1, 0, 1)));
        Assert.That(score.DelaysSeconds, Is.EqualTo(new[] { 3.0 }).AsCollection);
    }

    [Test]
    public void ShouldPoolDelaysAndAddCountsOverStreams()
    {
        StreamScore one = Score([Label(1000, 1100)], [Alarm(1001, 1300)]);
        StreamScore two = Score([Label(1000, 1100), Label(9000, 9100)], [Alarm(1003, 1300), Alarm(20_000, 20_100)]);
        Score score = UltraCascade.Evaluation.Scoring.Score.Of([one, two]);
        Assert.That((score.Labels, score.Hits, score.FalseAlarms), Is.EqualTo((3, 2, 1)));
        Assert.That(score.DelayMedianSeconds, Is.EqualTo(2.0).Within(1e-12));
        Assert.That(score.DelayP90Seconds, Is.EqualTo(2.8).Within(1e-12));
        Assert.That(score.Days, Is.EqualTo(2.0).Within(1e-12));
        Assert.That(score.Precision, Is.EqualTo(2.0 / 3).Within(1e-12));
    }

    private static Score Total(StreamScore score) => UltraCascade.Evaluation.Scoring.Score.Of([score]);

    private static StreamScore Score(IReadOnlyList<CascadeLabel> labels, IReadOnlyList<AlarmInterval> alarms) =>
        Scorer.Score(new Truth(labels, new TimeSpanNs(Start, At(DaySeconds))), alarms);

    private static long At(long second) => Start + (second * Second);

    private static CascadeLabel Label(long onset, long end) => new(At(onset), At(end), LabelKind.Cascade);

    private static AlarmInterval Alarm(long raised, long cleared) => new(At(raised), At(cleared));

    private static List<CascadeLabel> RandomLabels(Random random)
    {
        List<CascadeLabel> labels = [];
        for (int i = random.Next(1, 25); i > 0; i--)
        {
            long onset = random.Next(0, 40_000);
            labels.Add(new CascadeLabel(At(onset), At(onset + random.Next(0, 600)), random.Next(3) == 0 ? LabelKind.Ignore : LabelKind.Cascade));
        }

        return [.. labels.OrderBy(l => l.OnsetNs)];
    }

    private static List<AlarmInterval> RandomAlarms(Random random)
    {
        List<AlarmInterval> alarms = [];
        for (long at = random.Next(0, 3000); at < 40_000; at += random.Next(1, 4000))
        {
            long end = at + random.Next(1, 1500);
            alarms.Add(Alarm(at, end));
            at = end;
        }

        return alarms;
    }
}
