using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UltraCascade.Host.CommandLine;

namespace UltraCascade.Host.Processes;

/// <summary>The hosting that our service processes have in common: log lines on standard error, signals taken elsewhere.</summary>
internal static class ServiceHost
{
    public static HostApplicationBuilder Builder(VerbContext context)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(new StandardErrorLogging(context.Messages));
        builder.Logging.SetMinimumLevel(context.Verbose ? LogLevel.Debug : context.Messages.Quiet ? LogLevel.Warning : LogLevel.Information);
        // What the framework says about a failed service is its stack; the verb reports the failure in words.
        builder.Logging.AddFilter("Microsoft", context.Verbose ? LogLevel.Information : LogLevel.None);
        builder.Services.AddSingleton<IHostLifetime, SignalledElsewhere>();
        return builder;
    }

    /// <summary>Signals are the business of <see cref="Interruption"/>, which tells Ctrl-C from SIGTERM.</summary>
    private sealed class SignalledElsewhere : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
