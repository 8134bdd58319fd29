using System.Data;
using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>Answers straight from Postgres, as the reader. Each question is one REPEATABLE READ transaction, so that all its statements see the same publication.</summary>
public sealed class DirectModel(NpgsqlDataSource reader, ModelCatalog catalog) : IModel
{
    private volatile DatasetsOfPublication? _datasets;

    public ModelCatalog Catalog => catalog;

    public async Task<Result> AnswerAsync(Query query, CancellationToken cancellation = default)
    {
        var question = Question.Of(query, catalog);
        await using var connection = await reader.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var dataset = await DatasetAsync(connection, query.Dataset, query.Publication, cancellation);
        var days = StockDays.Of(question, dataset);
        var figures = await FiguresAsync(connection, dataset, question, question.Filters, days, question.Measures, cancellation);
        var before = await FiguresAsync(connection, dataset, question, question.ShiftedFilters(-1), days.YearBefore(), question.Measures.Where(m => m.Facet == MeasureFacet.Previous), cancellation);
        var standing = await StandingMembersAsync(connection, dataset, question, cancellation);
        var targets = await Targets.ReadAsync(connection, dataset, question, cancellation);
        await transaction.CommitAsync(cancellation);
        return new Answer(query, question, dataset, figures, before, standing, targets, days).Compose();
    }

    public async Task<IReadOnlyList<DatasetSummary>> DatasetsAsync(CancellationToken cancellation = default)
    {
        await using var connection = await reader.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var states = await DatasetState.ReadAsync(connection, code: null, publication: null, cancellation);
        var key = string.Join(',', states.Select(s => s.Code).Append($"{(states is [var first, ..] ? first.Publication : 0)}"));
        if (_datasets is not { } known || known.Key != key)
        {
            known = new DatasetsOfPublication(key, await SummariesAsync(connection, states, cancellation));
            _datasets = known;
        }

        await transaction.CommitAsync(cancellation);
        return known.Summaries;
    }

    public async Task<IReadOnlyList<DatasetSummary>> DatasetsAsOfAsync(int publication, CancellationToken cancellation = default)
    {
        await using var connection = await reader.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var states = await DatasetState.ReadAsync(connection, code: null, publication, cancellation);
        if (states is [{ AsOf: null } unknown, ..]) throw new QueryException(QueryFault.UnknownPublication(publication, unknown.NewestPublication));
        var summaries = await SummariesAsync(connection, states, cancellation);
        await transaction.CommitAsync(cancellation);
        return summaries;
    }

    public async Task<IReadOnlyList<Member>> MembersAsync(string slicer, string dataset, CancellationToken cancellation = default)
    {
        var declaration = catalog.Slicers.GetValueOrDefault(slicer) ?? throw new QueryException(QueryFault.UnknownSlicer("slicer", slicer, [.. catalog.Slicers.Keys]));
        await using var connection = await reader.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var state = await DatasetAsync(connection, dataset, publication: null, cancellation);
        var figures = new Figures([declaration]);
        foreach (var fact in Fact.All.Where(fact => state.Has(fact) && declaration.AppliesTo(fact)))
        {
            await figures.ReadMembersAsync(connection, state, fact, [], cancellation);
        }

        await transaction.CommitAsync(cancellation);
        var rows = figures.Rows.ToList();
        rows.Sort((left, right) => figures.Members.Compare([declaration], left, right));
        return [.. rows.Select(row => figures.Members.MemberOf(declaration, row.Codes[0], state.Calendar))];
    }

    private async Task<IReadOnlyList<DatasetSummary>> SummariesAsync(NpgsqlConnection connection, IReadOnlyList<DatasetState> datasets, CancellationToken cancellation)
    {
        var question = new Question([.. catalog.Measures.Values.Select(m => new MeasureRequest(m.Name, m, MeasureFacet.Plain))], [], []);
        var summaries = new List<DatasetSummary>();
        foreach (var dataset in datasets)
        {
            var figures = await FiguresAsync(connection, dataset, question, [], StockDays.Of(question, dataset), question.Measures, cancellation);
            summaries.Add(new DatasetSummary
            {
                Code = dataset.Code,
                Label = dataset.Label,
                Source = dataset.Source,
                Currency = dataset.Currency,
                Calendar = dataset.Calendar,
                IsSynthetic = dataset.IsSynthetic,
                Publication = dataset.Publication,
                AsOf = dataset.AsOf,
                DataThrough = dataset.DataThrough,
                FirstDate = dataset.FirstDate,
                Counts = dataset.Counts,
                Measures = [.. catalog.Measures.Keys.Where(name => figures.Of(null, name).Known > 0)],
            });
        }

        return summaries;
    }

    private static async Task<DatasetState> DatasetAsync(NpgsqlConnection connection, string code, int? publication, CancellationToken cancellation)
    {
        var dataset = (await DatasetState.ReadAsync(connection, code, publication, cancellation)).SingleOrDefault();
        if (dataset is null)
        {
            var all = await DatasetState.ReadAsync(connection, code: null, publication: null, cancellation);
            throw new QueryException(QueryFault.UnknownDataset(code, [.. all.Select(d => d.Code)]));
        }

        return publication is null || dataset.AsOf is not null
            ? dataset
            : throw new QueryException(QueryFault.UnknownPublication(publication.Value, dataset.NewestPublication));
    }

    /// <summary>One run per fact, and one for its stocks.</summary>
    private static async Task<Figures> FiguresAsync(
        NpgsqlConnection connection, DatasetState dataset, Question question, IReadOnlyList<Filter> filters, StockDays days, IEnumerable<MeasureRequest> requests, CancellationToken cancellation)
    {
        var figures = new Figures(question.By);
        var measures = requests.Select(m => m.Measure).Distinct().Where(m => dataset.Has(m) && question.AppliesTo(m.Fact));
        foreach (var group in measures.GroupBy(m => (m.Fact, IsStock: m.Kind == MeasureKind.Stock)).Where(group => !group.Key.IsStock || days.Total is not null))
        {
            await figures.ReadAsync(connection, dataset, group.Key.Fact, [.. group], filters, group.Key.IsStock ? days : null, cancellation);
        }

        return figures;
    }

    /// <summary>The members that an answer lists even where nothing fits: those that any fact of the dataset has under the question's filters, at whatever time.</summary>
    private static async Task<Figures> StandingMembersAsync(NpgsqlConnection connection, DatasetState dataset, Question question, CancellationToken cancellation)
    {
        var members = new Figures(question.By);
        if (question.By is [{ ListsAllMembers: true }] && question.Measures.Any(m => dataset.Has(m.Measure) && question.AppliesTo(m.Measure.Fact)))
        {
            foreach (var fact in Fact.All.Where(fact => dataset.Has(fact) && question.AppliesTo(fact)))
            {
                await members.ReadMembersAsync(connection, dataset, fact, [.. question.Filters.Where(f => f.Slicer.Kind != SlicerKind.Time)], cancellation);
            }
        }

        return members;
    }

    /// <summary>Datasets change with publications only: their summaries are kept until the next one.</summary>
    private sealed record DatasetsOfPublication(string Key, IReadOnlyList<DatasetSummary> Summaries);
}
