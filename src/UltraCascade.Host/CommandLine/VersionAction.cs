using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using UltraCascade.Protocol;

namespace UltraCascade.Host.CommandLine;

/// <summary>Prints which program this is and which regions it can read.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    /// <summary>Version of the program, as <c>0.1.0</c> or <c>0.1.0+commit</c>.</summary>
    public static string Version =>
        typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public override bool Terminating => true;

    public override int Invoke(ParseResult parseResult)
    {
        Console.Out.WriteLine(
            $"ultracascade {Version}, ABI {ProtocolVersion.AbiMajor}.{ProtocolVersion.AbiMinor}, layout {FieldTable.LayoutHash:x16}, .NET {Environment.Version}");
        return ExitCode.Ok;
    }
}
