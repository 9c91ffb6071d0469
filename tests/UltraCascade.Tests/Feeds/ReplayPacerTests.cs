using UltraCascade.Feeds;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Tests.Feeds;

/// <summary>Pacing by a clock that only the test moves, into a target that takes what the test lets it.</summary>
public sealed class ReplayPacerTests
{
    private const long Ms = 1_000_000;

    private FakeClock _clock = null!;
    private FakeTarget _target = null!;

    [SetUp]
    public void SetUp()
    {
        _clock = new FakeClock();
        _target = new FakeTarget(_clock);
    }

    [TestCase(1)]
    [TestCase(10)]
    [TestCase(0.5)]
    public void ShouldPublishEachRecordWhenItIsDueAndNotBefore(double speed)
    {
        LiquidationTable table = TimelineWriterTests.Table(50, 120, 450, 2000);
        ReplayStatistics statistics = Run(table, new ReplayOptions { Speed = speed });
        Assert.That(_target.Taken, Has.Count.EqualTo(4 + 20));
        long startNs = _target.Taken[0].Record.ReceiveNs;
        foreach ((EventRecord record, long atNs) in _target.Taken)
        {
            double dueNs = (record.ReceiveNs - startNs) / speed;
            Assert.That(atNs - _clock.StartNs, Is.InRange(dueNs - 1, dueNs + 2), $"{record.Kind} at {record.ReceiveNs - startNs}");
        }

        Assert.That((statistics.Events, statistics.Ticks, statistics.Gaps, statistics.Completed), Is.EqualTo((4L, 20L, 0L, true)));
    }

    [Test]
    public void ShouldTakeNoTimeAtFullSpeed()
    {
        ReplayStatistics statistics = Run(TimelineWriterTests.Table(50, 120, 4_000_000), new ReplayOptions { Speed = 0 }, tailSeconds: 600);
        Assert.That(statistics.ElapsedNs, Is.Zero);
        Assert.That(statistics.Gaps, Is.EqualTo(1));
    }

    [Test]
    public void ShouldSpendNoWallTimeOnAGapUnlessAsked()
    {
        LiquidationTable table = TimelineWriterTests.Table(50, 4_000_000);
        Assert.That(Run(table, new ReplayOptions { Speed = 1 }).ElapsedNs / Ms, Is.InRange(599_900, 600_100));
        SetUp();
        Assert.That(Run(table, new ReplayOptions { Speed = 1, SkipIdle = false }).ElapsedNs / Ms, Is.InRange(3_999_940, 3_999_960));
    }

    [Test]
    public void ShouldKeepTheHeartbeatGoingWhileItWaits()
    {
        Run(TimelineWriterTests.Table(50, 30_000), new ReplayOptions { Speed = 0.1 });
        Assert.That(_target.LongestWithoutBeatNs, Is.LessThanOrEqualTo(100 * Ms));
    }

    [Test]
    public void ShouldWaitForRoomWithoutLosingARecord()
    {
        LiquidationTable table = TimelineWriterTests.Table(50, 60, 70, 80, 90, 4_000_000, 4_000_001);
        foreach (double speed in (double[])[0, 50])
        {
            SetUp();
            _target.RoomPerCall = 3;
            _target.RefuseEvery = 2;
            Run(table, new ReplayOptions { Speed = speed });
            Assert.That(_target.Taken.Select(t => t.Record), Is.EqualTo(TimelineWriterTests.Drain(table, 0)));
        }
    }

    [Test]
    public void ShouldSayThatTheEngineIsGoneInsteadOfHanging()
    {
        _target.RoomPerCall = 0;
        _target.EngineIsAlive = false;
        EngineGoneException? e = Assert.Throws<EngineGoneException>(() => Run(TimelineWriterTests.Table(50), new ReplayOptions()));
        Assert.That(e!.Message, Does.Contain("No engine has been alive for 5 s and the feed is full"));
        Assert.That((_clock.NowNs() - _clock.StartNs) / Ms, Is.InRange(5000, 5010));
        Assert.That(_target.LongestWithoutBeatNs, Is.LessThanOrEqualTo(100 * Ms));
    }

