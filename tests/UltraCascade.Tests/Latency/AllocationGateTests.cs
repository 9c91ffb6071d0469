using System.Reflection;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using UltraCascade.Benchmarks;

namespace UltraCascade.Tests.Latency;

/// <summary>
/// Runs every benchmark a few thousand times, so that none rots, and holds it to benchmarks/allocations.json. Times are not looked at:
/// bytes are the same on every machine.
/// </summary>
internal sealed class AllocationGateTests
{
    private const int WarmUps = 2_000;
    private const int Runs = 2_000;
    private const int SlowRuns = 50;

    private static Dictionary<string, long> Allowed =>
        JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(Path.Combine(Repository.Root, "benchmarks", "allocations.json")))!;

    private static IEnumerable<MethodInfo> Benchmarks => typeof(BenchmarkDefaults).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Where(method => method.GetCustomAttribute<BenchmarkAttribute>() is not null);

    public static IEnumerable<string> Names => Benchmarks.Select(Name);

    [Test]
    public void ShouldHaveALimitForEveryBenchmarkAndNoOther() => Assert.That(Allowed.Keys, Is.EquivalentTo(Names));

    [TestCaseSource(nameof(Names))]
    public void ShouldAllocateNoMoreThanItsLimit(string name)
    {
        MethodInfo benchmark = Benchmarks.Single(method => Name(method) == name);
        object instance = Activator.CreateInstance(benchmark.DeclaringType!)!;
        Call<GlobalSetupAttribute>(instance);
        try
        {
            bool isSlow = name.Contains("Rescan", StringComparison.Ordinal);
            Action once = Once(benchmark, instance);
            Repeat(once, isSlow ? SlowRuns : WarmUps);
            int runs = isSlow ? SlowRuns : Runs;

            // What the code allocates it allocates each time; what happens once (a queue that grows, a tier of the JIT) does not repeat.
            long least = Enumerable.Range(0, 3).Min(_ => AllocatedBy(once, runs));
            Assert.That(least / runs, Is.LessThanOrEqualTo(Allowed[name]));
        }
        finally
        {
            Call<GlobalCleanupAttribute>(instance);
        }
    }

    private static long AllocatedBy(Action once, int runs)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(once, runs);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    // A delegate of the method's own type: calling it boxes nothing.
    private static Action Once(MethodInfo method, object instance)
    {
        if (method.ReturnType == typeof(void))
        {
            return method.CreateDelegate<Action>(instance);
        }

        return (Action)typeof(AllocationGateTests)
            .GetMethod(nameof(Ignoring), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(method.ReturnType)
            .Invoke(null, [method, instance])!;
    }

    private static Action Ignoring<T>(MethodInfo method, object instance)
    {
        Func<T> function = method.CreateDelegate<Func<T>>(instance);
        return () => _ = function();
    }

    private static void Repeat(Action action, int times)
    {
        for (int i = 0; i < times; i++)
        {
            action();
        }
    }

    private static void Call<TAttribute>(object instance)
        where TAttribute : Attribute =>
        instance.GetType().GetMethods().FirstOrDefault(m => m.GetCustomAttribute<TAttribute>() is not null)?.Invoke(instance, null);
}
