using UltraCascade.Journal;
using UltraCascade.Protocol;

namespace UltraCascade.Host.History;

/// <summary>One format of exported events.</summary>
internal interface IEventText
{
    /// <summary>First line, empty = none.</summary>
    string Header { get; }

    /// <summary>The line of a record without its end, empty when the format has none for it. Valid until the next call.</summary>
    ReadOnlySpan<byte> Format(in EventRecord record, in Provenance origin, JournalTables tables);
}
