using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Questions;

/// <summary>A slicer of the answer's rows: its name, label and the members that occur, in their order.</summary>
public sealed record SlicerColumn(string Name, Bilingual Label);

/// <summary>
/// A measure of the answer. <see cref="Description"/> is "How is this counted?"; <see cref="Definition"/> the hash of the declaration;
/// <see cref="TimeBasis"/> is <c>event</c> (E), <c>cohort</c> (C), <c>survey</c> or <c>stock</c>; <see cref="BaseMeasure"/> the plain measure's name
/// (of <c>outcomes.target</c>: <c>outcomes</c>).
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
