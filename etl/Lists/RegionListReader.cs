using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Sql;
using Analytics.Sql.Model.Declarations;
using Sylvan.Data.Csv;

namespace Analytics.Etl.Lists;

/// <summary>Reads one list of regions (UTF-8 CSV with a header), or says line by line why it cannot be taken.</summary>
sealed partial class RegionListReader(string file, List<DeclarationFault> faults)
{
    static readonly IReadOnlyList<string> Columns = ["code", "level", "name_ja", "name_en", "parent", "valid_from", "valid_to", "latitude", "longitude"];
    static readonly IReadOnlySet<string> OfProduct = EmbeddedText.Read("reference/regions.csv").Split('\n').Skip(1).Select(line => line.Split(',')[0]).ToHashSet(StringComparer.Ordinal);

    /// <summary>It goes into an index.</summary>
    const int LongestName = 200;

    /// <summary>Its regions; empty after a fault.</summary>
    public IReadOnlyList<ListedRegion> Read(string text)
    {
        var before = faults.Count;
        var regions = new List<ListedRegion>();
        try
        {
            Read(text, regions);
        }
        catch (Exception broken) when (broken is CsvFormatException or CsvRecordTooLargeException)
        {
            Fault(1, $"CSVとして読めません: {broken.Message}", $"The CSV cannot be read: {broken.Message}");
        }

        return faults.Count == before ? regions : [];
    }

    void Read(string text, List<ListedRegion> regions)
    {
        var before = faults.Count;
        using var csv = CsvDataReader.Create(new StringReader(text), new CsvDataReaderOptions { BufferSize = 1 << 16, HasHeaders = false });
        List<string> headers = csv.Read() ? [.. Enumerable.Range(0, csv.RowFieldCount).Select(place => csv.GetString(place).Trim())] : [];
        foreach (var twice in headers.GroupBy(header => header).Where(group => group.Count() > 1))
            Fault(1, $"「{twice.Key}」の列が2つあります。", $"The column '{twice.Key}' is there twice.");
        foreach (var unknown in headers.Where(header => !Columns.Contains(header)))
            Fault(1, $"「{unknown}」という列はありません。", $"There is no column '{unknown}'.", Columns);
        foreach (var missing in new[] { "code", "level", "parent" }.Where(column => !headers.Contains(column)))
            Fault(1, $"「{missing}」の列がありません。", $"The column '{missing}' is missing.", Columns);
        if (faults.Count > before)
            return;
        while (csv.Read())
            regions.Add(Region(csv, headers, csv.RowNumber));
        CheckTogether(regions);
    }

    ListedRegion Region(CsvDataReader csv, List<string> headers, int line)
    {
        var (code, level) = (Cell("code") ?? "", Cell("level") ?? "");
        var (ja, en) = (Cell("name_ja"), Cell("name_en"));
        if (!Codes().IsMatch(code) || ReservedCode.All.Contains(code))
            Fault(line, $"地域のコードは英数字とハイフンで20文字までです（{code}）。", $"A region's code is made of letters, digits and hyphens, 20 at most, not '{code}'.");
        else if (OfProduct.Contains(code))
            Fault(line, $"「{code}」は製品の地域のコードです。", $"'{code}' is a region of the product's.");
        if (!ListedRegion.Levels.Contains(level))
            Fault(line, $"「{level}」という階層はありません。", $"There is no level '{level}'.", ListedRegion.Levels);
        if ((ja ?? en) is null)
            Fault(line, "名前（name_ja か name_en）がありません。", "It has no name (name_ja or name_en).");
        if (ja?.Length > LongestName || en?.Length > LongestName)
            Fault(line, $"名前は{LongestName}文字までです。", $"A name has {LongestName} characters at most.");
        return new(code, level, new(ja ?? en ?? "", en ?? ja ?? ""), Cell("parent"), Day("valid_from"), Day("valid_to"), Degrees("latitude", 90), Degrees("longitude", 180), line);

        string? Cell(string column) => headers.IndexOf(column) is >= 0 and var place && place < csv.RowFieldCount && Invisible.Trim(csv.GetString(place)) is { Length: > 0 } text ? text : null;

        DateOnly? Day(string column)
        {
            if (Cell(column) is not { } text)
                return null;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return day;
            Fault(line, $"「{column}」は 2008-04-01 の形で書いてください（{text}）。", $"'{column}' is written as 2008-04-01, not '{text}'.");
            return null;
        }

        double? Degrees(string column, int most)
        {
            if (Cell(column) is not { } text)
                return null;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= most)
                return degrees;
            Fault(line, $"「{column}」は −{most}〜{most} の度数です（{text}）。", $"'{column}' is a number of degrees from −{most} to {most}, not '{text}'.");
            return null;
        }
    }

    /// <summary>Each has a code of its own, and lies in a wider region of the list; what is narrower than a prefecture lies in one.</summary>
    void CheckTogether(List<ListedRegion> regions)
    {
        var known = regions.DistinctBy(region => region.Code).ToDictionary(region => region.Code, StringComparer.Ordinal);
        foreach (var region in regions)
        {
            if (known[region.Code] is var first && first != region)
                Fault(region.Line, $"「{region.Code}」が{first.Line}行目にもあります。", $"'{region.Code}' is on line {first.Line} as well.");
            if (region.Level == "country")
            {
                if (region.Parent is not null)
                    Fault(region.Line, "国には parent がありません。", "A country has no parent.");
            }
            else if (region.Parent is null || !known.TryGetValue(region.Parent, out var parent))
                Fault(region.Line, $"parent の「{region.Parent}」がこの一覧にありません。", $"The list has no region '{region.Parent}', which is its parent.");
            else if (parent.Rank >= region.Rank)
                Fault(region.Line, $"parent の「{parent.Code}」は、より広い階層ではありません。", $"Its parent '{parent.Code}' is of no wider level.");
            else if (region.Rank > 2 && parent.Rank < 2)
                Fault(region.Line, "prefecture より狭い地域は、prefecture の階層の地域に属します（州・県・NUTS 2 など）。", "What is narrower than a prefecture lies in a region of that level (a state, a province, a NUTS 2 region).");
        }
    }

    void Fault(int line, string ja, string en, IReadOnlyList<string>? allowed = null) => faults.Add(new(file, line, new(ja, en), allowed ?? []));

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9-]{0,19}$")]
    private static partial Regex Codes();
}
