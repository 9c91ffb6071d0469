namespace UltraCascade.TestPeer;

/// <summary>Exit codes that the peers of all languages share.</summary>
internal static class PeerExit
{
    public const int Ok = 0;
    public const int Failure = 1;
    public const int Torn = 3;
    public const int Held = 75;
}
