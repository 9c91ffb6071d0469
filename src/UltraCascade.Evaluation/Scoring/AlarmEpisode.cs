using UltraCascade.Engine.Signals;

namespace UltraCascade.Evaluation.Scoring;

/// <summary>
/// Alarms that belong together: one raised within 300 s of the last one's end continues its episode, for every detector by the same rule.
/// </summary>
/// <param name="StartNs">Raise of the first alarm, in ns since 1970 UTC.</param>
/// <param name="EndNs">End of the last.</param>
/// <param name="Alarms">How many.</param>
public readonly record struct AlarmEpisode(long StartNs, long EndNs, int Alarms)
{
    /// <summary>Joins alarms, given in order of time, into episodes.</summary>
    public static List<AlarmEpisode> Join(IReadOnlyList<AlarmInterval> alarms)
    {
        List<AlarmEpisode> episodes = [];
        foreach (AlarmInterval alarm in alarms)
        {
            if (episodes.Count > 0 && alarm.RaisedNs - episodes[^1].EndNs <= EpisodeLedger.JoinNs)
            {
                AlarmEpisode last = episodes[^1];
                episodes[^1] = new AlarmEpisode(last.StartNs, Math.Max(last.EndNs, alarm.ClearedNs), last.Alarms + 1);
            }
            else
            {
                episodes.Add(new AlarmEpisode(alarm.RaisedNs, alarm.ClearedNs, 1));
            }
        }

        return episodes;
    }
}