    [Test]
    public void ShouldNotGiveUpOnAnEngineThatComesBackInTime()
    {
        _target.RoomPerCall = 0;
        _target.EngineIsAlive = false;
        _clock.At(4_900 * Ms, () => _target.EngineIsAlive = true);
        _clock.At(5_500 * Ms, () => _target.EngineIsAlive = false);
        _clock.At(10_000 * Ms, () => _target.RoomPerCall = int.MaxValue);
        Assert.That(Run(TimelineWriterTests.Table(50), new ReplayOptions()).Completed, Is.True);
    }

    [Test]
    public void ShouldWaitWithoutLimitForAnEngineWhenAsked()
    {
        _target.RoomPerCall = 0;
        _target.EngineIsAlive = false;
        _clock.At(60_000 * Ms, () => _target.RoomPerCall = int.MaxValue);
        Assert.That(Run(TimelineWriterTests.Table(50), new ReplayOptions { WaitForEngine = true }).Completed, Is.True);
    }

    [Test]
    public void ShouldWaitUntilTheLastRecordIsConsumed()
    {
        _target.ConsumeAtOnce = false;
        _clock.At(700 * Ms, () => _target.Consumed = _target.Published);
        Assert.That(Run(TimelineWriterTests.Table(50), new ReplayOptions()).ElapsedNs, Is.InRange(700 * Ms, 701 * Ms));
        SetUp();
        _target.ConsumeAtOnce = false;
        Assert.That(Run(TimelineWriterTests.Table(50), new ReplayOptions { WaitUntilConsumed = false }).ElapsedNs, Is.Zero);
    }

    [Test]
    public void ShouldNotHangWhenTheEngineDiesBeforeItConsumedTheLastRecord()
    {
        _target.ConsumeAtOnce = false;
        _clock.At(300 * Ms, () => _target.EngineIsAlive = false);
        Assert.Throws<EngineGoneException>(() => Run(TimelineWriterTests.Table(50), new ReplayOptions()));
    }

    [Test]
    public void ShouldStopWhenCancelledWhileItWaitsForTimeOrRoom()
    {
        using var cancellation = new CancellationTokenSource();
        _clock.At(1000 * Ms, cancellation.Cancel);
        ReplayStatistics statistics = Run(TimelineWriterTests.Table(50, 5000), new ReplayOptions { Speed = 1 }, token: cancellation.Token);
        Assert.That((statistics.Completed, statistics.Events), Is.EqualTo((false, 1L)));
        SetUp();
        _target.RoomPerCall = 0;
        Assert.That(Run(TimelineWriterTests.Table(50), new ReplayOptions(), token: cancellation.Token).Completed, Is.False);
    }

    [Test]
    public void ShouldMapInstrumentsAndVenuesToTheFeedsOwnIndices()
    {
        _target.FirstInstrument = 7;
        _target.FirstVenue = 20;
        Run(TimelineWriterTests.Table(50), new ReplayOptions());
        EventRecord record = _target.Taken.Single(t => t.Record.Kind == RecordKind.Liquidation).Record;
        Assert.That((record.Instrument, record.Venue), Is.EqualTo(((ushort)7, (byte)23)));
    }

    [Test]
    public void ShouldCountEventsForWhichTheDirectoryIsFull()
    {
        _target.FirstInstrument = -1;
        ReplayStatistics statistics = Run(TimelineWriterTests.Table(50, 60), new ReplayOptions());
        Assert.That((statistics.Events, statistics.LeftOut), Is.EqualTo((0L, 2L)));
    }

    [Test]
    public void ShouldReportProgress()
    {
        var reports = new List<ReplayProgress>();
        Run(TimelineWriterTests.Table(50, 2050), new ReplayOptions { Speed = 1, OnProgress = reports.Add });
        Assert.That(reports, Has.Count.InRange(9, 12));
        Assert.That((reports[^1].Events, reports[^1].TotalEvents), Is.EqualTo((2L, 2L)));
    }

