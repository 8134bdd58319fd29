using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Loading;

/// <summary>
/// Maps each referral to its set of members of a bridged dimension while facts are loaded. Ids are sequential, so an array is used; if they are
/// sparse, a hash table.
/// </summary>
internal sealed class ReferralSets(MembershipSets sets)
{
    private const long Largest = 1L << 28;

    private readonly Dictionary<long, int> _others = [];
    private int[] _byReferral = [];

    public MembershipSets Sets => sets;

    public void Add(long referral, int key)
    {
        if (referral is < 0 or >= Largest)
        {
            _others[referral] = sets.With(_others.GetValueOrDefault(referral), key);
            return;
        }

        if (referral >= _byReferral.Length)
        {
            Array.Resize(ref _byReferral, (int)Math.Min(Largest, Math.Max(1024, referral + referral / 4 + 1)));
        }

        _byReferral[referral] = sets.With(_byReferral[referral], key);
    }

    public int SetOf(long referral) =>
        referral < 0 ? MembershipSets.NotApplicable
        : referral < _byReferral.Length ? _byReferral[referral]
        : _others.GetValueOrDefault(referral);
}
