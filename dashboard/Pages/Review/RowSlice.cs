using System.Globalization;
using Analytics.Dashboard.Questions;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Dashboard.Pages.Review;

/// <summary>
/// The page's filters as a condition on single rows of a fact, so that rows shown one by one are those that its figures count. Identifiers come from declared
/// slicers; every code is a parameter.
/// </summary>
public static class RowSlice
{
    /// <summary>
    /// The condition on rows <c>f</c> of <paramref name="fact"/>; <c>false</c> where a filter does not apply to it, <c>true</c> where nothing is
    /// filtered.
    /// </summary>
    public static string Of(Inquiry inquiry, Fact fact, NpgsqlParameterCollection parameters)
    {
        var (question, slicers) = (inquiry.Question, inquiry.Answers.Catalog.Slicers);
        List<string> conditions =
        [
            .. question.Filters.Select(filter => Condition(inquiry, fact, slicers[filter.Key], filter.Value, parameters)),
            .. question.Excluded.Select(left =>
                slicers[left.Key].AppliesTo(fact) ? $"not coalesce({Condition(inquiry, fact, slicers[left.Key], left.Value, parameters)}, false)" : "false"
            ),
            .. question.Ranges.Select(range => Condition(inquiry, fact, slicers[range.Key], CodesOf(inquiry, slicers[range.Key], range.Value), parameters)),
        ];
        return conditions.Count == 0 ? "true" : $"({string.Join(" and ", conditions)})";
    }

    private static string Condition(Inquiry inquiry, Fact fact, SlicerDeclaration slicer, IReadOnlyList<string> codes, NpgsqlParameterCollection parameters)
    {
        if (!slicer.AppliesTo(fact))
            return "false";
        if (slicer.Grain is { } grain)
            return $"(f.date_precision = 'day' and f.{fact.DateColumn} / 100 = any({Parameter(parameters, codes.SelectMany(code => Months(grain, code, inquiry.Question.Dataset.Calendar)).ToArray())}))";
        if (slicer.Dimension is not { } dimension)
            return $"f.{slicer.Column} = any({Parameter(parameters, codes.ToArray())})";
        var members =
            $"select d.{dimension.Name}_key from mart.dim_{dimension.Name} d where d.{slicer.CodeColumn} = any({Parameter(parameters, codes.ToArray())})";
        if (dimension.Bridge is not { } bridge)
            return $"f.{dimension.Name}_key in ({members})";

        var memberships =
            $"select b.referral_id from mart.{bridge} b where b.dataset_key = f.dataset_key and b.published_from < f.published_to and b.published_to > f.published_from";
        var within = $"f.referral_id in ({memberships} and b.{dimension.Name}_key in ({members}))";
        return codes.Contains("none") ? $"({within} or (f.referral_id > 0 and f.referral_id not in ({memberships})))" : within;
    }

    // A range's codes: of time, within the one year that the rows are of.
    private static List<string> CodesOf(Inquiry inquiry, SlicerDeclaration slicer, CodeRange range)
    {
        var calendar = inquiry.Question.Dataset.Calendar;
        IEnumerable<string> all = slicer.Grain is { } grain
            ? Enumerable.Range(0, 12).Select(month => calendar.CodeOf(grain, calendar.FirstDay(inquiry.Question.Year).AddMonths(month))).Distinct()
            : slicer.Members.Select(m => m.Code);
        return
        [
            .. all.Where(code => (range.From is null || slicer.PlaceOf(range.From, code) <= 0) && (range.To is null || slicer.PlaceOf(code, range.To) <= 0)),
        ];
    }

    // Calendar months yyyymm of 2010-Q1 or 2010-04; of a date without them none.
    private static IEnumerable<int> Months(TimeGrain grain, string code, FiscalCalendar calendar)
    {
        if (code.Length < 7 || !int.TryParse(code.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year))
            return [];
        if (grain == TimeGrain.Month)
            return [year * 100 + int.Parse(code.AsSpan(5, 2), CultureInfo.InvariantCulture)];
        var first = calendar.FirstDay(year).AddMonths(3 * (code[^1] - '1'));
        return [.. Enumerable.Range(0, 3).Select(first.AddMonths).Select(day => day.Year * 100 + day.Month)];
    }

    private static string Parameter<T>(NpgsqlParameterCollection parameters, T[] values)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"s{parameters.Count}");
        parameters.Add(new NpgsqlParameter<T[]>(name, values));
        return "@" + name;
    }
}
