namespace UltraCascade.Host.Processes;

/// <summary>Standard input as a life line to the process that started us.</summary>
internal static class StandardInput
{
    /// <summary>Calls <paramref name="ended"/> once, from a thread that does nothing but wait for the end of the input.</summary>
    public static void WhenEnded(Action ended)
    {
        Thread thread = new(() =>
        {
            using Stream input = Console.OpenStandardInput();
            Span<byte> ignored = stackalloc byte[64];
            while (input.Read(ignored) > 0)
            {
            }

            ended();
        })
        {
            IsBackground = true,
            Name = "parent watch",
        };
        thread.Start();
    }
}
