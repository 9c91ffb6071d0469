using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// Background in which liquidations set off others (a Hawkes process by its families): founders come at a rate that changes with
/// time; each member has a Poisson number of children with mean 0.3, after exponential delays with mean 15 s, on the same instrument,
/// nine in ten on the same side, venues alike. Subcritical: a family has 1.4 members on average. Families are background and have
/// no label, except those of twelve members or more: whether these are small cascades can be argued, so they are labelled
/// <c>ignore</c> from their first to their last member and count neither way.
/// </summary>
internal sealed class SelfExcitingBackground(double foundersPerSecond, DailyRhythm rhythm, IReadOnlyList<double> instrumentShares)
{
    /// <summary>Mean number of children.</summary>
    public const double Branching = 0.3;

    /// <summary>Members from which on a family is labelled.</summary>
    public const int LabelledMembers = 12;

    private const double DelaySeconds = 15;
    private const double OtherSideShare = 0.1;
    private const double MedianUsd = 2000;
    private const double Sigma = 1.4;

    private readonly List<double> _times = [];

    public void Paint(ScenarioCanvas canvas) => canvas.PaintBackground(() =>
        canvas.Poisson(-canvas.Options.CalmSeconds, canvas.DurationSeconds, foundersPerSecond * rhythm.Most, at => foundersPerSecond * rhythm.At(at), at => PaintFamily(canvas, at)));

    private void PaintFamily(ScenarioCanvas canvas, double founderAt)
    {
        ScenarioRandom random = canvas.Random;
        int instrument = Weighted(random);
        PositionSide side = random.NextDouble() < 0.5 ? PositionSide.Long : PositionSide.Short;
        canvas.BeginFamily();
        _times.Clear();
        _times.Add(founderAt);
        double lastAt = founderAt;
        for (int member = 0; member < _times.Count; member++)
        {
            double at = _times[member];
            lastAt = Math.Max(lastAt, at);
            int venue = random.NextIndex(canvas.Options.Venues.Count);
            PositionSide own = member == 0 ? side : canvas.SideBut(OtherSideShare, side);
            canvas.Add(at, venue, instrument, own, random.NextLogNormal(MedianUsd, Sigma));
            for (int children = random.NextPoisson(Branching); children > 0; children--)
            {
                _times.Add(at + (DelaySeconds * random.NextExponential()));
            }
        }

        if (_times.Count >= LabelledMembers && canvas.FamilyIsKept)
        {
            canvas.Label(founderAt, lastAt, "ignore");
        }
    }

    private int Weighted(ScenarioRandom random)
    {
        double left = random.NextDouble();
        int instrument = 0;
        while (instrument < instrumentShares.Count - 1 && left >= instrumentShares[instrument])
        {
            left -= instrumentShares[instrument++];
        }

        return instrument;
    }
}
