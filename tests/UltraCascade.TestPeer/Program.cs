using UltraCascade.SharedMemory;
using UltraCascade.TestPeer;

// The other process of a conformance test. Every verb but write-table and hot-loop has a twin in native/, with the same options and the same output.
PeerOptions options = new(args.Skip(1).ToArray());
try
{
    return args.FirstOrDefault() switch
    {
        "write-feed" => FeedPeer.Run(options),
        "write-table" => TablePeer.Run(options),
        "watch" => WatchPeer.Run(options),
        "torn-write" => TornWriterPeer.Run(options),
        "torn-read" => TornReaderPeer.Run(options),
        "hot-loop" => HotLoopPeer.Run(options),
        _ => throw new ArgumentException("usage: ultracascade-testpeer write-feed|write-table|watch|torn-write|torn-read|hot-loop --dir DIRECTORY --instance NAME …"),
    };
}
catch (Exception exception) when (exception is RegionException or InstanceHeldException or ArgumentException)
{
    Console.Error.WriteLine(exception.Message);
    return exception is InstanceHeldException ? PeerExit.Held : PeerExit.Failure;
}
