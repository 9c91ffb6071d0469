using System.Runtime.InteropServices;

namespace UltraCascade.ConformanceTests.Processes;

/// <summary>Signals to one process by its id.</summary>
internal static class UnixSignal
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static bool IsRoot { get; } = EffectiveUserId() == 0;

    public static void Send(int processId, int signal) => Assert.That(SendSignal(processId, signal), Is.Zero, $"kill -{signal} {processId}");

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int processId, int signal);

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint EffectiveUserId();
}
