using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Engine;
using UltraCascade.Host.Processes;
using UltraCascade.Host.Serve;

namespace UltraCascade.Host.Verbs;

/// <summary>
/// The engine process: runs until it is told to stop, and drains what it has before it ends. It starts the serve process and
/// starts it again when it dies.
/// </summary>
internal sealed class RunVerb : Command
{
    private static readonly TimeSpan s_drainPatience = TimeSpan.FromSeconds(30);

    public RunVerb()
        : base("run", "Runs the engine of an instance, and its serve process when one is configured, until SIGTERM or Ctrl-C.")
    {
        Options.Add(SharedOptions.Instance);
        Options.Add(SharedOptions.Directory);
        Options.Add(SharedOptions.Journal);
        Options.Add(ComputeOptions.Mode);
        Options.Add(ComputeOptions.Topology);
        Options.Add(ComputeOptions.Simd);
        Options.Add(ComputeOptions.Wait);
        Options.Add(ComputeOptions.Calibration);
        Options.Add(RunOptions.EngineOnly);
        Options.Add(ServeOptions.Redis);
        Options.Add(RunOptions.StopWithInput);
        SetAction(result => VerbExecution.Execute(result, context => Run(context, result.GetValue(RunOptions.EngineOnly))));
    }

    private static int Run(VerbContext context, bool engineOnly)
    {
        using IHost host = Build(context, engineOnly);
        EngineService engine = host.Services.GetRequiredService<EngineService>();
        IHostApplicationLifetime lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        using CancellationTokenRegistration onSignal = context.Token.Register(lifetime.StopApplication);
        host.StartAsync().GetAwaiter().GetResult();
        engine.ExecuteTask?.ContinueWith(_ => lifetime.StopApplication(), TaskScheduler.Default);
        host.WaitForShutdown();
        ThrowWhenFaulted(engine);
        return context.StoppedByUser;
    }

    private static IHost Build(VerbContext context, bool engineOnly)
    {
        HostApplicationBuilder builder = ServiceHost.Builder(context);
        builder.Services.AddSingleton(context.Settings.Engine);
        builder.Services.AddSingleton(context.Settings.Journal);
        builder.Services.AddSingleton<EngineService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EngineService>());
        if (!engineOnly && context.Settings.Redis.IsConfigured)
        {
            builder.Services.AddHostedService(services => new ServeSupervisor(context.Settings, services.GetRequiredService<ILogger<ServeSupervisor>>()));
        }

        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = s_drainPatience);
        return builder.Build();
    }

    /// <summary>The host ends quietly when its service fails; the shell must hear of it.</summary>
    private static void ThrowWhenFaulted(EngineService engine)
    {
        if (engine.ExecuteTask is { IsFaulted: true } task)
        {
            task.GetAwaiter().GetResult();
        }
    }
}
