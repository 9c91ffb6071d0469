using System.Runtime.CompilerServices;

namespace UltraCascade.Engine.Velocity;

/// <summary>Eight 64-bit integers side by side: one 512-bit vector, two of 256 or four of 128.</summary>
[InlineArray(Count)]
public struct Lanes
{
    /// <summary>Number of lanes.</summary>
    public const int Count = 8;

    private long _element;
}
