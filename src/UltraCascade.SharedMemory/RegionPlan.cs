using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>What an owner wants its region to be, and how to fill one that has to be made.</summary>
internal sealed class RegionPlan
{
    /// <summary>Where.</summary>
    internal required string Path { get; init; }

    /// <summary>Geometry, kind and mode; the owner's fields are filled in at creation.</summary>
    internal required RegionHeader Layout { get; init; }

    /// <summary>Whether the file itself carries the owner's lock (feeds; engine regions are behind the instance's lock).</summary>
    internal required bool IsLocked { get; init; }

    /// <summary>Whether the file belongs to its mode (engine regions); a feed of another mode is continued and says the new one.</summary>
    internal required bool IsModeFixed { get; init; }

    /// <summary>Group of a new file; -1 = the process's own.</summary>
    internal required long GroupId { get; init; }

    /// <summary>Writes what a new region holds from the start. Called while the file has its temporary name.</summary>
    internal Action<MappedRegion>? Fill { get; init; }

    /// <summary>Takes over from a region of another geometry what must not be forgotten: (old, new).</summary>
    internal Action<MappedRegion, MappedRegion>? CarryOver { get; init; }
}
