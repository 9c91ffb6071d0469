using System.CommandLine;

namespace UltraCascade.Host.CommandLine;

/// <summary>Options that mean the same on every verb that has them.</summary>
internal static class SharedOptions
{
    public static readonly Option<string?> Instance = new("--instance")
    {
        Description = "Instance to work with (default: default).",
        HelpName = "NAME",
    };

    public static readonly Option<string?> Directory = new("--dir")
    {
        Description = "Directory of the instances (default: /dev/shm/ultracascade).",
        HelpName = "DIRECTORY",
    };

    public static readonly Option<string?> Journal = new("--journal")
    {
        Description = "Directory of the journals; auto: in this user's state, for live instances; none: no journal (default: auto).",
        HelpName = "DIRECTORY|auto|none",
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print JSON: one document, or one object a line for streams.",
    };

    public static readonly Option<bool> Quiet = new("--quiet", "-q")
    {
        Description = "No messages, only data and errors.",
        Recursive = true,
    };

    public static readonly Option<bool> Verbose = new("--verbose", "-v")
    {
        Description = "More messages, and the stack when something fails.",
        Recursive = true,
    };
}
