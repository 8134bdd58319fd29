using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Questions;

/// <summary>A slicer that splits the answer's rows: its name and label.</summary>
public sealed record SlicerColumn(string Name, Bilingual Label);

/// <summary>
/// A measure of the answer. <see cref="Description"/> is "How is this counted?"; <see cref="Definition"/> is the hash of the declaration;
/// <see cref="TimeBasis"/> is <c>event</c> (E), <c>cohort</c> (C), <c>survey</c> or <c>stock</c>; <see cref="BaseMeasure"/> is the name of the plain
/// measure (<c>outcomes</c> for <c>outcomes.target</c>).
/// </summary>
public sealed record MeasureColumn(
    string Name,
    string BaseMeasure,
    Bilingual Label,
    Bilingual Description,
    MeasureUnit Unit,
    string TimeBasis,
    string Definition
);
