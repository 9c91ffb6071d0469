namespace UltraCascade.Evaluation.Labels;

/// <summary>A file of labels cannot be used. The message says which line, what is wrong and what is wanted.</summary>
public sealed class LabelFileException : Exception
{
    /// <summary>Makes the exception.</summary>
    public LabelFileException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
