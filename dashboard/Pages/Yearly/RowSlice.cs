using System.Globalization;
using Analytics.Dashboard.Pages.Slicing;
using Analytics.Sql.Model;
using Npgsql;

namespace Analytics.Dashboard.Pages.Yearly;

/// <summary>
/// The page's filters as a condition on single rows of a fact, so that rows shown one by one are those that its figures count. Identifiers come from declared
/// slicers; every code is a parameter.
/// </summary>
public static class RowSlice
{
    /// <summary>The condition on rows <c>f</c> of <paramref name="fact"/>; <c>false</c> where a filter does not apply to it, <c>true</c> where nothing is filtered.</summary>
    public static string Of(Inquiry inquiry, Fact fact, NpgsqlParameterCollection parameters)
    {
        var conditions = inquiry.Question.Filters.Select(filter => Condition(inquiry, fact, inquiry.Answers.Catalog.Slicers[filter.Key], filter.Value, parameters)).ToList();
        return conditions.Count == 0 ? "true" : $"({string.Join(" and ", conditions)})";
    }

    private static string Condition(Inquiry inquiry, Fact fact, SlicerDeclaration slicer, IReadOnlyList<string> codes, NpgsqlParameterCollection parameters)
    {
        if (!slicer.AppliesTo(fact)) return "false";
        if (slicer.Grain is { } grain)
            return $"(f.date_precision = 'day' and f.{fact.DateColumn} / 100 = any({Parameter(parameters, codes.SelectMany(code => Months(grain, code, inquiry.Question.Dataset.Calendar)).ToArray())}))";
        if (slicer.Dimension is not { } dimension) return $"f.{slicer.Column} = any({Parameter(parameters, codes.ToArray())})";
        var members = $"select d.{dimension.Name}_key from mart.dim_{dimension.Name} d where d.{slicer.CodeColumn} = any({Parameter(parameters, codes.ToArray())})";
        if (dimension.Bridge is not { } bridge) return $"f.{dimension.Name}_key in ({members})";

        var memberships = $"select b.referral_id from mart.{bridge} b where b.dataset_key = f.dataset_key and b.published_from < f.published_to and b.published_to > f.published_from";
        var within = $"f.referral_id in ({memberships} and b.{dimension.Name}_key in ({members}))";
        return codes.Contains("none") ? $"({within} or (f.referral_id > 0 and f.referral_id not in ({memberships})))" : within;
    }

    // Calendar months yyyymm of 2010-Q1 or 2010-04; of a date without them none.
    private static IEnumerable<int> Months(TimeGrain grain, string code, FiscalCalendar calendar)
    {
        if (code.Length < 7 || !int.TryParse(code.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)) return [];
        if (grain == TimeGrain.Month) return [year * 100 + int.Parse(code.AsSpan(5, 2), CultureInfo.InvariantCulture)];
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
