namespace UltraCascade.Feeds;

/// <summary>
/// What a venue that pushes at most one liquidation per symbol and second lets through. A symbol's slot opens with its first
/// liquidation and lasts a second; at its end the largest of the slot (of equals the first) is pushed, under its own event time. The
/// next slot opens with the next liquidation.
/// </summary>
internal static class PushThrottle
{
    private const long SlotUs = 1_000_000;

    /// <summary>Rows in order of event time; those of other venues pass unchanged.</summary>
    public static List<ScenarioRow> Apply(IReadOnlyList<ScenarioRow> rows, string venue)
    {
        var passed = new List<ScenarioRow>(rows.Count);
        var open = new Dictionary<string, (long EndUs, ScenarioRow Largest)>();
        foreach (ScenarioRow row in rows)
        {
            if (row.Venue != venue)
            {
                passed.Add(row);
            }
            else if (open.TryGetValue(row.Symbol, out (long EndUs, ScenarioRow Largest) slot) && row.TimeUs < slot.EndUs)
            {
                open[row.Symbol] = row.NotionalUsd > slot.Largest.NotionalUsd ? (slot.EndUs, row) : slot;
            }
            else
            {
                Push(slot);
                open[row.Symbol] = (row.TimeUs + SlotUs, row);
            }
        }

        foreach ((long EndUs, ScenarioRow Largest) slot in open.Values)
        {
            Push(slot);
        }

        return passed;

        void Push((long EndUs, ScenarioRow Largest) slot)
        {
            if (slot.EndUs > 0)
            {
                passed.Add(slot.Largest with { ReceiveUs = slot.EndUs });
            }
        }
    }
}
