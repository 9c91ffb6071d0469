using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Processes;
using UltraCascade.Host.Serve;

namespace UltraCascade.Host.Verbs;

/// <summary>The serve process: carries the signals of an instance to where people subscribe. It only reads what the engine writes.</summary>
internal sealed class ServeVerb : Command
{
    private static readonly TimeSpan s_drainPatience = TimeSpan.FromSeconds(20);

    public ServeVerb()
        : base("serve", "Carries the signals of an instance to Redis until SIGTERM or Ctrl-C. 'run' starts it by itself.")
    {
        Options.Add(SharedOptions.Instance);
        Options.Add(SharedOptions.Directory);
        Options.Add(SharedOptions.Journal);
        Options.Add(ServeOptions.Redis);
        Options.Add(RunOptions.StopWithInput);
        SetAction(result => VerbExecution.Execute(result, Run));
    }

    private static int Run(VerbContext context)
    {
        if (!context.Settings.Redis.IsConfigured)
        {
            throw new VerbException(
                "There is nothing to serve: no Redis server is named. Say --redis HOST:PORT, or set Redis.Endpoints in the configuration.",
                ExitCode.Configuration);
        }

        HostApplicationBuilder builder = ServiceHost.Builder(context);
        builder.Services.AddHostedService(services => new BridgeService(context.Paths, context.Settings, services.GetRequiredService<ILogger<BridgeService>>()));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = s_drainPatience);
        using IHost host = builder.Build();
        IHostApplicationLifetime lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        using CancellationTokenRegistration onSignal = context.Token.Register(lifetime.StopApplication);
        host.StartAsync().GetAwaiter().GetResult();
        host.WaitForShutdown();
        return context.StoppedByUser;
    }
}
