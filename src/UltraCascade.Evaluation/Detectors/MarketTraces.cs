using UltraCascade.Engine.Detection;
using UltraCascade.Evaluation.Traces;
using UltraCascade.Feeds;
using UltraCascade.Protocol;

namespace UltraCascade.Evaluation.Detectors;

/// <summary>The values of the three detectors over one stream, from a single pass.</summary>
/// <param name="Shiryaev">Log-odds L.</param>
/// <param name="Counts">Events in 60 s.</param>
/// <param name="Scores">Fixed multi-factor score.</param>
/// <param name="Records">Records of the stream, ticks included.</param>
public sealed record MarketTraces(ValueTrace Shiryaev, ValueTrace Counts, ValueTrace Scores, long Records)
{
    /// <summary>Records all three, each down to the floor given.</summary>
    public static MarketTraces Record(
        LiquidationTable table, ShiryaevOptions options, double shiryaevFloor, double countFloor, double scoreFloor, Watch watch)
    {
        ValueTrace logOdds = new(shiryaevFloor, options.ClearNs);
        ValueTrace counts = new(countFloor);
        ValueTrace scores = new(scoreFloor);
        Both both = new(
            new FilterRecorder<ShiryaevFilter>(new ShiryaevFilter(new ShiryaevDetector(options)), logOdds),
            new BaselineRecorder(table.Instruments.Count, counts, scores));
        long records = StreamPass.Run(table, ref both, watch);
        return new MarketTraces(logOdds, counts, scores, records);
    }

    /// <summary>Records L alone.</summary>
    public static ValueTrace RecordShiryaev(LiquidationTable table, ShiryaevOptions options, double floor, Watch watch)
    {
        ValueTrace logOdds = new(floor, options.ClearNs);
        FilterRecorder<ShiryaevFilter> recorder = new(new ShiryaevFilter(new ShiryaevDetector(options)), logOdds);
        StreamPass.Run(table, ref recorder, watch);
        return logOdds;
    }

    private struct Both(FilterRecorder<ShiryaevFilter> filter, BaselineRecorder baselines) : IRecordConsumer
    {
        private FilterRecorder<ShiryaevFilter> _filter = filter;

        public void Take(in EventRecord record)
        {
            _filter.Take(in record);
            baselines.Take(in record);
        }
    }
}
