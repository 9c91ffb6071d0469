using System.Text;
using System.Text.Json;

namespace UltraCascade.Measurement.Report;

/// <summary>The report as one JSON document. Latencies are in ns; what has no distribution has null percentiles.</summary>
public static class ReportJson
{
    /// <summary>The document, without a line break at its end.</summary>
    public static string Write(SuiteReport report)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = false }))
        {
            json.WriteStartObject();
            WriteMachine(json, report);
            json.WriteString("commit", report.Commit);
            json.WriteBoolean("clean", report.IsClean);
            json.WriteStartArray("unclean_because");
            foreach (string reason in report.Reasons)
            {
                json.WriteStringValue(reason);
            }

            json.WriteEndArray();
            json.WriteStartObject("floor");
            Number(json, "p50_ns", report.FloorNs);
            json.WriteBoolean("near", report.IsNear);
            Number(json, "before_ns", report.FloorBeforeNs);
            Number(json, "after_ns", report.FloorAfterNs);
            json.WriteEndObject();
            json.WriteStartArray("results");
            foreach (BenchResult result in report.Results)
            {
                WriteResult(json, result);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteMachine(Utf8JsonWriter json, SuiteReport report)
    {
        Machine.Fingerprint machine = report.Machine;
        json.WriteStartObject("machine");
        json.WriteString("cpu", machine.Cpu);
        json.WriteNumber("cpus", machine.Cpus);
        json.WriteNumber("usable_cpus", machine.UsableCpus);
        json.WriteNumber("first_cpu", report.Cpus.First);
        json.WriteNumber("second_cpu", report.Cpus.Second);
        json.WriteNumber("simd_bits", machine.SimdBits);
        json.WriteString("governor", machine.Governor);
        json.WriteString("clocksource", machine.ClockSource);
        json.WriteString("kernel", machine.Kernel);
        json.WriteBoolean("virtual", machine.IsVirtual);
        json.WriteString("runtime", machine.Runtime);
        json.WriteString("shmem_huge_pages", machine.ShmemHugePages);
        Number(json, "load", machine.Load);
        Number(json, "clock_ns", machine.ClockNs);
        json.WriteStartArray("gc");
        foreach (int collections in report.Collections)
        {
            json.WriteNumberValue(collections);
        }

        json.WriteEndArray();
        json.WriteNumber("preemptions", report.Disturbance.Preemptions);
        Number(json, "foreign_cpu_share", report.Disturbance.ForeignShare);
        Number(json, "steal_share", report.Disturbance.StealShare);
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, BenchResult result)
    {
        json.WriteStartObject();
        json.WriteString("name", result.Name);
        json.WriteString("unit", result.Unit);
        foreach ((string key, double percent) in new[] { ("p50", 50.0), ("p99", 99.0), ("p999", 99.9), ("max", 100.0) })
        {
            if (result.Distribution is { } distribution)
            {
                json.WriteNumber(key, distribution.Percentile(percent));
            }
            else
            {
                json.WriteNull(key);
            }
        }

        Number(json, "value", result.Value);
        json.WriteNumber("rounds", result.Rounds);
        Number(json, "best", result.Best);
        json.WriteEndObject();
    }

    // Six significant digits are more than any of these figures has.
    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (!double.IsFinite(value))
        {
            json.WriteNull(name);
            return;
        }

        decimal scale = value == 0 ? 1 : (decimal)Math.Pow(10, Math.Clamp(5 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 10));
        json.WriteNumber(name, Math.Round((decimal)value * scale) / scale);
    }
}
