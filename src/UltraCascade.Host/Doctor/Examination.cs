using System.Text;
using System.Text.Json;

namespace UltraCascade.Host.Doctor;

/// <summary>All checks on one machine, and what came of them.</summary>
internal sealed class Examination(IReadOnlyList<Finding> findings)
{
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Whether nothing warns or fails.</summary>
    public bool IsHealthy => Count(Verdict.Warn) + Count(Verdict.Fail) == 0;

    public static Examination Of(MachineView machine) =>
        new([ThreadCheck.Run(machine), .. ProcessorChecks.Run(machine), .. KernelChecks.Run(machine), .. MemoryChecks.Run(machine)]);

    public int Count(Verdict verdict) => findings.Count(finding => finding.Verdict == verdict);

    /// <summary>One document: the checks in order, and how many of each verdict.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("checks");
            foreach (Finding finding in findings)
            {
                json.WriteStartObject();
                json.WriteString("id", finding.Id);
                json.WriteString("status", Word(finding.Verdict));
                json.WriteString("found", finding.Found);
                json.WriteString("wanted", finding.Wanted);
                json.WriteString("fix", finding.Fix);
                json.WriteString("effect", finding.Effect);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            foreach (Verdict verdict in Enum.GetValues<Verdict>())
            {
                json.WriteNumber(Word(verdict), Count(verdict));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The verdict as scripts and people read it.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "pass",
        Verdict.Warn => "warn",
        Verdict.Fail => "fail",
        _ => "skip",
    };
}
