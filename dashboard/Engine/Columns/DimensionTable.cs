using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Engine.Columns;

/// <summary>
/// A dimension as one publication shows it: its rows by ascending key, and in them the texts of the columns that slicers may name (codes and labels)
/// and what they
/// may be ordered by. Immutable.
/// </summary>
internal sealed class DimensionTable(Dimension dimension, int[] keys, IReadOnlyDictionary<string, string?[]> texts, IReadOnlyDictionary<string, long[]> sorts)
{
    private readonly Dictionary<long, int> _places = keys.Index().ToDictionary(k => (long)k.Item, k => k.Index);

    public Dimension Dimension => dimension;

    public IReadOnlyList<int> Keys => keys;

    public string?[] Texts(string column) => texts[column];

    public long[] Sorts(string column) => sorts[column];

    /// <summary>Place of a key among the rows.</summary>
    public int PlaceOf(long key) => _places[key];
}
