using System.CommandLine;

namespace UltraCascade.Host.CommandLine;

/// <summary>Options of an engine process.</summary>
internal static class RunOptions
{
    public static readonly Option<bool> EngineOnly = new("--engine-only")
    {
        Description = "Run the engine and nothing else.",
    };

    /// <summary>Not for people: a parent process holds the other end, so that its child never outlives it.</summary>
    public static readonly Option<bool> StopWithInput = new("--stop-with-input")
    {
        Description = "Stop when standard input ends.",
        Hidden = true,
    };
}
