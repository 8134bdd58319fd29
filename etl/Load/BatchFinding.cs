using Analytics.Etl.Extract.Rows;
using Analytics.Etl.Sources;
using Analytics.Etl.Staging;

namespace Analytics.Etl.Load;

/// <summary>What loading found wrong with a row of a batch: <c>rejected</c> or <c>warning</c>.</summary>
sealed record BatchFinding(string Kind, string? Sheet, int Line, string? Column, string? Value, string Rule, Bilingual Reason, Bilingual Mend)
{
    static readonly Bilingual Nothing = new("", "");

    /// <summary>Whose number <see cref="Key"/> is.</summary>
    public string? Owner { get; init; }

    /// <summary>What identifies the row (<see cref="RowKey"/>); null where it could not be read, and for a finding of the whole file.</summary>
    public IReadOnlyList<string?>? Key { get; init; }

    public static BatchFinding Of(RowReject reject) =>
        new("rejected", reject.Sheet, reject.Line, reject.Column, reject.Value, reject.Rule, reject.Reason, reject.Mend);

    public static BatchFinding Of(RowWarning warning) =>
        new("warning", warning.Sheet, warning.Line, warning.Column, warning.Value, warning.Rule, warning.Reason, Nothing);

    /// <summary>Once a file: its numbers have no owner.</summary>
    public static BatchFinding OwnerUnstated(Source source)
    {
        var header = source.Columns.First(column => column.Name == source.Owner).Header;
        return new("warning", null, 1, header, null, LoadRules.OwnerUnstated.Code, LoadRules.OwnerUnstated.Reason.With(header), LoadRules.OwnerUnstated.Mend);
    }
}
