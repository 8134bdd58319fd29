namespace Analytics.Etl.Extract.Rows;

/// <summary>What a row below the header is. Only data rows are read; the others are counted.</summary>
enum RowKind
{
    Data,
    Blank,

    /// <summary>The header again, as on a new printed page.</summary>
    Header,

    /// <summary>合計, 小計, or a row without a key that holds nothing but sums.</summary>
    Total,
    Footnote,
}
