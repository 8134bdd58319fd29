using System.Globalization;
using System.Text;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Dictionary;

/// <summary>What an entry of the dictionary is about.</summary>
public enum TermKind
{
    Measure,
    Slicer,
    Fact,
    Column,
}

/// <summary>A term of the warehouse as its declaration explains it.</summary>
/// <param name="Name">As questions and views spell it; a column with its fact, <c>outcomes.amount</c>.</param>
/// <param name="Unit">Null: it is no number with a unit.</param>
/// <param name="TimeBasis">By which date it counts: <c>event</c>, <c>cohort</c>, <c>survey</c> or <c>stock</c>; null: by none.</param>
/// <param name="Formula">Of a measure: how it is worked out, in short.</param>
/// <param name="RestsOn">Facts and columns, by name.</param>
/// <param name="CutBy">Slicers by which it can be cut, by name.</param>
/// <param name="Definition">Hash of its declaration: another one means that it was changed.</param>
/// <param name="Declared">File of its declaration.</param>
public sealed record DictionaryEntry(
    TermKind Kind,
    string Name,
    Bilingual Label,
    Bilingual Description,
    MeasureUnit? Unit,
    string? TimeBasis,
    string? Formula,
    IReadOnlyList<string> RestsOn,
    IReadOnlyList<string> CutBy,
    string Definition,
    string Declared
)
{
    private readonly string _folded = Fold(string.Join('\n', Name, Label.Ja, Label.En, Description.Ja, Description.En, Formula, string.Join('\n', RestsOn)));

    /// <summary>Whether every word of <paramref name="search"/> occurs in its name or texts, in either language; width, case and kind of kana aside.</summary>
    public bool Has(string search) =>
        search.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).All(word => _folded.Contains(Fold(word), StringComparison.Ordinal));

    private static string Fold(string text) =>
        string.Concat(
            text.Normalize(NormalizationForm.FormKC)
                .ToLower(CultureInfo.InvariantCulture)
                .Where(letter => letter is not ('_' or ' '))
                .Select(letter => letter is >= 'ァ' and <= 'ヶ' ? (char)(letter - 'ァ' + 'ぁ') : letter)
        );
}
