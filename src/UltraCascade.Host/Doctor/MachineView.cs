using UltraCascade.Host.Configuration;
using UltraCascade.Host.Threads;

namespace UltraCascade.Host.Doctor;

/// <summary>
/// The machine as the checks see it: files of the kernel below a root (another one than <c>/</c> in tests), and the few facts that
/// are in no file.
/// </summary>
internal sealed class MachineView(string root = "/") : KernelTree(root)
{
    /// <summary>Processors that this process may use.</summary>
    public required IReadOnlyList<int> UsableCpus { get; init; }

    /// <summary>Widest vectors that the runtime uses, in bits; 0 = none.</summary>
    public required int SimdBits { get; init; }

    /// <summary>Bytes that can still be allocated in the directory of the instances; null when it cannot be told.</summary>
    public required long? SharedMemoryFreeBytes { get; init; }

    /// <summary>Bytes that an engine of the configured sizes takes there.</summary>
    public required long SharedMemoryNeededBytes { get; init; }

    /// <summary>Share of a processor that the hypervisor took while it was watched; null when it was not.</summary>
    public required double? StealShare { get; init; }

    /// <summary>What the engine is configured with, as far as it decides about threads.</summary>
    public EngineSettings Engine { get; init; } = new();
}
