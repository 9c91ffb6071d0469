using UltraCascade.Host.Processes;

namespace UltraCascade.Tests.Host;

/// <summary>The commands that the demo proposes must survive a folder with a blank or a quote in its name.</summary>
public sealed class ShellTextTests
{
    [TestCase("/tmp/a-b_c.csv", "/tmp/a-b_c.csv")]
    [TestCase("/tmp/a b", "'/tmp/a b'")]
    [TestCase("it's", @"'it'\''s'")]
    [TestCase("$HOME", "'$HOME'")]
    [TestCase("", "''")]
    public void ShouldQuoteWhatAShellWouldChange(string word, string expected)
    {
        Assert.That(ShellText.Quote(word), Is.EqualTo(expected));
    }
}
