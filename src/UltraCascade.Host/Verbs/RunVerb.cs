using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Engine;
using UltraCascade.Host.Processes;

namespace UltraCascade.Host.Verbs;

/// <summary>The engine process: runs until it is told to stop, and drains what it has before it ends.</summary>
internal sealed class RunVerb : Command
{
    private static readonly TimeSpan s_drainPatience = TimeSpan.FromSeconds(30);

    public RunVerb()
        : base("run", "Runs the engine of an instance until SIGTERM or Ctrl-C.")
    {
        Options.Add(SharedOptions.Instance);
        Options.Add(SharedOptions.Directory);
        Options.Add(ComputeOptions.Mode);
        Options.Add(ComputeOptions.Topology);
        Options.Add(ComputeOptions.Simd);
        Options.Add(ComputeOptions.Wait);
        Options.Add(ComputeOptions.Calibration);
        Options.Add(RunOptions.EngineOnly);
        Options.Add(RunOptions.StopWithInput);
        SetAction(result => VerbExecution.Execute(result, Run));
    }

    private static int Run(VerbContext context)
    {
        using IHost host = Build(context);
        EngineService engine = host.Services.GetRequiredService<EngineService>();
        IHostApplicationLifetime lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        using CancellationTokenRegistration onSignal = context.Token.Register(lifetime.StopApplication);
        host.StartAsync().GetAwaiter().GetResult();
        engine.ExecuteTask?.ContinueWith(_ => lifetime.StopApplication(), TaskScheduler.Default);
        host.WaitForShutdown();
        ThrowWhenFaulted(engine);
        return context.StoppedByUser;
    }

    private static IHost Build(VerbContext context)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(new StandardErrorLogging(context.Messages));
        builder.Logging.SetMinimumLevel(context.Verbose ? LogLevel.Debug : context.Messages.Quiet ? LogLevel.Warning : LogLevel.Information);
        // What the framework says about a failed engine is its stack; the verb reports the failure in words.
        builder.Logging.AddFilter("Microsoft", context.Verbose ? LogLevel.Information : LogLevel.None);
        builder.Services.AddSingleton(context.Settings.Engine);
        builder.Services.AddSingleton<IHostLifetime, SignalledElsewhere>();
        builder.Services.AddSingleton<EngineService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EngineService>());
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

    /// <summary>Signals are the business of <see cref="Interruption"/>, which tells Ctrl-C from SIGTERM.</summary>
    private sealed class SignalledElsewhere : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
