using System.Globalization;
using System.Text;

namespace UltraCascade.Measurement.Report;

/// <summary>The report as text for people: percentiles to the maximum, the best round, and every latency as a multiple of the floor.</summary>
public static class ReportTable
{
    /// <summary>The lines of the table.</summary>
    public static IEnumerable<string> Lines(SuiteReport report)
    {
        Machine.Fingerprint machine = report.Machine;
        yield return Text($"{machine.Cpu}, {machine.Cpus} cpus{(machine.IsVirtual ? ", virtual" : "")}, kernel {machine.Kernel}, {machine.Runtime}");
        yield return Text($"simd {machine.SimdBits}, governor {machine.Governor}, clock {machine.ClockSource} ({machine.ClockNs:0} ns), load {machine.Load:0.00}, commit {Short(report.Commit)}");
        yield return Text($"cpus {report.Cpus.First} and {report.Cpus.Second}: {(report.IsNear ? "near" : "far")}, floor {report.FloorBeforeNs:0.0} ns before, {report.FloorAfterNs:0.0} ns after; gc {string.Join('/', report.Collections)}; preemptions {report.Disturbance.Preemptions}; {report.Elapsed.TotalSeconds:0} s");
        yield return report.IsClean ? "clean" : "NOT CLEAN: " + string.Join("; ", report.Reasons);
        yield return "";
        BenchResult[] latencies = [.. report.Results.Where(result => result.Distribution is not null)];
        if (latencies.Length > 0)
        {
            yield return Text($"{"ns",-24}{"p50",11}{"p90",12}{"p99",12}{"p99.9",12}{"max",12}{"best p50",11}{"× floor",10}{"rounds",7}");
            foreach (BenchResult result in latencies)
            {
                yield return LatencyLine(report, result);
            }

            yield return "";
        }

        foreach (BenchResult result in report.Results.Where(result => result.Distribution is null))
        {
            yield return Text($"{result.Name,-34}{Amount(result.Value),12} {result.Unit,-9}best {Amount(result.Best),-10}rounds {result.Rounds}{Remark(result)}");
        }
    }

    private static string LatencyLine(SuiteReport report, BenchResult result)
    {
        Statistics.LogLinearHistogram all = result.Distribution!;
        StringBuilder line = new();
        line.Append(Text($"{result.Name,-24}{result.Value,11:0.#}"));
        foreach (double percent in new[] { 90, 99, 99.9 })
        {
            line.Append(Text($"{all.Percentile(percent),12}"));
        }

        line.Append(Text($"{all.Max,12}{result.Best,11:0.#}{result.Value / report.FloorNs,10:0.0}{result.Rounds,7}{Remark(result)}"));
        return line.ToString();
    }

    private static string Remark(BenchResult result) => result.Note.Length > 0 ? "  " + result.Note : "";

    private static string Amount(double value) => Math.Abs(value) switch
    {
        >= 1e6 => Text($"{value / 1e6:0.00} M"),
        >= 1e3 => Text($"{value / 1e3:0.0} k"),
        _ => Text($"{value:0.000}"),
    };

    private static string Short(string commit) => commit.Length > 12 ? commit[..12] : commit;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
