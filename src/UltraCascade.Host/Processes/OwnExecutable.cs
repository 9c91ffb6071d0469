using System.Diagnostics;

namespace UltraCascade.Host.Processes;

/// <summary>This same program, started once more.</summary>
internal static class OwnExecutable
{
    /// <summary>Start information for <c>ultracascade</c> with these arguments, its three streams redirected.</summary>
    public static ProcessStartInfo With(IEnumerable<string> arguments)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is not known.");
        ProcessStartInfo start = new(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ultracascade.dll"));
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    /// <summary>How the user calls this program: by the name he used when that finds it, else by its path.</summary>
    public static string CommandText
    {
        get
        {
            string program = Environment.ProcessPath ?? "ultracascade";
            string name = Path.GetFileName(program);
            string? path = Environment.GetEnvironmentVariable("PATH");
            bool found = path?.Split(':').Any(folder => folder.Length > 0 && Path.Combine(folder, name) == program) ?? false;
            if (found)
            {
                return name;
            }

            string relative = Path.GetRelativePath(Environment.CurrentDirectory, program);
            return ShellText.Quote(relative.StartsWith("..", StringComparison.Ordinal) || relative.Length >= program.Length ? program : relative);
        }
    }
}
