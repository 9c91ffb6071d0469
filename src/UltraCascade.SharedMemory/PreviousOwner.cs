using UltraCascade.Protocol;

namespace UltraCascade.SharedMemory;

/// <summary>What an owner finds in the header its predecessor left.</summary>
/// <param name="State">Stopped: it ended as it should. None: there was no predecessor. Anything else: it died.</param>
/// <param name="IsOfThisBoot">Whether it ran since the machine was started: only then were its stores kept in order.</param>
public readonly record struct PreviousOwner(RegionState State, bool IsOfThisBoot);
