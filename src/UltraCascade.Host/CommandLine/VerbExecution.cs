using System.CommandLine;
using UltraCascade.Feeds;
using UltraCascade.Host.Configuration;
using UltraCascade.Host.Processes;
using UltraCascade.Host.Terminal;
using UltraCascade.Journal;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.CommandLine;

/// <summary>
/// The frame around every verb: reads the settings, runs it, and turns whatever goes wrong into a message and an exit
/// code. A stack trace is printed only with <c>--verbose</c>.
/// </summary>
internal static class VerbExecution
{
    public static int Execute(ParseResult result, Func<VerbContext, int> verb)
    {
        bool verbose = result.GetValue(SharedOptions.Verbose);
        Messages messages = new(result.GetValue(SharedOptions.Quiet));
        RegionGuard.IsOn = true;
        using Interruption interruption = new();
        using StandardOutput output = new();
        if (result.GetValue(RunOptions.StopWithInput))
        {
            StandardInput.WhenEnded(interruption.Stop);
        }

        try
        {
            VerbContext context = new()
            {
                Output = output,
                Messages = messages,
                Interruption = interruption,
                Settings = SettingsReader.Read(CommandLineSettings.From(result)),
                Json = result.GetValue(SharedOptions.Json),
                Verbose = verbose,
            };
            int code = verb(context);
            output.Flush();
            return code;
        }
        catch (OutputClosedException)
        {
            return ExitCode.Ok;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception exception)
        {
            return Report(exception, messages, verbose);
        }
    }

    private static int Report(Exception exception, Messages messages, bool verbose)
    {
        messages.Error(Explain(exception));
        if (verbose)
        {
            messages.Raw(exception.ToString());
        }

        return exception switch
        {
            VerbException refused => refused.ExitCode,
            ConfigurationException configuration => configuration.IsUsage ? ExitCode.Usage : ExitCode.Configuration,
            _ => ExitCode.Failure,
        };
    }

    private static string Explain(Exception exception) => exception switch
    {
        VerbException or ConfigurationException or RegionException or InstanceHeldException or FeedFileException or JournalException => exception.Message,
        UnauthorizedAccessException or IOException => exception.Message,
        _ => $"unexpected fault: {exception.GetType().Name}: {exception.Message} Run again with --verbose for the stack and please report it.",
    };
}
