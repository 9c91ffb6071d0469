using System.Runtime.InteropServices;

namespace UltraCascade.Ring;

/// <summary>128 bytes that nobody uses, between data of different threads.</summary>
[StructLayout(LayoutKind.Sequential, Size = Sequence.PaddingBytes)]
internal readonly struct CacheLinePadding;
