using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Native;

/// <summary>
/// The golden layout against what the compilers of C and C++ and the Python module make of it. C# compares itself in the unit
/// tests.
/// </summary>
internal sealed class LayoutConformanceTests
{
    private static readonly string s_layoutFile = Path.Combine(Repository.Root, "native", "layout.txt");

    // Structs only: enumerations have no offsets that a compiler could get wrong.
    private static IEnumerable<string> Structs =>
        File.ReadLines(s_layoutFile).Where(line => !line.StartsWith("enum ", StringComparison.Ordinal) && !line.StartsWith("value ", StringComparison.Ordinal));

    [Test]
    public void ShouldBeWhatTheCCompilerSees()
    {
        using Peer printer = new(NativePrograms.TestProgram("print_layout"), []);
        Assert.That(printer.ShouldExit(0).Lines, Is.EqualTo(Structs));
    }

    [Test]
    public void ShouldBeWhatTheCppCompilerSees()
    {
        using Peer printer = new(NativePrograms.Peer("print_layout_cpp"), []);
        Assert.That(printer.ShouldExit(0).Lines, Is.EqualTo(Structs));
    }

    [Test]
    public void ShouldBeWhatPythonUnpacks()
    {
        const string Script = """
            import sys
            sys.path.insert(0, sys.argv[1])
            import ultracascade as u
            text = open(sys.argv[2]).read()
            table = u.FieldTable(text)
            print("hash", u.fnv1a(text.encode()) == u.LAYOUT_HASH)
            for name, (size, fields) in table.structs.items():
                layout = table.unpacker(name)[0] if all(kind in u.FORMATS for kind, _, _ in fields.values()) else None
                print(name, size if layout is None else layout.size, u.SIZES.get(name, size))
            """;
        using Peer python = new("python3", ["-c", Script, Path.Combine(Repository.Root, "native", "python"), s_layoutFile]);
        IEnumerable<string> expected = Structs.Where(line => line.StartsWith("struct ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')).Select(words => $"{words[1]} {words[2]} {words[2]}");
        Assert.That(python.ShouldExit(0).Lines, Is.EqualTo(expected.Prepend("hash True")));
    }
}
