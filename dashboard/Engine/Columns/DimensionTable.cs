using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Engine.Columns;

/// <summary>
/// A dimension as of one publication: its rows by ascending key, with the text columns that slicers may name (codes and labels) and the columns that
/// may order them. Immutable.
/// </summary>
internal sealed class DimensionTable(Dimension dimension, int[] keys, IReadOnlyDictionary<string, string?[]> texts, IReadOnlyDictionary<string, long[]> sorts)
{
    private readonly Dictionary<long, int> _places = keys.Index().ToDictionary(k => (long)k.Item, k => k.Index);

    public Dimension Dimension => dimension;

    public IReadOnlyList<int> Keys => keys;

    public string?[] Texts(string column) => texts[column];

    public long[] Sorts(string column) => sorts[column];

    /// <summary>Position of a key among the rows.</summary>
    public int PlaceOf(long key) => _places[key];
}
