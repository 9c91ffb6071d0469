using System.Text.RegularExpressions;

namespace UltraCascade.Tests.Architecture;

/// <summary>The rules of style that a machine can hold.</summary>
internal sealed partial class TidyTests
{
    private const int MaxFileLines = 400;
    private const int MaxFunctionLines = 70;

    private static readonly string[] s_folders = ["src", "tests", "benchmarks", "native", "tools"];
    private static readonly string[] s_patterns = ["*.cs", "*.c", "*.h", "*.hpp", "*.cpp", "*.py", "*.sh"];
    private static readonly string[] s_emptyNames = ["Manager", "Helper", "Utils", "Util", "Common", "Misc"];

    // The C manual is one header by design; the Python reader is one file by design; the layout text is generated.
    private static readonly string[] s_longOnPurpose = ["ultracascade.h", "ultracascade.py", "ultracascade_layout.h"];

    private static IEnumerable<string> Sources => s_folders.SelectMany(folder => s_patterns.SelectMany(p => Repository.Files(folder, p)));

    [Test]
    public void ShouldKeepFilesShort() => Assert.That(
        Sources.Where(f => !s_longOnPurpose.Contains(Path.GetFileName(f)))
            .Select(f => (File: Name(f), Lines: File.ReadLines(f).Count()))
            .Where(f => f.Lines > MaxFileLines),
        Is.Empty);

    [Test]
    public void ShouldKeepFunctionsShort() => Assert.That(
        Sources.Where(f => f.EndsWith(".cs", StringComparison.Ordinal)).SelectMany(LongFunctions),
        Is.Empty);

    [Test]
    public void ShouldNameFilesForAnIdea() => Assert.That(
        Sources.Where(f => s_emptyNames.Any(n => Path.GetFileNameWithoutExtension(f).Contains(n, StringComparison.Ordinal))).Select(Name),
        Is.Empty);

    [Test]
    public void ShouldLeaveNothingUnfinished() => Assert.That(
        Sources.Where(f => !f.EndsWith("TidyTests.cs", StringComparison.Ordinal))
            .Where(f => UnfinishedMark().IsMatch(File.ReadAllText(f)))
            .Select(Name),
        Is.Empty);

    [Test]
    public void ShouldNotSleepInTests() => Assert.That(
        Repository.Files("tests", "*.cs")
            .Where(f => !f.EndsWith("TidyTests.cs", StringComparison.Ordinal))
            .Where(f => SleepCall().IsMatch(File.ReadAllText(f)))
            .Select(Name),
        Is.Empty);

    [Test]
    public void ShouldHaveNoPathOfOneMachine() => Assert.That(
        Sources.Concat(Repository.Files("docs", "*.md")).Append(Path.Combine(Repository.Root, "README.md"))
            .Where(f => File.Exists(f) && !f.EndsWith("TidyTests.cs", StringComparison.Ordinal))
            .Where(f => MachinePath().IsMatch(File.ReadAllText(f)))
            .Select(Name),
        Is.Empty);

    [Test]
    public void ShouldFindALongFunctionWhenThereIsOne()
    {
        string body = string.Concat(Enumerable.Repeat("        x++;\n", MaxFunctionLines + 1));
        string[] lines = ("internal sealed class C\n{\n    public void F()\n    {\n" + body + "    }\n}\n").Split('\n');
        Assert.That(LongBodies(lines), Is.Not.Empty);
    }

    private static string Name(string file) => Path.GetRelativePath(Repository.Root, file);

    private static IEnumerable<string> LongFunctions(string file) =>
        LongBodies(File.ReadAllLines(file)).Select(line => $"{Name(file)}:{line}");

    // A function is a block opened at an indentation of four (a member of a type) whose header is not a type's.
    private static IEnumerable<int> LongBodies(string[] lines)
    {
        for (int open = 1; open < lines.Length; open++)
        {
            if (!OpeningBrace().IsMatch(lines[open]) || TypeHeader().IsMatch(lines[open - 1]))
            {
                continue;
            }

            string indent = lines[open][..^1];
            int close = Array.FindIndex(lines, open, line => line.StartsWith(indent + "}", StringComparison.Ordinal));
            if (close - open - 1 > MaxFunctionLines && !HeaderSpansAType(lines, open, indent))
            {
                yield return open + 1;
            }
        }
    }

    // "class X(…)\n    : Base" and "where T : …" lines stand between a type's header and its brace.
    private static bool HeaderSpansAType(string[] lines, int open, string indent)
    {
        for (int i = open - 1; i >= 0 && i > open - 12; i--)
        {
            string line = lines[i];
            if (TypeHeader().IsMatch(line))
            {
                return true;
            }

            if (line.Length > indent.Length && line.StartsWith(indent, StringComparison.Ordinal) && line[indent.Length] != ' ')
            {
                return false;
            }
        }

        return false;
    }

    [GeneratedRegex(@"^( {4}| {8})\{$")]
    private static partial Regex OpeningBrace();

    [GeneratedRegex(@"\b(class|struct|interface|record|enum)\b [A-Z]")]
    private static partial Regex TypeHeader();

    [GeneratedRegex(@"NotImplementedException|\b(TODO|FIXME|HACK|XXX)\b(?! #\d)")]
    private static partial Regex UnfinishedMark();

    [GeneratedRegex(@"Thread\.Sleep|Task\.Delay")]
    private static partial Regex SleepCall();

    [GeneratedRegex(@"/work/|/root/|/home/[a-z]")]
    private static partial Regex MachinePath();
}
