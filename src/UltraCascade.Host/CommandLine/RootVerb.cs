using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using UltraCascade.Host.Terminal;
using UltraCascade.Host.Verbs;

namespace UltraCascade.Host.CommandLine;

/// <summary>The whole command line: the verbs, and what happens before one of them runs.</summary>
internal static class RootVerb
{
    private const string Name = "ultracascade";

    public static int Run(string[] arguments)
    {
        RootCommand root = Build();
        ParseResult result = root.Parse(HelpVerbAsOption(arguments));
        InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        if (result.Errors.Count > 0 && result.Action is not HelpAction)
        {
            return RefuseUsage(root, result, arguments.Length == 0, configuration);
        }

        return result.Invoke(configuration);
    }

    private static RootCommand Build()
    {
        RootCommand root = new("Watches forced liquidations and signals cascades over shared memory.");
        root.Options.Remove(root.Options.Single(option => option is VersionOption));
        root.Options.Add(new Option<bool>("--version") { Description = "Show version, ABI and layout.", Action = new VersionAction() });
        root.Options.Add(SharedOptions.Quiet);
        root.Options.Add(SharedOptions.Verbose);
        root.Directives.Clear();
        root.Subcommands.Add(new DemoVerb());
        root.Subcommands.Add(new RunVerb());
        root.Subcommands.Add(new ServeVerb());
        root.Subcommands.Add(new ReplayVerb());
        root.Subcommands.Add(new GenerateVerb());
        root.Subcommands.Add(new EvaluateVerb());
        root.Subcommands.Add(new CalibrateVerb());
        root.Subcommands.Add(new TailVerb());
        root.Subcommands.Add(new StatusVerb());
        root.Subcommands.Add(new EpisodesVerb());
        root.Subcommands.Add(new ShmVerb());
        root.Subcommands.Add(new JournalVerb());
        root.Subcommands.Add(new DoctorVerb());
        root.Subcommands.Add(new BenchVerb());
        return root;
    }

    /// <summary>People type <c>ultracascade help replay</c>; it means <c>ultracascade replay --help</c>.</summary>
    private static string[] HelpVerbAsOption(string[] arguments) =>
        arguments is ["help", .. string[] rest] ? [.. rest, "--help"] : arguments;

    private static int RefuseUsage(RootCommand root, ParseResult result, bool nothingAsked, InvocationConfiguration configuration)
    {
        if (nothingAsked)
        {
            configuration.Output = Console.Error;
            root.Parse("--help").Invoke(configuration);
            return ExitCode.Usage;
        }

        Messages messages = new(quiet: false);
        foreach (string error in UsageErrors.Describe(result))
        {
            messages.Error(error);
        }

        string verb = result.CommandResult.Command is RootCommand ? "" : " " + FullName(result.CommandResult.Command);
        messages.Raw($"Try '{Name}{verb} --help'.");
        return ExitCode.Usage;
    }

    private static string FullName(Command command)
    {
        Command? parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null or RootCommand ? command.Name : $"{FullName(parent)} {command.Name}";
    }
}
