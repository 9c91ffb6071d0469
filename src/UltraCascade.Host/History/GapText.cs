using UltraCascade.Journal;

namespace UltraCascade.Host.History;

/// <summary>Why sequences are missing, in words.</summary>
internal static class GapText
{
    public static string Of(GapCause cause) => cause switch
    {
        GapCause.Dropped => "the disk was stuck",
        GapCause.NotJournalled => "the engine ran without this journal",
        GapCause.Removed => "their segments were removed",
        _ => "the reason is not said",
    };
}
