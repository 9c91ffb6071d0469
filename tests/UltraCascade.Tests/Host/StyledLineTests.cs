using UltraCascade.Host.Terminal;

namespace UltraCascade.Tests.Host;

/// <summary>A line that is wider than it says would wrap and break a block that is redrawn in place.</summary>
public sealed class StyledLineTests
{
    [Test]
    public void ShouldCutAtItsLimitAndCountColumnsWithoutStyles()
    {
        StyledLine line = new StyledLine(colour: true, limit: 6).Add("abcd", Style.Red).Add("efgh").Add("ij");

        Assert.Multiple(() =>
        {
            Assert.That(line.Columns, Is.EqualTo(6));
            Assert.That(line.ToString(), Is.EqualTo("\x1b[31mabcd\x1b[0mef"));
        });
    }

    [Test]
    public void ShouldBePlainTextWithoutColour()
    {
        Assert.That(new StyledLine(colour: false).Add("x", Style.Alarm).AddCell("7", -3).AddCell("y", 3).ToString(), Is.EqualTo("x  7y  "));
    }

    [Test]
    public void ShouldNotPassOnControlCharactersOfANameInSharedMemory()
    {
        Assert.That(new StyledLine(colour: false).Add("BTC\x1b[2J\n").ToString(), Is.EqualTo("BTC?[2J?"));
    }
}
