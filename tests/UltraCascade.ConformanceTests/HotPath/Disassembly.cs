using System.Text.RegularExpressions;

namespace UltraCascade.ConformanceTests.HotPath;

/// <summary>What the JIT wrote (DOTNET_JitDisasm): for each method its listing of the last tier, and the calls in it.</summary>
internal sealed partial class Disassembly
{
    private readonly Dictionary<string, string[]> _listings = [];

    public Disassembly(string path)
    {
        string? method = null;
        List<string> lines = [];
        foreach (string line in File.ReadLines(path).Append("; Assembly listing for method end (end)"))
        {
            if (Heading().Match(line) is { Success: true } heading)
            {
                if (method is not null)
                {
                    _listings[method] = [.. lines];
                }

                lines.Clear();
                method = heading.Groups[2].Value == "Tier1" ? heading.Groups[1].Value : null;
            }

            lines.Add(line);
        }
    }

    public IEnumerable<string> Methods => _listings.Keys;

    /// <summary>Targets of the calls in a method, cold parts included, as the listing writes them.</summary>
    public string[] Calls(string method) =>
        [.. _listings[method].Select(line => Call().Match(line)).Where(call => call.Success).Select(call => call.Groups[1].Value)];

    /// <summary>A call through a register: a virtual or an interface call. A direct one names its target in the brackets, or stands alone.</summary>
    public static bool IsIndirect(string target) => ThroughRegister().IsMatch(target);

    [GeneratedRegex(@"^; Assembly listing for method (.*) \((?:Instrumented )?([A-Za-z0-9-]+)\)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s+(?:tail\.)?(?:call|bl|blr)\s+(.*)$")]
    private static partial Regex Call();

    [GeneratedRegex(@"^(?:\[r[a-z0-9]+(?:\+0x[0-9A-Fa-f]+|\+[0-9A-Fa-f]+H?)?\]|r[a-z0-9]+\b|x[0-9]+\b)")]
    private static partial Regex ThroughRegister();
}
