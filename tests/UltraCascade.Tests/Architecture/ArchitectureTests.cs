using System.Xml.Linq;

namespace UltraCascade.Tests.Architecture;

/// <summary>The arrows of docs/ARCHITECTURE.md, read off the project files.</summary>
internal sealed class ArchitectureTests
{
    // Room → rooms and packages it may use. Host may use every room; nobody may use Host.
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["UltraCascade.Protocol"] = [],
        ["UltraCascade.SharedMemory"] = ["UltraCascade.Protocol"],
        ["UltraCascade.Ring"] = [],
        ["UltraCascade.Engine"] = ["UltraCascade.Protocol", "UltraCascade.Ring", "Microsoft.CodeAnalysis.BannedApiAnalyzers"],
        ["UltraCascade.Feeds"] = ["UltraCascade.Protocol", "UltraCascade.SharedMemory"],
        ["UltraCascade.Redis"] = ["UltraCascade.Protocol", "UltraCascade.SharedMemory", "UltraCascade.Journal", "StackExchange.Redis"],
        ["UltraCascade.Evaluation"] = ["UltraCascade.Protocol", "UltraCascade.Ring", "UltraCascade.Engine", "UltraCascade.Feeds"],
        ["UltraCascade.Measurement"] = ["UltraCascade.Protocol", "UltraCascade.SharedMemory", "UltraCascade.Ring"],
        ["UltraCascade.Journal"] = ["UltraCascade.Protocol", "UltraCascade.SharedMemory", "UltraCascade.Ring"],
        ["UltraCascade.Host"] =
        [
            "UltraCascade.Protocol", "UltraCascade.SharedMemory", "UltraCascade.Ring", "UltraCascade.Engine", "UltraCascade.Feeds",
            "UltraCascade.Evaluation", "UltraCascade.Measurement", "UltraCascade.Journal", "UltraCascade.Redis",
            "Microsoft.Extensions.Hosting", "System.CommandLine",
        ],
    };

    private static readonly string[] s_mayBeUnsafe = ["UltraCascade.SharedMemory", "UltraCascade.Ring"];

    public static IEnumerable<string> Projects => Repository.Files("src", "*.csproj");

    [TestCaseSource(nameof(Projects))]
    public void ShouldDrawOnlyTheArrowsOfTheTable(string project)
    {
        string room = Path.GetFileNameWithoutExtension(project);
        Assert.That(s_allowed, Does.ContainKey(room), $"{room} is a new room: add it to the table and to docs/ARCHITECTURE.md.");
        IEnumerable<string> used = XDocument.Load(project).Descendants()
            .Where(e => e.Name.LocalName is "ProjectReference" or "PackageReference")
            .Select(e => e.Attribute("Include")!.Value)
            .Select(name => name.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(name.Replace('\\', '/')) : name);
        Assert.That(used, Is.SubsetOf(s_allowed[room]));
    }

    [Test]
    public void ShouldFindEveryRoomOfTheTable() =>
        Assert.That(Projects.Select(Path.GetFileNameWithoutExtension), Is.EquivalentTo(s_allowed.Keys));

    [TestCaseSource(nameof(Projects))]
    public void ShouldAllowUnsafeCodeOnlyWhereTheTableSays(string project)
    {
        bool allows = XDocument.Load(project).Descendants("AllowUnsafeBlocks").Any(e => e.Value == "true");
        Assert.That(allows, Is.EqualTo(s_mayBeUnsafe.Contains(Path.GetFileNameWithoutExtension(project))));
    }

    [Test]
    public void ShouldPinEveryPackageCentrallyWithAReasonForEachProductPackage()
    {
        XDocument pins = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"));
        foreach (XElement group in pins.Descendants("ItemGroup").Where(g => (string?)g.Attribute("Label") == "Product"))
        {
            foreach (XElement pin in group.Elements("PackageVersion"))
            {
                XNode? before = pin.PreviousNode;
                while (before is XText)
                {
                    before = before.PreviousNode;
                }

                Assert.That(before, Is.InstanceOf<XComment>(), $"{pin.Attribute("Include")!.Value} has no reason above it.");
            }
        }

        IEnumerable<string> versioned = Repository.Files("src", "*.csproj").Concat(Repository.Files("tests", "*.csproj"))
            .Where(p => XDocument.Load(p).Descendants("PackageReference").Any(r => r.Attribute("Version") is not null));
        Assert.That(versioned, Is.Empty);
    }

    [Test]
    public void ShouldListEveryProjectInTheSolution()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "UltraCascade.sln"));
        foreach (string project in new[] { "src", "tests", "benchmarks" }.SelectMany(folder => Repository.Files(folder, "*.csproj")))
        {
            Assert.That(solution, Does.Contain(Path.GetFileName(project)));
        }
    }
}
