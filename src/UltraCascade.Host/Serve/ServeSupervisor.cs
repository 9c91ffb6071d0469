using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UltraCascade.Host.Configuration;
using UltraCascade.Host.Processes;

namespace UltraCascade.Host.Serve;

/// <summary>
/// Keeps a serve process beside the engine: starts it, and starts it again with growing pauses when it ends. Whatever
/// becomes of it, the engine goes on. It ends with its standard input, so it never outlives the engine.
/// </summary>
internal sealed class ServeSupervisor(UltraCascadeSettings settings, ILogger<ServeSupervisor> logger) : BackgroundService
{
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_provenAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_stopPatience = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TimeSpan pause = s_shortestPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            long start = Stopwatch.GetTimestamp();
            string end = await RunOnce(stoppingToken).ConfigureAwait(false);
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            pause = Stopwatch.GetElapsedTime(start) > s_provenAfter ? s_shortestPause : pause;
            logger.LogWarning("The serve process {End}; the engine goes on, serve is started again in {Pause:0.0} s.", end, pause.TotalSeconds);
            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    /// <summary>Start information of a serve process for these settings; what is secret goes by the environment.</summary>
    public static ProcessStartInfo StartInfo(UltraCascadeSettings settings, string instance, string directory)
    {
        ProcessStartInfo start = OwnExecutable.With(["serve", CommandLine.RunOptions.StopWithInput.Name, "--instance", instance, "--dir", directory]);
        start.Environment[SettingsReader.EnvironmentPrefix + "REDIS__ENDPOINTS"] = string.Join(',', settings.Redis.Endpoints);
        start.Environment[SettingsReader.EnvironmentPrefix + "JOURNAL__DIRECTORY"] = settings.Journal.Directory;
        return start;
    }

    private async Task<string> RunOnce(CancellationToken token)
    {
        ProcessStartInfo start = StartInfo(settings, settings.Engine.Instance, settings.Engine.Directory);
        // It writes to our own standard error: nothing to carry, nothing to allocate in this process.
        start.RedirectStandardOutput = false;
        start.RedirectStandardError = false;
        try
        {
            using Process process = Process.Start(start)!;
            try
            {
                await process.WaitForExitAsync(token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.StandardInput.Close();
                if (!process.WaitForExit(s_stopPatience))
                {
                    process.Kill(entireProcessTree: true);
                    process.WaitForExit();
                }
            }

            return $"(pid {process.Id}) ended with exit code {process.ExitCode}";
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return $"could not be started: {exception.Message}";
        }
    }
}
