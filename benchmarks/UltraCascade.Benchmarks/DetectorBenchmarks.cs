using BenchmarkDotNet.Attributes;
using UltraCascade.Engine.Detection;
using UltraCascade.Engine.Numerics;

namespace UltraCascade.Benchmarks;

/// <summary>The filter, and the transcendentals of our own that it is made of beside those of the C library.</summary>
public class DetectorBenchmarks
{
    private readonly ShiryaevDetector _detector = new(new ShiryaevOptions());
    private ShiryaevState _state;
    private ShiryaevState _other;
    private long _engineNs = 1_700_000_000_000_000_000;
    private double _x = -1.234;

    // Past its warm-up, as almost every filter is.
    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < 100; i++)
        {
            _ = ObservePair();
        }
    }

    [Benchmark]
    public double Observe()
    {
        _engineNs += 300_000_000;
        return _detector.Observe(ref _state, (_engineNs & 1) == 0, 12_345, _engineNs).LogOdds;
    }

    [Benchmark]
    public double ObservePair()
    {
        _engineNs += 300_000_000;
        _detector.ObservePair(ref _state, ref _other, (_engineNs & 1) == 0, 12_345, _engineNs);
        return _detector.Conclude(ref _state, _engineNs).LogOdds + _detector.Conclude(ref _other, _engineNs).LogOdds;
    }

    [Benchmark]
    public double Look() => _detector.Look(ref _state, _engineNs + 100_000_000).LogOdds;

    // Each result is the next argument's last bits, so that what is measured is the time from argument to result.
    [Benchmark]
    public double OwnExponential() => _x = -1.25 - (1e-9 * Exponential.OfNonPositive(_x));

    [Benchmark]
    public double LibraryExponential() => _x = -1.25 - (1e-9 * Math.Exp(_x));

    [Benchmark]
    public double OwnLogarithm() => _x = -1.25 - (1e-9 * Logarithm.Of(-_x));

    [Benchmark]
    public double LibraryLogarithm() => _x = -1.25 - (1e-9 * Math.Log(-_x));
}
