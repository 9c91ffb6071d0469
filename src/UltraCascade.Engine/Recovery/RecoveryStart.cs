namespace UltraCascade.Engine.Recovery;

/// <summary>What a recovered engine has to be told beside the records: refused records are in no ring and in no journal.</summary>
/// <param name="IsWhole">Whether the records begin with the first one ever, so that the state after them is the state of an engine that never died.</param>
/// <param name="MayJump">Whether the first new record may jump ahead in time, as after any start but a death in the middle of a stream.</param>
/// <param name="Episodes">Number of the newest episode that is known elsewhere; the next gets a higher one.</param>
/// <param name="Rejected">Records refused so far because a field was out of its range.</param>
/// <param name="Jumps">Records refused so far because their time was too far ahead.</param>
/// <param name="RefusedByFeed">Records refused so far, by feed.</param>
public sealed record RecoveryStart(bool IsWhole, bool MayJump, long Episodes, long Rejected, long Jumps, IReadOnlyList<long> RefusedByFeed);
