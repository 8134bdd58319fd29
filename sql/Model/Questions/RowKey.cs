namespace Analytics.Sql.Model.Questions;

/// <summary>The combination of members of a row, in the slicers' order.</summary>
public sealed record RowKey(IReadOnlyList<string> Codes)
{
    // Cached, because a row is looked up for every cell.
    private int? _hash;

    public bool Equals(RowKey? other) =>
        other is not null
        && (ReferenceEquals(this, other) || (GetHashCode() == other.GetHashCode() && Codes.SequenceEqual(other.Codes, StringComparer.Ordinal)));

    public override int GetHashCode()
    {
        if (_hash is not { } hash)
        {
            hash = Codes.Count;
            for (var index = 0; index < Codes.Count; index++)
                hash = HashCode.Combine(hash, Codes[index].GetHashCode(StringComparison.Ordinal));
            _hash = hash;
        }

        return hash;
    }
}
