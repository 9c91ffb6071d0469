using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UltraCascade.Host.Configuration;
using UltraCascade.Journal;
using UltraCascade.Protocol;
using UltraCascade.Redis;
using UltraCascade.Redis.Stream;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Serve;

/// <summary>The Redis bridge on a thread of its own, and its state in a file for <c>status</c>.</summary>
internal sealed class BridgeService(InstancePaths paths, UltraCascadeSettings settings, ILogger<BridgeService> logger) : BackgroundService
{
    private static readonly TimeSpan s_statusInterval = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        RedisBridge bridge = new(paths, settings.Redis.ToOptions(), OpenArchive, line => logger.LogInformation("{Line}", line));
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            try
            {
                bridge.Run(stoppingToken);
                ended.SetResult();
            }
            catch (Exception exception)
            {
                logger.LogError("The bridge stopped itself: {Fault}", exception);
                ended.SetException(exception);
            }
        })
        {
            Name = "redis bridge",
            IsBackground = true,
        };
        logger.LogInformation("Bridge runs: instance {Instance}, Redis at {Endpoint}, stream {Stream}.", paths.Instance, bridge.Status.Endpoint, bridge.Status.Stream);
        thread.Start();
        ServeStatusFile file = new(paths);
        while (!ended.Task.IsCompleted)
        {
            file.Write(bridge.Status);
            await Task.WhenAny(ended.Task, Task.Delay(s_statusInterval, CancellationToken.None)).ConfigureAwait(false);
        }

        file.Remove();
        await ended.Task.ConfigureAwait(false);
    }

    /// <summary>The instance's signal journal, when it keeps one.</summary>
    private JournalArchive? OpenArchive(SignalReader reader)
    {
        string directory = settings.Journal.Resolve(reader.Mode == InstanceMode.Replay ? EngineMode.Replay : EngineMode.Live);
        return directory.Length == 0 ? null : new JournalArchive(new JournalPaths(directory, paths.Instance));
    }
}
