using UltraCascade.Protocol;
using UltraCascade.Redis.Connection;
using UltraCascade.Redis.Stream;
using UltraCascade.SharedMemory;

namespace UltraCascade.Redis;

/// <summary>
/// Carries the signals of an instance to a Redis server, for as long as it is told to. It reads the region as any reader
/// does and keeps nothing in memory but a window of signals on their way: while the server is away it reads nothing, and
/// afterwards it asks the server where the stream ends and goes on behind that, out of the history ring or the archive.
/// </summary>
public sealed class RedisBridge
{
    private readonly InstancePaths _paths;
    private readonly BridgeOptions _options;
    private readonly Func<SignalReader, ISignalArchive?> _openArchive;
    private readonly Action<string> _say;
    private readonly Backoff _backoff;
    private volatile BridgeStatus _status;
    private RedisFault _told = RedisFault.None;

    /// <param name="paths">The instance.</param>
    /// <param name="options">Where to, and what.</param>
    /// <param name="openArchive">Opens what holds older signals than the history ring; gives null while there is none.</param>
    /// <param name="say">Gets a line when something changes.</param>
    public RedisBridge(InstancePaths paths, BridgeOptions options, Func<SignalReader, ISignalArchive?> openArchive, Action<string> say)
    {
        _paths = paths;
        _options = options;
        _openArchive = openArchive;
        _say = say;
        _backoff = new Backoff(options.LongestPause, Random.Shared.NextDouble);
        _status = new BridgeStatus
        {
            Endpoint = string.Join(',', options.Endpoints),
            Stream = new RedisNames(options.Prefix, paths.Instance).Stream,
            Reason = "not connected yet",
        };
    }

    /// <summary>What it does now. From any thread.</summary>
    public BridgeStatus Status => _status;

    /// <summary>Runs until told to stop; does not throw for anything that a server does.</summary>
    public void Run(CancellationToken token)
    {
        using BridgeSession session = new(_paths, _options, _openArchive);
        while (!token.IsCancellationRequested)
        {
            try
            {
                using RedisLink link = RedisLink.Connect(_options);
                session.Begin(link);
                Pump(session, token);
            }
            catch (Exception exception)
            {
                // Whatever a server or the client library does, the bridge goes on: with a new connection.
                RedisFaultException fault = FaultReading.Read(exception, _options.Password);
                Report(session, fault);
                Pause(fault.Fault, token);
            }
        }
    }

    private void Pump(BridgeSession session, CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            session.Step();
            if (session.IsDue)
            {
                session.KeepFresh();
                _status = session.Describe(_status) with { Connected = true, Fault = RedisFault.None, Reason = session.Waiting };
                Welcome(session);
            }
        }

        session.Finish();
        _status = session.Describe(_status);
    }

    private void Welcome(BridgeSession session)
    {
        if (!session.HasProof)
        {
            return;
        }

        _backoff.Reset();
        if (_told != RedisFault.None)
        {
            _told = RedisFault.None;
            _say($"Redis at {_status.Endpoint} takes signals again; {_status.Backlog:#,0} to catch up with.");
        }
    }

    private void Report(BridgeSession session, RedisFaultException fault)
    {
        session.End();
        _status = session.Describe(_status) with { Connected = false, Fault = fault.Fault, Reason = fault.Message };
        if (_told != fault.Fault && fault.Fault != RedisFault.StreamMoved)
        {
            _told = fault.Fault;
            _say($"Redis at {_status.Endpoint} takes no signals: {fault.Message}. The bridge keeps trying; the engine does not notice.");
        }
    }

    // A stream that stands elsewhere than thought only wants another look.
    private void Pause(RedisFault fault, CancellationToken token)
    {
        TimeSpan pause = _backoff.Next();
        token.WaitHandle.WaitOne(fault is RedisFault.StreamMoved or RedisFault.ScriptGone ? pause / 10 : pause);
    }
}
