using System.Reflection;

namespace UltraCascade.Ring;

/// <summary>
/// Which optional members a handler declares itself. Found once for each handler type; constants to the optimising JIT, so
/// that what a handler does not declare costs nothing and is never called on a boxed copy.
/// </summary>
/// <typeparam name="T">Record.</typeparam>
/// <typeparam name="THandler">Handler.</typeparam>
public static class HandlerTraits<T, THandler>
    where T : unmanaged
    where THandler : struct, IEventHandler<T>
{
    /// <summary>Declares <see cref="IEventHandler{T}.OnStart"/>.</summary>
    public static readonly bool HasStart = Declares(nameof(IEventHandler<>.OnStart));

    /// <summary>Declares <see cref="IEventHandler{T}.OnShutdown"/>.</summary>
    public static readonly bool HasShutdown = Declares(nameof(IEventHandler<>.OnShutdown));

    /// <summary>Declares <see cref="IEventHandler{T}.OnBatchStart"/>.</summary>
    public static readonly bool HasBatchStart = Declares(nameof(IEventHandler<>.OnBatchStart));

    /// <summary>Declares <see cref="IEventHandler{T}.OnTimeout"/>.</summary>
    public static readonly bool HasTimeout = Declares(nameof(IEventHandler<>.OnTimeout));

    private static bool Declares(string name)
    {
        InterfaceMapping map = typeof(THandler).GetInterfaceMap(typeof(IEventHandler<T>));
        int index = Array.FindIndex(map.InterfaceMethods, method => method.Name == name);
        return map.TargetMethods[index].DeclaringType == typeof(THandler);
    }
}
