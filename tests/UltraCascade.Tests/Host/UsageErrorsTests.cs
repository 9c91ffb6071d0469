using System.CommandLine;
using UltraCascade.Host.CommandLine;

namespace UltraCascade.Tests.Host;

/// <summary>A mistyped word deserves a guess, and a number out of range the range.</summary>
public sealed class UsageErrorsTests
{
    private readonly Option<int?> _count = NumberOption.Create("--count", "How many.", 1, 10);

    [Test]
    public void ShouldGuessAMistypedVerb()
    {
        Assert.That(Describe("repaly"), Has.Some.EqualTo("Did you mean 'replay'?").And.None.Contains("Required command"));
    }

    [Test]
    public void ShouldGuessAMistypedOption()
    {
        Assert.That(Describe("replay", "--cuont"), Has.Some.EqualTo("Did you mean '--count'?"));
    }

    [Test]
    public void ShouldNotGuessAWordThatResemblesNothing()
    {
        Assert.That(Describe("elephant"), Has.None.StartsWith("Did you mean"));
    }

    [TestCase("0")]
    [TestCase("11")]
    [TestCase("two")]
    [TestCase("1.5")]
    [TestCase("99999999999999999999")]
    public void ShouldNameTheRangeOfANumber(string text)
    {
        Assert.That(Describe("replay", "--count", text), Has.One.EqualTo($"--count takes a number from 1 to 10, not '{text}'."));
    }

    [Test]
    public void ShouldTakeANumberInItsRange()
    {
        ParseResult result = Parse("replay", "--count", "10");

        Assert.That(result.Errors, Is.Empty);
        Assert.That(result.GetValue(_count), Is.EqualTo(10));
    }

    private string[] Describe(params string[] arguments) => [.. UsageErrors.Describe(Parse(arguments))];

    private ParseResult Parse(params string[] arguments)
    {
        Command replay = new("replay");
        replay.Options.Add(_count);
        replay.SetAction(_ => 0);
        return new RootCommand { replay }.Parse(arguments);
    }
}
