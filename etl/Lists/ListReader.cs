using System.Globalization;
using Analytics.Sql.Model.Declarations;
using Sylvan.Data.Csv;

namespace Analytics.Etl.Lists;

/// <summary>Reads one list of an installation (UTF-8 CSV with a header), or says line by line why it cannot be taken.</summary>
abstract class ListReader<T>(ListKind kind, string file, List<DeclarationFault> faults)
    where T : class, IListed
{
    /// <summary>It goes into an index.</summary>
    const int LongestName = 200;

    List<string> _headers = [];
    CsvDataReader? _row;

    /// <summary>The line that is being read.</summary>
    protected int Line => _row!.RowNumber;

    /// <summary>Its members; empty after a fault.</summary>
    public IReadOnlyList<T> Read(string text)
    {
        var before = faults.Count;
        var members = new List<T>();
        try
        {
            Read(text, members);
        }
        catch (Exception broken) when (broken is CsvFormatException or CsvRecordTooLargeException)
        {
            Fault(1, $"CSVとして読めません: {broken.Message}", $"The CSV cannot be read: {broken.Message}");
        }

        return faults.Count == before ? members : [];
    }

    /// <summary>A member from the cells of its line. Code, level and name are checked already.</summary>
    protected abstract T Member(string code, string level, Bilingual name);

    /// <summary>Whether the product has a member of this code itself.</summary>
    protected virtual bool IsOfProduct(string code) => false;

    void Read(string text, List<T> members)
    {
        var before = faults.Count;
        using var csv = CsvDataReader.Create(new StringReader(text), new CsvDataReaderOptions { BufferSize = 1 << 16, HasHeaders = false });
        (_row, _headers) = (csv, csv.Read() ? [.. Enumerable.Range(0, csv.RowFieldCount).Select(place => csv.GetString(place).Trim())] : []);
        foreach (var twice in _headers.GroupBy(header => header).Where(group => group.Count() > 1))
            Fault(1, $"「{twice.Key}」の列が2つあります。", $"The column '{twice.Key}' is there twice.");
        foreach (var unknown in _headers.Where(header => !kind.Columns.Contains(header)))
            Fault(1, $"「{unknown}」という列はありません。", $"There is no column '{unknown}'.", kind.Columns);
        foreach (var missing in kind.Needed.Where(column => !_headers.Contains(column)))
            Fault(1, $"「{missing}」の列がありません。", $"The column '{missing}' is missing.", kind.Columns);
        if (faults.Count > before)
            return;
        while (csv.Read())
            members.Add(Member());
        CheckTogether(members);
    }

    T Member()
    {
        var (code, level) = (Cell("code") ?? "", Cell("level") ?? "");
        var (ja, en) = (Cell("name_ja"), Cell("name_en"));
        if (!kind.IsCode(code) || ReservedCode.All.Contains(code))
            Fault(Line, $"{kind.Codes.Ja}（{code}）。", $"{kind.Codes.En}, not '{code}'.");
        else if (IsOfProduct(code))
            Fault(Line, $"「{code}」は製品の{kind.Member.Ja}のコードです。", $"'{code}' is {kind.Member.En} of the product's.");
        if (!kind.Levels.Contains(level))
            Fault(Line, $"「{level}」という階層はありません。", $"There is no level '{level}'.", kind.Levels);
        if ((ja ?? en) is null)
            Fault(Line, "名前（name_ja か name_en）がありません。", "It has no name (name_ja or name_en).");
        if (ja?.Length > LongestName || en?.Length > LongestName)
            Fault(Line, $"名前は{LongestName}文字までです。", $"A name has {LongestName} characters at most.");
        return Member(code, level, new(ja ?? en ?? "", en ?? ja ?? ""));
    }

    protected string? Cell(string column) =>
        _headers.IndexOf(column) is >= 0 and var place && place < _row!.RowFieldCount && Invisible.Trim(_row.GetString(place)) is { Length: > 0 } text
            ? text
            : null;

    protected DateOnly? Day(string column)
    {
        if (Cell(column) is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        Fault(Line, $"「{column}」は 2008-04-01 の形で書いてください（{text}）。", $"'{column}' is written as 2008-04-01, not '{text}'.");
        return null;
    }

    /// <summary>
    /// Each has a code of its own, and lies in a wider member of the list; what is narrower than the level that pages compare by lies in one of that
    /// level.
    /// </summary>
    void CheckTogether(List<T> members)
    {
        var known = members.DistinctBy(member => member.Key).ToDictionary(member => member.Key, StringComparer.Ordinal);
        foreach (var member in members)
        {
            if (known[member.Key] is var first && first != member)
                Fault(member.Line, $"「{member.Code}」が{first.Line}行目にもあります。", $"'{member.Code}' is on line {first.Line} as well.");
            if (member.Rank == 0)
            {
                if (member.ParentKey is not null)
                    Fault(member.Line, $"{member.Level} には parent がありません。", $"A {member.Level} has no parent.");
            }
            else if (member.ParentKey is null || !known.TryGetValue(member.ParentKey, out var parent))
                Fault(
                    member.Line,
                    $"parent の「{member.Parent}」がこの一覧にありません。",
                    $"The list has no {Bare(kind.Member.En)} '{member.Parent}', which is its parent."
                );
            else if (parent.Rank >= member.Rank)
                Fault(member.Line, $"parent の「{parent.Code}」は、より広い階層ではありません。", $"Its parent '{parent.Code}' is of no wider level.");
            else if (member.Rank > kind.Anchor && parent.Rank < kind.Anchor)
                Fault(member.Line, kind.Narrower.Ja, kind.Narrower.En);
        }
    }

    static string Bare(string member) => member[(member.IndexOf(' ') + 1)..];

    protected void Fault(int line, string ja, string en, IReadOnlyList<string>? allowed = null) => faults.Add(new(file, line, new(ja, en), allowed ?? []));
}
