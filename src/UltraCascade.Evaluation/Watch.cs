namespace UltraCascade.Evaluation;

/// <summary>Who wants to know how a long pass over records gets on, and may stop it.</summary>
/// <param name="OnRecords">Called with the number of records done since the last call; from several threads at once. Null = nobody.</param>
/// <param name="Token">Stops the pass.</param>
public readonly record struct Watch(Action<long>? OnRecords, CancellationToken Token)
{
    /// <summary>Nobody.</summary>
    public static Watch None => default;

    /// <summary>Tells that so many records are done.</summary>
    /// <exception cref="OperationCanceledException">The pass is to stop.</exception>
    internal void Advance(long records)
    {
        Token.ThrowIfCancellationRequested();
        OnRecords?.Invoke(records);
    }
}
