namespace UltraCascade.Host.Terminal;

/// <summary>The few ways in which a piece of text can stand out.</summary>
internal enum Style
{
    Plain,
    Bold,
    Dim,
    Red,
    Green,
    Yellow,
    Cyan,
    Alarm,
}
