namespace UltraCascade.Measurement.Machine;

/// <summary>What a figure depends on and a reader of the figure cannot see.</summary>
public sealed record Fingerprint
{
    /// <summary>Model of the processor.</summary>
    public required string Cpu { get; init; }

    /// <summary>Processors that are online.</summary>
    public required int Cpus { get; init; }

    /// <summary>Processors that this process may use.</summary>
    public required int UsableCpus { get; init; }

    /// <summary>Widest vectors the runtime uses, in bits.</summary>
    public required int SimdBits { get; init; }

    /// <summary>Frequency governor; <c>none</c> where the machine has none to choose, as most virtual ones.</summary>
    public required string Governor { get; init; }

    /// <summary>Kernel clock source.</summary>
    public required string ClockSource { get; init; }

    /// <summary>Kernel release.</summary>
    public required string Kernel { get; init; }

    /// <summary>Whether a hypervisor is under the kernel.</summary>
    public required bool IsVirtual { get; init; }

    /// <summary>Runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>Transparent huge pages of shared memory.</summary>
    public required string ShmemHugePages { get; init; }

    /// <summary>One-minute load average at the start.</summary>
    public required double Load { get; init; }

    /// <summary>What one reading of the clock takes, in ns; it is inside every latency once.</summary>
    public required double ClockNs { get; init; }
}
