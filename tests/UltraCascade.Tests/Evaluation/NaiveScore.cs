using UltraCascade.Evaluation.Labels;
using UltraCascade.Evaluation.Scoring;

namespace UltraCascade.Tests.Evaluation;

/// <summary>The protocol once more, second by second and pair by pair, for whole seconds only. Slow, and as close to its wording as code gets.</summary>
internal static class NaiveScore
{
    private const long Second = 1_000_000_000L;

    public static (int Labels, int Hits, List<double> Delays, int FalseEpisodes, long CalmAlarmSeconds, long CalmSeconds) Of(
        IReadOnlyList<CascadeLabel> labels, long from, long to, IReadOnlyList<AlarmInterval> alarms)
    {
        List<(long Start, long End)> episodes = Episodes(alarms);
        HashSet<int> startedOnALabel = [];
        int hits = 0;
        List<double> delays = [];
        foreach (CascadeLabel label in labels)
        {
            int[] starting = [.. Enumerable.Range(0, episodes.Count).Where(i => Starts(episodes[i].Start, label))];
            bool open = startedOnALabel.Any(i => episodes[i].Start <= label.OnsetNs && episodes[i].End > label.OnsetNs
                && CalmSeconds(labels, alarms, episodes[i].Start, label.OnsetNs) < 600);
            bool counts = label.Kind == LabelKind.Cascade && label.OnsetNs >= from && label.OnsetNs < to;
            if (counts && (open || starting.Length > 0))
            {
                hits++;
                delays.Add(open ? 0 : Math.Max(0, starting.Min(i => episodes[i].Start) - label.OnsetNs) / (double)Second);
            }

            startedOnALabel.UnionWith(starting);
        }

        int falseEpisodes = episodes.Count(e => e.Start >= from && e.Start < to
            && !labels.Any(l => e.Start <= l.EndNs + (60 * Second) && e.End >= l.OnsetNs - (30 * Second)));
        long calmAlarm = CalmSeconds(labels, alarms, from, to);
        long calm = CalmSeconds(labels, [new AlarmInterval(from, to)], from, to);
        int found = labels.Count(l => l.Kind == LabelKind.Cascade && l.OnsetNs >= from && l.OnsetNs < to);
        return (found, hits, delays, falseEpisodes, calmAlarm, calm);
    }

    private static bool Starts(long start, CascadeLabel label) => start >= label.OnsetNs - (30 * Second) && start <= label.EndNs + (60 * Second);

    private static long CalmSeconds(IReadOnlyList<CascadeLabel> labels, IReadOnlyList<AlarmInterval> alarms, long from, long to)
    {
        long seconds = 0;
        for (long t = from; t < to; t += Second)
        {
            bool calm = !labels.Any(l => t >= l.OnsetNs - (30 * Second) && t < l.EndNs + (420 * Second));
            seconds += calm && alarms.Any(a => t >= a.RaisedNs && t < a.ClearedNs) ? 1 : 0;
        }

        return seconds;
    }

    private static List<(long Start, long End)> Episodes(IReadOnlyList<AlarmInterval> alarms)
    {
        List<(long Start, long End)> episodes = [];
        foreach (AlarmInterval alarm in alarms)
        {
            if (episodes.Count > 0 && alarm.RaisedNs <= episodes[^1].End + (300 * Second))
            {
                episodes[^1] = (episodes[^1].Start, alarm.ClearedNs);
            }
            else
            {
                episodes.Add((alarm.RaisedNs, alarm.ClearedNs));
            }
        }

        return episodes;
    }
}
