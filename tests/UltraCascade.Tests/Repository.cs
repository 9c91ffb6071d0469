namespace UltraCascade.Tests;

/// <summary>Where the sources are, found from where the tests run.</summary>
internal static class Repository
{
    /// <summary>The folder that holds UltraCascade.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Source files below a folder, without build output.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        string root = Path.Combine(Root, folder);
        return !Directory.Exists(root)
            ? []
            : Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories)
                .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "artifacts" or "build"))
                .Order(StringComparer.Ordinal);
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "UltraCascade.sln")))
            {
                return folder.FullName;
            }
        }

        // Built into a folder of its own (dotnet test --artifacts-path): the sources are where the tests are started.
        for (DirectoryInfo? folder = new(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "UltraCascade.sln")))
            {
                return folder.FullName;
            }
        }

        return SourceFolder();
    }

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
