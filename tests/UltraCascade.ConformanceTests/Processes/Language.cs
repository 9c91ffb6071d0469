namespace UltraCascade.ConformanceTests.Processes;

/// <summary>Languages of the peers.</summary>
public enum Language
{
    CSharp,
    C,
    Cpp,
    Python,
}