    [TestCase(-1)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void ShouldRefuseASpeedThatIsNone(double speed) =>
        Assert.That(() => Run(TimelineWriterTests.Table(50), new ReplayOptions { Speed = speed }), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void ShouldReplayThroughARealFeedInOrder()
    {
        using var folder = new InputFolder();
        var paths = new InstancePaths(folder["shm"], "test");
        LiquidationTable table = ScenarioGenerator.Generate(new ScenarioOptions { CalmSeconds = 60, DurationSeconds = 100 }).ToTable();
        List<EventRecord> expected = TimelineWriterTests.Drain(table, 10);
        using FeedWriter writer = FeedWriter.Open(paths, "replay", new FeedOptions { Slots = 8192, Instruments = 16, Mode = InstanceMode.Replay });
        var pacer = new ReplayPacer(writer, table, new TimelineOptions { TailSeconds = 10 }, new ReplayOptions { WaitUntilConsumed = false });
        ReplayStatistics statistics = pacer.Run(CancellationToken.None);
        Assert.That((statistics.Events, statistics.Completed), Is.EqualTo((table.Count, true)));
        Assert.That(FeedReader.TryOpen(paths.Feed("replay"), out FeedReader? reader, out string reason), Is.EqualTo(RegionStatus.Ready), reason);
        using (reader)
        {
            for (int i = 0; i < expected.Count; i++)
            {
                Assert.That(reader!.TryRead(out EventRecord record), Is.True);
                EventRecord wanted = expected[i];
                Assert.That((record.Sequence, record.Kind, record.ReceiveNs, record.AmountMicroUsd, record.Id), Is.EqualTo((i + 1L, wanted.Kind, wanted.ReceiveNs, wanted.AmountMicroUsd, wanted.Id)));
                if (record.Kind == RecordKind.Liquidation)
                {
                    Assert.That(reader.TryGetInstrument(record.Instrument, out InstrumentEntry entry), Is.True);
                    Assert.That(FixedText.Read(entry.Name), Is.EqualTo(table.Instruments[wanted.Instrument].Name));
                }
            }
        }
    }

    private ReplayStatistics Run(LiquidationTable table, ReplayOptions options, int tailSeconds = 0, CancellationToken token = default) =>
        new ReplayPacer(_target, _clock, table, new TimelineOptions { TailSeconds = tailSeconds }, options).Run(token);

    /// <summary>Time passes only while somebody sleeps.</summary>
    private sealed class FakeClock : IPacingClock
    {
        private readonly PriorityQueue<Action, long> _planned = new();
        private long _nowNs = 123_456_789;

        public long StartNs { get; } = 123_456_789;

        public void At(long afterNs, Action action) => _planned.Enqueue(action, StartNs + afterNs);

        public long NowNs() => _nowNs;

        public void Sleep(long durationNs)
        {
            Assert.That(durationNs, Is.Positive);
            _nowNs += durationNs;
            while (_planned.TryPeek(out Action? action, out long atNs) && atNs <= _nowNs)
            {
                _planned.Dequeue();
                action();
            }
        }
    }

    private sealed class FakeTarget(FakeClock clock) : IReplayTarget
    {
        private long _beatAtNs;
        private int _calls;
        private int _instruments;
        private int _venues;

        public List<(EventRecord Record, long AtNs)> Taken { get; } = [];

        public int RoomPerCall { get; set; } = int.MaxValue;

        public int RefuseEvery { get; set; } = int.MaxValue;

        public bool ConsumeAtOnce { get; set; } = true;

        public int FirstInstrument { get; set; } = 1;

        public int FirstVenue { get; set; } = 1;

        public long LongestWithoutBeatNs { get; private set; }

        public long Published { get; private set; }

        public long Consumed { get; set; }

        public bool EngineIsAlive { get; set; } = true;

        public int AddInstrument(string name, string baseAsset, DirectoryFlags flags) => FirstInstrument < 0 ? -1 : FirstInstrument + _instruments++;

        public int AddVenue(string code) => FirstVenue + _venues++;

        public int TryPublishBatch(ReadOnlySpan<EventRecord> records)
        {
            int taken = ++_calls % RefuseEvery == 0 ? 0 : Math.Min(RoomPerCall, records.Length);
            foreach (EventRecord record in records[..taken])
            {
                Taken.Add((record, clock.NowNs()));
            }

            Published += taken;
            Consumed = ConsumeAtOnce ? Published : Consumed;
            return taken;
        }

        public void Beat()
        {
            LongestWithoutBeatNs = Math.Max(LongestWithoutBeatNs, _beatAtNs == 0 ? 0 : clock.NowNs() - _beatAtNs);
            _beatAtNs = clock.NowNs();
        }
    }
}
