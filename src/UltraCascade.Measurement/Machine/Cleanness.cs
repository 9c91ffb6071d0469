using System.Globalization;

namespace UltraCascade.Measurement.Machine;

/// <summary>Whether a run may be quoted, and if not, why not.</summary>
public static class Cleanness
{
    /// <summary>
    /// The floor after the run may differ from the one before by this share of the smaller. Near, it wanders between 30 and 45 ns from one
    /// second to the next; a pair that became far is at four times that.
    /// </summary>
    public const double FloorMayMove = 0.5;

    /// <summary>Share of one processor that others may have had: what a kernel needs for itself.</summary>
    public const double ForeignMayTake = 0.02;

    /// <summary>Share of one processor that the hypervisor may have taken.</summary>
    public const double StealMayTake = 0.001;

    /// <summary>Involuntary context switches a second of the floor's own threads, which nothing of ours disturbs.</summary>
    public const double PreemptionsMayCome = 50;

    /// <summary>The reasons against; none when the run is clean.</summary>
    /// <param name="floorBeforeNs">Floor before the run.</param>
    /// <param name="floorAfterNs">Floor after the run.</param>
    /// <param name="run">The whole run.</param>
    /// <param name="floors">The floor measurements alone, together.</param>
    public static IReadOnlyList<string> Reasons(double floorBeforeNs, double floorAfterNs, Disturbance run, Disturbance floors)
    {
        List<string> reasons = [];
        double moved = Math.Abs(floorAfterNs - floorBeforeNs) / Math.Min(floorBeforeNs, floorAfterNs);
        if (!(moved <= FloorMayMove))
        {
            reasons.Add(Text($"the floor moved from {floorBeforeNs:0.0} to {floorAfterNs:0.0} ns"));
        }

        double preemptions = floors.Preemptions / Math.Max(floors.ElapsedSeconds, 1e-3);
        if (preemptions > PreemptionsMayCome)
        {
            reasons.Add(Text($"measuring threads were preempted {preemptions:0} times a second"));
        }

        if (run.ForeignShare > ForeignMayTake)
        {
            reasons.Add(Text($"other processes took {run.ForeignShare:P0} of a processor"));
        }

        if (run.StealShare > StealMayTake)
        {
            reasons.Add(Text($"the hypervisor took {run.StealShare:P1} of a processor"));
        }

        return reasons;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
