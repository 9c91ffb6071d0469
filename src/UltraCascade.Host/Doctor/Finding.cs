namespace UltraCascade.Host.Doctor;

/// <summary>What a check came to.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Pass,

    /// <summary>Works, but costs latency or safety.</summary>
    Warn,

    /// <summary>Something will not work.</summary>
    Fail,

    /// <summary>Cannot be told on this machine, or does not apply to it.</summary>
    Skip,
}

/// <summary>One thing looked at.</summary>
/// <param name="Id">Its name: lower case and hyphens, never changes.</param>
/// <param name="Verdict">What it came to.</param>
/// <param name="Found">What is.</param>
/// <param name="Wanted">What should be.</param>
/// <param name="Fix">How to get there; empty when there is nothing to do.</param>
/// <param name="Effect">What it does to the engine as it is.</param>
internal sealed record Finding(string Id, Verdict Verdict, string Found, string Wanted, string Fix, string Effect)
{
    /// <summary>It is as wanted.</summary>
    public static Finding Passed(string id, string found, string wanted) => new(id, Verdict.Pass, found, wanted, "", "");

    /// <summary>It cannot be told, or does not apply.</summary>
    public static Finding Skipped(string id, string why, string wanted) => new(id, Verdict.Skip, why, wanted, "", "");
}
