using System.Runtime.CompilerServices;
using UltraCascade.Feeds;

namespace UltraCascade.Tests.Feeds;

/// <summary>
/// Feeds asks the framework to notice a gzip that ends early; the framework looks at that once, when the first compressed stream of the
/// process ends. Tests write compressed files themselves, so the request has to be made before the first of them.
/// </summary>
[SetUpFixture]
public sealed class StrictGzipSetUp
{
    [OneTimeSetUp]
    public void AskBeforeTheFirstStream() => RuntimeHelpers.RunClassConstructor(typeof(FeedFile).TypeHandle);
}
