namespace Analytics.Dashboard.Engine.Columns;

/// <summary>
/// The distinct sets of members of a bridged dimension that occur among referrals. A row stores the number of its set. Sets are added while loading
/// and keep their numbers. Safe for concurrent readers alongside one writer.
/// </summary>
internal sealed class MembershipSets
{
    /// <summary>Number of the empty set.</summary>
    public const int Empty = 0;

    /// <summary>Set number of rows without a referral, to which the dimension does not apply.</summary>
    public const int NotApplicable = -1;

    private readonly Dictionary<(int Set, int Key), int> _with = [];
    private readonly Dictionary<string, int> _numbers = new() { [""] = Empty };
    private volatile int[][] _sets =
    [
        [],
    ];

    public int Count => _sets.Length;

    /// <summary>Keys of a set's members in ascending order; empty for <see cref="NotApplicable"/>.</summary>
    public IReadOnlyList<int> Keys(long set) => set == NotApplicable ? [] : _sets[set];

    /// <summary>The set with the members of <paramref name="set"/> plus <paramref name="key"/>.</summary>
    public int With(int set, int key)
    {
        if (_with.TryGetValue((set, key), out var number))
        {
            return number;
        }

        int[] keys = [.. _sets[set].Append(key).Distinct().Order()];
        var text = string.Join(',', keys);
        if (!_numbers.TryGetValue(text, out number))
        {
            number = _sets.Length;
            _sets = [.. _sets, keys];
            _numbers[text] = number;
        }

        return _with[(set, key)] = number;
    }
}
