using System.CommandLine;

namespace UltraCascade.Host.CommandLine;

/// <summary>Options of the serve process.</summary>
internal static class ServeOptions
{
    public static readonly Option<string?> Redis = new("--redis")
    {
        Description = "Carry the signals to this Redis server.",
        HelpName = "HOST:PORT",
    };
}
