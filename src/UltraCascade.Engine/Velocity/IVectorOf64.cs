using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace UltraCascade.Engine.Velocity;

/// <summary>
/// A vector of 64-bit integers of some width, as far as <see cref="VectorLanes{TVector}"/> needs one. A width that the
/// machine lacks is carried out by the runtime in narrower pieces with the same results.
/// </summary>
/// <typeparam name="TSelf">The vector itself.</typeparam>
public interface IVectorOf64<TSelf>
    where TSelf : struct, IVectorOf64<TSelf>
{
    /// <summary>Integers in the vector.</summary>
    static abstract int Width { get; }

    /// <summary>Loads <see cref="Width"/> integers.</summary>
    static abstract TSelf Load(ref long source);

    /// <summary>Repeats one integer.</summary>
    static abstract TSelf Broadcast(long value);

    /// <summary>Stores <see cref="Width"/> integers.</summary>
    void Store(ref long destination);

    /// <summary>Sum by lane, wrapping.</summary>
    TSelf Add(TSelf other);

    /// <summary>Difference by lane, wrapping.</summary>
    TSelf Subtract(TSelf other);

    /// <summary>All ones where this ≤ other.</summary>
    TSelf LessOrEqual(TSelf other);

    /// <summary>All ones where this = other.</summary>
    TSelf Equal(TSelf other);

    /// <summary>Where this mask is all ones <paramref name="whenSet"/>, else <paramref name="whenClear"/>.</summary>
    TSelf Select(TSelf whenSet, TSelf whenClear);

    /// <summary>Bits of this that are not set in <paramref name="mask"/>.</summary>
    TSelf AndNot(TSelf mask);

    /// <summary>The top bit of each lane.</summary>
    uint TopBits();

    /// <summary>Stores (float)((double)lane · factor) for each lane.</summary>
    void StoreScaled(ref double factors, ref float destination);
}

/// <summary>Two integers in 128 bits.</summary>
public readonly struct VectorOf2(Vector128<long> value) : IVectorOf64<VectorOf2>
{
    private readonly Vector128<long> _value = value;

    /// <inheritdoc/>
    public static int Width => 2;

    /// <inheritdoc/>
    public static VectorOf2 Load(ref long source) => new(Vector128.LoadUnsafe(ref source));

    /// <inheritdoc/>
    public static VectorOf2 Broadcast(long value) => new(Vector128.Create(value));

    /// <inheritdoc/>
    public void Store(ref long destination) => _value.StoreUnsafe(ref destination);

    /// <inheritdoc/>
    public VectorOf2 Add(VectorOf2 other) => new(_value + other._value);

    /// <inheritdoc/>
    public VectorOf2 Subtract(VectorOf2 other) => new(_value - other._value);

    /// <inheritdoc/>
    public VectorOf2 LessOrEqual(VectorOf2 other) => new(Vector128.LessThanOrEqual(_value, other._value));

    /// <inheritdoc/>
    public VectorOf2 Equal(VectorOf2 other) => new(Vector128.Equals(_value, other._value));

    /// <inheritdoc/>
    public VectorOf2 Select(VectorOf2 whenSet, VectorOf2 whenClear) =>
        new(Vector128.ConditionalSelect(_value, whenSet._value, whenClear._value));

    /// <inheritdoc/>
    public VectorOf2 AndNot(VectorOf2 mask) => new(Vector128.AndNot(_value, mask._value));

    /// <inheritdoc/>
    public uint TopBits() => _value.ExtractMostSignificantBits();

    /// <inheritdoc/>
    public void StoreScaled(ref double factors, ref float destination)
    {
        Vector128<double> scaled = Vector128.ConvertToDouble(_value) * Vector128.LoadUnsafe(ref factors);
        Vector128.Narrow(scaled, scaled).GetLower().StoreUnsafe(ref destination);
    }
}

/// <summary>Four integers in 256 bits.</summary>
public readonly struct VectorOf4(Vector256<long> value) : IVectorOf64<VectorOf4>
{
    private readonly Vector256<long> _value = value;

    /// <inheritdoc/>
    public static int Width => 4;

    /// <inheritdoc/>
    public static VectorOf4 Load(ref long source) => new(Vector256.LoadUnsafe(ref source));

    /// <inheritdoc/>
    public static VectorOf4 Broadcast(long value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    public void Store(ref long destination) => _value.StoreUnsafe(ref destination);

    /// <inheritdoc/>
    public VectorOf4 Add(VectorOf4 other) => new(_value + other._value);

    /// <inheritdoc/>
    public VectorOf4 Subtract(VectorOf4 other) => new(_value - other._value);

    /// <inheritdoc/>
    public VectorOf4 LessOrEqual(VectorOf4 other) => new(Vector256.LessThanOrEqual(_value, other._value));

    /// <inheritdoc/>
    public VectorOf4 Equal(VectorOf4 other) => new(Vector256.Equals(_value, other._value));

    /// <inheritdoc/>
    public VectorOf4 Select(VectorOf4 whenSet, VectorOf4 whenClear) =>
        new(Vector256.ConditionalSelect(_value, whenSet._value, whenClear._value));

    /// <inheritdoc/>
    public VectorOf4 AndNot(VectorOf4 mask) => new(Vector256.AndNot(_value, mask._value));

    /// <inheritdoc/>
    public uint TopBits() => _value.ExtractMostSignificantBits();

    /// <inheritdoc/>
    public void StoreScaled(ref double factors, ref float destination)
    {
        Vector256<double> scaled = Vector256.ConvertToDouble(_value) * Vector256.LoadUnsafe(ref factors);
        Vector256.Narrow(scaled, scaled).GetLower().StoreUnsafe(ref destination);
    }
}

/// <summary>Eight integers in 512 bits.</summary>
public readonly struct VectorOf8(Vector512<long> value) : IVectorOf64<VectorOf8>
{
    private readonly Vector512<long> _value = value;

    /// <inheritdoc/>
    public static int Width => 8;

    /// <inheritdoc/>
    public static VectorOf8 Load(ref long source) => new(Vector512.LoadUnsafe(ref source));

    /// <inheritdoc/>
    public static VectorOf8 Broadcast(long value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    public void Store(ref long destination) => _value.StoreUnsafe(ref destination);

    /// <inheritdoc/>
    public VectorOf8 Add(VectorOf8 other) => new(_value + other._value);

    /// <inheritdoc/>
    public VectorOf8 Subtract(VectorOf8 other) => new(_value - other._value);

    /// <inheritdoc/>
    public VectorOf8 LessOrEqual(VectorOf8 other) => new(Vector512.LessThanOrEqual(_value, other._value));

    /// <inheritdoc/>
    public VectorOf8 Equal(VectorOf8 other) => new(Vector512.Equals(_value, other._value));

    /// <inheritdoc/>
    public VectorOf8 Select(VectorOf8 whenSet, VectorOf8 whenClear) =>
        new(Vector512.ConditionalSelect(_value, whenSet._value, whenClear._value));

    /// <inheritdoc/>
    public VectorOf8 AndNot(VectorOf8 mask) => new(Vector512.AndNot(_value, mask._value));

    /// <inheritdoc/>
    public uint TopBits() => (uint)_value.ExtractMostSignificantBits();

    /// <inheritdoc/>
    public void StoreScaled(ref double factors, ref float destination)
    {
        Vector512<double> scaled = Vector512.ConvertToDouble(_value) * Vector512.LoadUnsafe(ref factors);
        Vector512.Narrow(scaled, scaled).GetLower().StoreUnsafe(ref destination);
    }
}
