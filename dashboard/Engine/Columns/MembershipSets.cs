namespace Analytics.Dashboard.Engine.Columns;

/// <summary>
/// The sets of members of a bridged dimension that referrals have, each distinct one once: a row holds the number of its set. Grows while rows are loaded; what
/// has a number keeps it. Thread-safe for readers beside one writer.
/// </summary>
internal sealed class MembershipSets
{
    /// <summary>Number of the set without a member.</summary>
    public const int Empty = 0;

    /// <summary>What a row without a referral has: it cannot be asked for one.</summary>
    public const int NotApplicable = -1;

    private readonly Dictionary<(int Set, int Key), int> _with = [];
    private readonly Dictionary<string, int> _numbers = new() { [""] = Empty };
    private volatile int[][] _sets =
    [
        [],
    ];

    public int Count => _sets.Length;

    /// <summary>Keys of a set's members, in ascending order; none of <see cref="NotApplicable"/>.</summary>
    public IReadOnlyList<int> Keys(long set) => set == NotApplicable ? [] : _sets[set];

    /// <summary>The set that has the members of <paramref name="set"/> and <paramref name="key"/>.</summary>
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
