namespace UltraCascade.Journal;

/// <summary>A place in the journal that is not as it was written.</summary>
/// <param name="Path">File.</param>
/// <param name="Offset">Byte in the file.</param>
/// <param name="Reason">What is wrong there, as a clause.</param>
public sealed record JournalFault(string Path, long Offset, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path} at byte {Offset}: {Reason}";
}
