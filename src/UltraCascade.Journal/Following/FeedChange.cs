using UltraCascade.Protocol;

namespace UltraCascade.Journal;

/// <summary>From a sequence on, an index of the feed table means this file.</summary>
/// <param name="FromSequence">First sequence that may come from it.</param>
/// <param name="Entry">Index (in <c>Committed</c>), name and identity.</param>
public readonly record struct FeedChange(long FromSequence, FeedEntry Entry);
