using System.Runtime.InteropServices;

namespace UltraCascade.SharedMemory;

/// <summary>The Linux error numbers this room tells apart, and their text.</summary>
internal static class Errno
{
    internal const int NotPermitted = 1;
    internal const int NoEntry = 2;
    internal const int Interrupted = 4;
    internal const int WouldBlock = 11;
    internal const int NoMemory = 12;
    internal const int AccessDenied = 13;
    internal const int Exists = 17;
    internal const int NotADirectory = 20;
    internal const int IsADirectory = 21;
    internal const int Invalid = 22;
    internal const int TooLarge = 27;
    internal const int NoSpace = 28;
    internal const int ReadOnlyFileSystem = 30;
    internal const int TooManyLinks = 40;
    internal const int TimedOut = 110;
    internal const int QuotaExceeded = 122;

    /// <summary>Text of a (positive or negative) error number, with the number.</summary>
    internal static string Describe(int error)
    {
        int number = Math.Abs(error);
        return $"{Marshal.GetPInvokeErrorMessage(number)} (errno {number})";
    }
}
