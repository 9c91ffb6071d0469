using UltraCascade.Evaluation.Labels;

namespace UltraCascade.Evaluation.Scoring;

/// <summary>
/// The protocol. Hit: a cascade for which an episode starts in [onset − 30 s, end + 60 s], or at whose onset an episode that started
/// so on an earlier label, ignored ones included, is still open, unless it was in alarm for 600 s of calm time since: then it stands for
/// nothing any more. False alarm: an episode that overlaps that stretch of no label, ignored labels included; and one more for each
/// 600 s of calm time in alarm. Pure arithmetic on what is given.
/// </summary>
public static class Scorer
{
    /// <summary>Scores alarms (in order of time, disjoint) against the truth.</summary>
    public static StreamScore Score(Truth truth, IReadOnlyList<AlarmInterval> alarms)
    {
        List<AlarmEpisode> episodes = AlarmEpisode.Join(alarms);
        List<TimeSpanNs> inAlarm = TimeSpans.Union(alarms.Select(alarm => new TimeSpanNs(alarm.RaisedNs, alarm.ClearedNs)));
        Hits hits = FindHits(truth, episodes, inAlarm);
        return new StreamScore
        {
            Labels = truth.Labels.Count(label => label.Kind == LabelKind.Cascade && truth.Counts(label.OnsetNs)),
            Hits = hits.Found,
            HitsGoneOn = hits.GoneOn,
            DelaysSeconds = hits.DelaysSeconds,
            RaisedDelaysSeconds = hits.RaisedDelaysSeconds,
            Episodes = episodes.Count(episode => truth.Counts(episode.StartNs)),
            FalseEpisodes = FalseEpisodes(truth, episodes),
            CalmAlarmNs = TimeSpans.CommonNs(truth.Calm, inAlarm),
            CalmNs = truth.CalmNs,
            WindowNs = truth.Window.LengthNs,
        };
    }

    private static Hits FindHits(Truth truth, List<AlarmEpisode> episodes, List<TimeSpanNs> inAlarm)
    {
        Hits hits = new();
        bool[] wasHit = new bool[episodes.Count];
        foreach (CascadeLabel label in truth.Labels)
        {
            // Episodes are in order and disjoint: the first that ends after a moment is the only one that can be open at it.
            int fresh = First(episodes, episode => episode.StartNs >= label.OnsetNs - ScoreRules.BeforeOnsetNs);
            int open = First(episodes, episode => episode.EndNs > label.OnsetNs);
            bool starts = fresh < episodes.Count && episodes[fresh].StartNs <= label.EndNs + ScoreRules.AfterEndNs;
            bool goesOn = open < episodes.Count && wasHit[open] && episodes[open].StartNs <= label.OnsetNs
                && !HasOutlivedItsLabel(truth, inAlarm, new TimeSpanNs(episodes[open].StartNs, label.OnsetNs));
            for (int i = fresh; i < episodes.Count && episodes[i].StartNs <= label.EndNs + ScoreRules.AfterEndNs; i++)
            {
                wasHit[i] = true;
            }

            if ((starts || goesOn) && label.Kind == LabelKind.Cascade && truth.Counts(label.OnsetNs))
            {
                hits.Add(goesOn ? null : Math.Max(0, episodes[fresh].StartNs - label.OnsetNs) / 1e9);
            }
        }

        return hits;
    }

    private static bool HasOutlivedItsLabel(Truth truth, List<TimeSpanNs> inAlarm, TimeSpanNs since)
    {
        IEnumerable<TimeSpanNs> alarms = inAlarm
            .Where(span => span.FromNs < since.ToNs && span.ToNs > since.FromNs)
            .Select(span => new TimeSpanNs(Math.Max(span.FromNs, since.FromNs), Math.Min(span.ToNs, since.ToNs)));
        return TimeSpans.CommonNs(truth.CalmEverywhere, [.. alarms]) >= ScoreRules.CalmAlarmNs;
    }

    private static int FalseEpisodes(Truth truth, List<AlarmEpisode> episodes)
    {
        List<TimeSpanNs> near = TimeSpans.Union(truth.Labels.Select(
            label => new TimeSpanNs(label.OnsetNs - ScoreRules.BeforeOnsetNs, label.EndNs + ScoreRules.AfterEndNs + 1)));
        int count = 0;
        foreach (AlarmEpisode episode in episodes)
        {
            int next = First(near, span => span.ToNs > episode.StartNs);
            bool touches = next < near.Count && near[next].FromNs <= episode.EndNs;
            count += truth.Counts(episode.StartNs) && !touches ? 1 : 0;
        }

        return count;
    }

    /// <summary>Index of the first item for which a condition holds that, once true, stays true; the count when it never does.</summary>
    private static int First<T>(List<T> items, Func<T, bool> holds)
    {
        int low = 0;
        int high = items.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (holds(items[middle]))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    private sealed class Hits
    {
        public int Found { get; private set; }

        public int GoneOn => Found - RaisedDelaysSeconds.Count;

        public List<double> DelaysSeconds { get; } = [];

        public List<double> RaisedDelaysSeconds { get; } = [];

        /// <summary>Adds a hit; null = the alarm was on already.</summary>
        public void Add(double? delaySeconds)
        {
            Found++;
            DelaysSeconds.Add(delaySeconds ?? 0);
            if (delaySeconds is { } raised)
            {
                RaisedDelaysSeconds.Add(raised);
            }
        }
    }
}
