using System.Globalization;
using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Dashboard.Engine.Loading;

/// <summary>
/// Reads one fact of a dataset within a transaction: all of its open rows, or those that changed since a publication. SQL is built from identifiers
/// and numbers only, never from outside text.
/// </summary>
/// <param name="connection">The connection to read from.</param>
/// <param name="beside">A second connection with the same database snapshot, which reads the second half of the rows in parallel; null: none.</param>
/// <param name="dataset">The dataset.</param>
/// <param name="layout">The columns to read.</param>
/// <param name="memberships">The known sets of members.</param>
internal sealed class FactLoad(
    NpgsqlConnection connection,
    NpgsqlConnection? beside,
    DatasetState dataset,
    FactLayout layout,
    IReadOnlyDictionary<Dimension, MembershipSets> memberships
)
{
    private const string Open = "published_to = 2147483647";

    private string Dataset => dataset.Key.ToString(CultureInfo.InvariantCulture);

    private string Table => $"mart.{layout.Fact.TableName}";

    public async Task<Segment?> AllAsync(CancellationToken cancellation)
    {
        var rows = (int)Math.Min(Array.MaxLength, dataset.RowCountsByFact[layout.Fact.TableName]);
        if (beside is null)
        {
            return await Task.Run(() => Read("true", "true", rows, cancellation), cancellation);
        }

        var sets = await Task.Run(() => Sets("true"), cancellation);
        var (first, second, middle) = (Builder(sets, rows), Builder(sets, rows / 2), await MiddleAsync(cancellation));
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAll(HalfAsync(connection, $"f.ctid < {middle}", first), HalfAsync(beside, $"f.ctid >= {middle}", second));
        return await Task.Run(
            () =>
            {
                first.Add(second);
                return first.Build();
            },
            cancellation
        );

        async Task HalfAsync(NpgsqlConnection from, string half, SegmentBuilder builder)
        {
            try
            {
                await Task.Run(() => Copy(from, half, builder, failed.Token), failed.Token);
            }
            catch
            {
                // The other half is useless now.
                await failed.CancelAsync();
                throw;
            }
        }
    }

    /// <summary>The rows opened after a publication or with changed memberships, and the ids of all rows that were replaced or closed.</summary>
    public (Segment? Opened, IReadOnlySet<long> Gone) Since(int publication, CancellationToken cancellation)
    {
        var since = publication.ToString(CultureInfo.InvariantCulture);
        var bridges = memberships
            .Keys.Where(layout.Fact.Dimensions.Contains)
            .Select(d =>
                $"f.referral_id in (select b.referral_id from mart.{d.Bridge} b where b.dataset_key = {Dataset} and (b.published_from > {since} or b.published_to between {since} + 1 and 2147483646))"
            );
        var changed = string.Join(" or ", bridges.Prepend($"f.published_from > {since}"));
        var opened = Read(
            changed,
            $"b.referral_id in (select f.referral_id from {Table} f where f.dataset_key = {Dataset} and f.{Open} and ({changed}))",
            1_024,
            cancellation
        );
        var gone = new HashSet<long>(opened?.Ids.All().Select(i => i.Id) ?? []);
        using var command = new NpgsqlCommand(
            $"select {layout.IdColumn} from {Table} where dataset_key = {Dataset} and published_from <= {since} and published_to between {since} + 1 and 2147483646",
            connection
        )
        {
            CommandTimeout = 0,
        };
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            gone.Add(row.GetInt64(0));
        }

        return (opened, gone);
    }

    /// <summary>Merges the live rows of several segments into one.</summary>
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
        var builder = Builder(Sets(bridgeRows), capacity);
        Copy(connection, rows, builder, cancellation);
        return builder.Build();
    }

    private SegmentBuilder Builder(IReadOnlyDictionary<string, ReferralSets> sets, int capacity) => new(layout, dataset.Calendar, sets, capacity);

    private void Copy(NpgsqlConnection from, string rows, SegmentBuilder builder, CancellationToken cancellation)
    {
        var columns = string.Join(", ", layout.Columns.Select(c => c.Source).Prepend(layout.IdColumn));
        using var stream = from.BeginRawBinaryCopy(
            $"copy (select {columns} from {Table} f where f.dataset_key = {Dataset} and f.{Open} and ({rows})) to stdout (format binary)"
        );
        builder.Read(new RowStream(stream), cancellation);
    }

    /// <summary>The position on disk that splits the dataset's rows in half.</summary>
    private async Task<string> MiddleAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"select (pg_relation_size(tableoid) / current_setting('block_size')::bigint / 2)::text from {Table} where dataset_key = {Dataset} limit 1",
            connection
        );
        return $"'({await command.ExecuteScalarAsync(cancellation) ?? "0"},0)'::tid";
    }

    private Dictionary<string, ReferralSets> Sets(string rows) =>
        memberships
            .Where(m => layout.Fact.Dimensions.Contains(m.Key))
            .ToDictionary(m => FactLayout.ColumnOf(m.Key), m => SetsOf(m.Key, m.Value, rows), StringComparer.Ordinal);

    private ReferralSets SetsOf(Dimension dimension, MembershipSets known, string rows)
    {
        var sets = new ReferralSets(known);
        using var stream = connection.BeginRawBinaryCopy(
            $"copy (select b.referral_id, b.{dimension.Name}_key from mart.{dimension.Bridge} b where b.dataset_key = {Dataset} and b.{Open} and ({rows})) to stdout (format binary)"
        );
        var members = new RowStream(stream);
        while (members.NextRow())
        {
            sets.Add(members.Number(0), (int)members.Number(0));
        }

        return sets;
    }
}
