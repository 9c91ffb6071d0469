namespace UltraCascade.Host.Demo;

/// <summary>How the demo shows what happens while it happens.</summary>
internal interface IDemoView : IDisposable
{
    /// <summary>Reads what is new and shows it. Called about ten times a second.</summary>
    void Show();
}
