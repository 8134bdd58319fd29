using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using static Analytics.Sql.Model.Answers.NoteWords;

namespace Analytics.Sql.Model.Answers;

/// <summary>Notes on why a measure has no figure in some or all rows. Such figures are shown as unknown, never as 0.</summary>
internal sealed class ApplicabilityNotes(Question question, DatasetState dataset, IReadOnlyList<RowKey> rows)
{
    public IEnumerable<Note> All()
    {
        var measures = question.Measures.Select(m => m.Measure).Distinct().Where(dataset.Has).ToList();
        return measures.SelectMany(measure => question.AppliesTo(measure) ? Unknown(measure).Concat(KeptOut(measure)) : Inapplicable(measure));
    }

    /// <summary>No number at all: what its rows do not have.</summary>
    private IEnumerable<Note> Inapplicable(MeasureDeclaration measure)
    {
        var slicers = question.Slicers.Where(s => !s.AppliesTo(measure.Fact)).Select(s => s.Label).ToList();
        yield return slicers.Count > 0
            ? About(
                question,
                "slicer_not_applicable",
                measure,
                new(
                    $"「{string.Join("」「", slicers.Select(s => s.Ja))}」別の集計や絞り込みができません。",
                    $"It cannot be broken down or filtered by {Quoted(slicers, " or ")}."
                )
            )
        : question.AppliesTo(measure.Fact)
            ? About(
                question,
                "states_unknown",
                measure,
                new("状況がどの行にも記載されていないため、該当なしです。", "Not applicable: none of its rows states how far it is.")
            )
        : About(
            question,
            "scope_not_applicable",
            measure,
            new(
                "閲覧できる範囲（組織・地域）に分けられないため、示していません。",
                "Not shown: its rows do not tell the organisations or regions that you may see."
            )
        );
    }

    /// <summary>Slicers of which no row of the measure's fact has a member: nobody knows how its figures are spread over them.</summary>
    private IEnumerable<Note> Unknown(MeasureDeclaration measure)
    {
        var held = question.Filters.Select(f => f.Slicer).Concat(question.TellsRows(measure.Fact) ? [] : question.By);
        var unknown = held.Where(slicer => !question.Knows(measure.Fact, slicer)).Distinct().Select(s => s.Label).ToList();
        if (unknown.Count > 0)
        {
            yield return About(
                question,
                "slicer_unknown",
                measure,
                new(
                    $"「{string.Join("」「", unknown.Select(s => s.Ja))}」がどの行にも記載されていないため、これによる集計は該当なしです。",
                    $"Not applicable by {Quoted(unknown, " or ")}: none of its rows names any."
                )
            );
        }
    }

    /// <summary>What a row, or all of it, is held to is never counted.</summary>
    private IEnumerable<Note> KeptOut(MeasureDeclaration measure)
    {
        if (!question.Kinds(measure).Any())
        {
            yield break;
        }

        var slicers = rows.Cast<RowKey?>()
            .Append(null)
            .Select(row => question.KeptOutBy(measure, row))
            .OfType<SlicerDeclaration>()
            .Distinct()
            .Select(s => s.Label)
            .ToList();
        if (slicers.Count > 0)
        {
            yield return About(
                question,
                "never_counted",
                measure,
                new(
                    $"この指標が対象としない{string.Join("・", slicers.Select(s => s.Ja))}は、該当なしです。",
                    $"Not applicable to the kinds of {Quoted(slicers, " and ")} that it never counts."
                )
            );
        }
    }

    private static string Quoted(IEnumerable<Bilingual> labels, string between) => string.Join(between, labels.Select(label => $"“{label.En}”"));
}
