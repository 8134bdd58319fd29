using System.Globalization;
using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model;
using Npgsql;

namespace Analytics.Dashboard.Engine.Loading;

/// <summary>Reads one fact of a dataset within a transaction: all of its open rows, or those that changed since a publication. Identifiers and numbers only: no text comes from outside.</summary>
internal sealed class FactLoad(NpgsqlConnection connection, DatasetState dataset, FactLayout layout, IReadOnlyDictionary<Dimension, MembershipSets> memberships)
{
    private const string Open = "published_to = 2147483647";

    private string Dataset => dataset.Key.ToString(CultureInfo.InvariantCulture);

    private string Table => $"mart.{layout.Fact.TableName}";

    public Segment? All(CancellationToken cancellation) =>
        Read("true", "true", (int)Math.Min(Array.MaxLength, dataset.RowCountsByFact[layout.Fact.TableName]), cancellation);

    /// <summary>The rows that were opened after a publication, or whose memberships changed since, and the ids of all rows that these replace or that were closed.</summary>
    public (Segment? Opened, IReadOnlySet<long> Gone) Since(int publication, CancellationToken cancellation)
    {
        var since = publication.ToString(CultureInfo.InvariantCulture);
        var bridges = memberships.Keys.Where(layout.Fact.Dimensions.Contains).Select(d =>
            $"f.referral_id in (select b.referral_id from mart.{d.Bridge} b where b.dataset_key = {Dataset} and (b.published_from > {since} or b.published_to between {since} + 1 and 2147483646))");
        var changed = string.Join(" or ", bridges.Prepend($"f.published_from > {since}"));
        var opened = Read(changed, $"b.referral_id in (select f.referral_id from {Table} f where f.dataset_key = {Dataset} and f.{Open} and ({changed}))", 1_024, cancellation);
        var gone = new HashSet<long>(opened?.Ids.All().Select(i => i.Id) ?? []);
        using var command = new NpgsqlCommand($"select {layout.IdColumn} from {Table} where dataset_key = {Dataset} and published_from <= {since} and published_to between {since} + 1 and 2147483646", connection) { CommandTimeout = 0 };
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            gone.Add(row.GetInt64(0));
        }

        return (opened, gone);
    }

    /// <summary>All rows of several segments that still count, as one.</summary>
    public Segment? Together(IReadOnlyList<LiveSegment> segments)
    {
        var builder = new SegmentBuilder(layout, dataset.Calendar, new Dictionary<string, ReferralSets>(), segments.Sum(s => s.LiveRows));
        foreach (var live in segments)
        {
            builder.Add(live);
        }

        return builder.Build();
    }

    private Segment? Read(string rows, string bridgeRows, int capacity, CancellationToken cancellation)
    {
        var sets = new Dictionary<string, ReferralSets>(StringComparer.Ordinal);
        foreach (var (dimension, known) in memberships.Where(m => layout.Fact.Dimensions.Contains(m.Key)))
        {
            sets[FactLayout.ColumnOf(dimension)] = SetsOf(dimension, known, bridgeRows);
        }

        var builder = new SegmentBuilder(layout, dataset.Calendar, sets, capacity);
        using (var stream = connection.BeginRawBinaryCopy(
            $"copy (select {string.Join(", ", layout.Columns.Select(c => c.Source).Prepend(layout.IdColumn))} from {Table} f where f.dataset_key = {Dataset} and f.{Open} and ({rows})) to stdout (format binary)"))
        {
            builder.Read(new RowStream(stream), cancellation);
        }

        return builder.Build();
    }

    private ReferralSets SetsOf(Dimension dimension, MembershipSets known, string rows)
    {
        var sets = new ReferralSets(known);
        using var stream = connection.BeginRawBinaryCopy(
            $"copy (select b.referral_id, b.{dimension.Name}_key from mart.{dimension.Bridge} b where b.dataset_key = {Dataset} and b.{Open} and ({rows})) to stdout (format binary)");
        var members = new RowStream(stream);
        while (members.NextRow())
        {
            sets.Add(members.Number(0), (int)members.Number(0));
        }

        return sets;
    }
}
