namespace Analytics.Etl.Findings;

/// <summary>What breaking a rule leads to.</summary>
public enum RuleEffect
{
    /// <summary>The whole file is refused.</summary>
    RefusesFile,

    /// <summary>The row is rejected, the others go on.</summary>
    RejectsRow,

    /// <summary>The row is kept; the doubt is counted and shown.</summary>
    Warns,
}

/// <summary>One rule that files and cells are read by. Texts have numbered places; a warning has no mend.</summary>
public sealed record Rule(string Code, RuleEffect Effect, Bilingual Reason, Bilingual Mend)
{
    public FileRefusedException Refusal(object?[] reason, object?[]? mend = null, Exception? cause = null) =>
        new(Code, Reason.With(reason), Mend.With(mend ?? []), cause);
}

/// <summary>The closed list of rules of reading one file, with everything that is said to users about them.</summary>
public static class Rules
{
    static readonly Bilingual None = new("", "");

    // Files
    public static readonly Rule FileEmpty = Refuse(
        "file-empty",
        "ファイルが空です。",
        "The file is empty.",
        "正しいファイルを選んで送り直してください。",
        "Send the right file again."
    );
    public static readonly Rule FileFormat = Refuse(
        "file-format",
        "これは{0}です。台帳として読める形式ではありません。",
        "This is {0}, not a format that can be read.",
        "CSV（UTF-8 または Shift_JIS）か XLSX で保存して送り直してください。",
        "Save it as CSV (UTF-8 or Shift_JIS) or XLSX and send it again."
    );
    public static readonly Rule FileEncoding = Refuse(
        "file-encoding",
        "{0}行目に、UTF-8でもShift_JIS（CP932）でもない文字があります。",
        "Line {0} holds bytes that are neither UTF-8 nor Shift_JIS (CP932).",
        "Excelの「CSV UTF-8」で保存し直してください。",
        "Save it again as \"CSV UTF-8\"."
    );
    public static readonly Rule FileTruncated = Refuse(
        "file-truncated",
        "ファイルが途中で切れています（{0}）。",
        "The file breaks off ({0}).",
        "送信が途中で切れたようです。ファイル全体を送り直してください。",
        "The upload seems to have broken off: send the whole file again."
    );
    public static readonly Rule FileCorrupt = Refuse(
        "file-corrupt",
        "ファイルが壊れています（{0}）。",
        "The file is damaged ({0}).",
        "Excelで開けることを確かめ、保存し直して送ってください。",
        "Check that Excel opens it, save it again and send it."
    );
    public static readonly Rule FileTooLarge = Refuse(
        "file-too-large",
        "ブックが大きすぎます（{0}）。",
        "The workbook is too large ({1}).",
        "Excelで開き、要らないシート・空の行や列・結合セルを消して保存し直すか、CSV（UTF-8）で保存して送り直してください。",
        "Open it in Excel, delete sheets, blank rows and columns and merged cells that nobody needs, save it again, or save it as CSV (UTF-8)."
    );
    public static readonly Rule SourceUnknown = Refuse(
        "source-unknown",
        "どの台帳か分かりません。候補: {0}",
        "No source fits. Candidates: {1}",
        "見出しを直すか、どの台帳かを指定してください。",
        "Mend the headers, or say which ledger it is."
    );
    public static readonly Rule SourceAmbiguous = Refuse(
        "source-ambiguous",
        "複数の台帳に当てはまります: {0}",
        "Several sources fit alike: {1}",
        "その台帳にしかない見出しを加えるか、どの台帳かを指定してください。",
        "Add a header that only its ledger has, or say which ledger it is."
    );
    public static readonly Rule SheetsDiffer = Refuse(
        "sheets-differ",
        "1つのファイルに違う台帳のシートがあります: {0}",
        "One file holds sheets of different sources: {0}",
        "台帳ごとに別のファイルにしてください。",
        "Save each ledger in a file of its own."
    );
    public static readonly Rule OwnerTooLong = Refuse(
        "owner-too-long",
        "番号を付けた機関のコードが{0}文字を超えています。",
        "The owner's code is longer than {0} characters.",
        "提出元として、銀行・機関のコードを指定してください。",
        "State the bank's or institute's code as the owner."
    );
    public static readonly Rule HeaderDuplicate = Refuse(
        "header-duplicate",
        "見出し「{0}」と「{1}」が同じ列を指しています。",
        "The headers '{0}' and '{1}' mean the same column.",
        "どちらか一方だけを残してください。",
        "Keep only one of them."
    );

    // Rows
    public static readonly Rule Required = Reject("required", "「{0}」が空です。", "'{0}' is blank.", "「{0}」を入力してください。", "Fill in '{0}'.");
    public static readonly Rule RequiredWord = Reject(
        "required-word",
        "「{0}」に「{1}」とあり、値がありません。",
        "'{0}' says '{1}', which is no value.",
        "「{0}」の値を入力してください。",
        "Fill in '{0}'."
    );
    public static readonly Rule TooManyCells = Reject(
        "too-many-cells",
        "見出しの列数（{0}）より多い{1}個の値があります。",
        "{1} cells stand under {0} headers.",
        "値の中の区切り文字を「\"」で囲んでください。",
        "Put values that hold the delimiter into double quotes."
    );
    public static readonly Rule NothingAbove = Reject(
        "nothing-above",
        "「上に同じ」ですが、上の行に値がありません。",
        "It says \"as above\", but no value stands above.",
        "値を書いてください。",
        "Write the value itself."
    );
    public static readonly Rule TextTooLong = Reject(
        "text-too-long",
        "「{0}」が長すぎます（{1}文字、上限は{2}文字）。",
        "'{0}' is too long ({1} characters, {2} allowed).",
        "{0}文字以内に短くしてください。",
        "Shorten it to {0} characters or fewer."
    );
    public static readonly Rule NumberRounded = Reject(
        "number-rounded",
        "番号が指数表示に変わり、元の番号が失われています。",
        "A spreadsheet turned the number into a rounded one; the number itself is lost.",
        "元の番号を文字列として書いてください。",
        "Write the number itself, as text."
    );
    public static readonly Rule CellError = Reject(
        "cell-error",
        "Excelの計算エラーです。",
        "An Excel error value.",
        "数式を直し、値として保存してください。",
        "Mend the formula and save its value."
    );
    public static readonly Rule FormulaUnstored = Reject(
        "formula-unstored",
        "数式の計算結果がファイルに保存されていません。",
        "A formula without a stored value.",
        "Excelで開いて上書き保存し、送り直してください。",
        "Open the file in Excel, save it and send it again."
    );
    public static readonly Rule DateSpelling = Reject("date-spelling", "日付として読めません。", "Not a date that can be read.", "{0}", "{1}");
    public static readonly Rule DateNonexistent = Reject("date-nonexistent", "暦にない日付です。", "No such day in the calendar.", "{0}", "{1}");
    public static readonly Rule DateEra = Reject("date-era", "その元号の期間の外です。", "Outside that era.", "{0}", "{1}");
    public static readonly Rule DateRange = Reject(
        "date-range",
        "日付の年が{0}〜{1}年の外です。",
        "The year is outside {0}–{1}.",
        "年を確かめてください。",
        "Check the year."
    );
    public static readonly Rule NumberSpelling = Reject(
        "number-spelling",
        "数として読めません。",
        "Not a number.",
        "数字だけを書いてください（例: 1200）。",
        "Write digits only (e.g. 1200)."
    );
    public static readonly Rule NumberWhole = Reject(
        "number-whole",
        "整数ではありません。",
        "Not a whole number.",
        "整数で書いてください。",
        "Write a whole number."
    );
    public static readonly Rule NumberRange = Reject(
        "number-range",
        "扱える大きさを超えています。",
        "Larger than can be held.",
        "桁を確かめてください。",
        "Check the number of digits."
    );
    public static readonly Rule NumberNegative = Reject(
        "number-negative",
        "負の数は数えられません。",
        "A negative number cannot be counted here.",
        "0以上の数を書いてください。",
        "Write 0 or more."
    );
    public static readonly Rule MoneyUnitMissing = Reject(
        "money-unit-missing",
        "金額の単位が分かりません。",
        "The amount has no unit.",
        "セルか見出しに単位を書いてください（{0}）。",
        "Write the unit in the cell or the header ({0})."
    );
    public static readonly Rule MoneyUnitUnknown = Reject(
        "money-unit-unknown",
        "「{0}」という金額の単位はありません。",
        "'{0}' is no unit of money here.",
        "使える単位: {0}",
        "Allowed units: {0}."
    );
    public static readonly Rule MoneyFraction = Reject(
        "money-fraction",
        "{0}未満の端数があります。",
        "It holds a fraction of the smallest unit ({0}).",
        "端数のない金額を書いてください。",
        "Write an amount without that fraction."
    );
    public static readonly Rule UnitUnfit = Reject(
        "unit-unfit",
        "「{0}」の単位に「{1}」は使えません。",
        "The unit '{1}' does not fit '{0}'.",
        "使える単位: {0}",
        "Allowed units: {0}."
    );
    public static readonly Rule UnitsContradict = Reject(
        "units-contradict",
        "値の単位は「{0}」ですが、{1}の単位は「{2}」です。",
        "The value is in {0}, but {3} says {2}.",
        "どちらが正しいか確かめ、単位をそろえてください。",
        "Check which of them is right and make them agree."
    );
    public static readonly Rule Cumulative = Reject(
        "cumulative",
        "累計の値です。",
        "A cumulative value.",
        "その年度だけの増加額を書いてください。",
        "Give the increase of that fiscal year only."
    );
    public static readonly Rule ChoiceUnknown = Reject(
        "choice-unknown",
        "使えない値です。",
        "Not one of the allowed values.",
        "使える値: {0}",
        "Allowed: {0}."
    );
    public static readonly Rule FlagUnknown = Reject(
        "flag-unknown",
        "○か空欄ではありません。",
        "Neither ○ nor blank.",
        "該当するなら「○」を書き、しないなら空欄にしてください。",
        "Write ○ where it applies and leave it blank where not."
    );
    public static readonly Rule CodeSpelling = Reject(
        "code-spelling",
        "{0}桁の数字のコードではありません。",
        "Not a code of {0} digits.",
        "{0}桁の数字で書いてください。",
        "Write {0} digits."
    );
    public static readonly Rule MunicipalityCode = Reject(
        "municipality-code",
        "市区町村コードではありません。",
        "Not a municipality code.",
        "5桁、または検査数字を含む6桁の数字で書いてください。",
        "Write 5 digits, or 6 with the check digit."
    );
    public static readonly Rule MunicipalityCheckDigit = Reject(
        "municipality-check-digit",
        "6桁の市区町村コードの検査数字が合いません。",
        "The check digit of the six-digit municipality code is wrong.",
        "先頭5桁が「{0}」なら「{0}{1}」です。コードを確かめてください。",
        "For '{0}' it would be '{0}{1}': check the code."
    );

    // Doubts
    public static readonly Rule CorporateNumberInvalid = Warn(
        "corporate-number-invalid",
        "法人番号の検査数字が合わないので使いません（企業名で見分けます）。",
        "The corporate number's check digit is wrong; it is not used (the name is)."
    );
    public static readonly Rule CorporateNumberRounded = Warn(
        "corporate-number-rounded",
        "法人番号がExcelで指数表示に変わり、失われています（企業名で見分けます）。",
        "Excel turned the corporate number into a rounded one; it is lost (the name is used)."
    );
    public static readonly Rule ExcelSerial = Warn("excel-serial", "Excelのシリアル値を日付として読みました。", "Read an Excel serial number as a date.");
    public static readonly Rule MoneyUnitAssumed = Warn(
        "money-unit-assumed",
        "金額の単位がセルにも見出しにもないので、{0}として読みました。",
        "No unit in cell or header: read as {0}."
    );
    public static readonly Rule UnitOfRow = Warn(
        "unit-of-row",
        "{1}の単位「{2}」ではなく、その行に書かれた単位「{0}」で読みました。",
        "Read in the row's own unit {0}, although {3} says {2}."
    );
    public static readonly Rule MarkDropped = Warn(
        "mark-dropped",
        "先頭の「※」「*」は注記の印とみて、照合では除いています。",
        "A leading ※ or * is taken for a mark; it is no part of the number or name."
    );
    public static readonly Rule LoneReturn = Warn(
        "lone-return",
        "改行が混在しています。CR [U+000D] だけで終わる行があります。",
        "Line ends are mixed: a line ends with a lone carriage return [U+000D]."
    );
    public static readonly Rule UnknownColumn = Warn(
        "unknown-column",
        "この台帳にない列です。そのまま保存します。",
        "A column that this source does not know; kept as it is."
    );
    public static readonly Rule SheetHidden = Warn("sheet-hidden", "非表示のシート「{0}」は読んでいません。", "The hidden sheet '{0}' was passed over.");
    public static readonly Rule SheetSkipped = Warn(
        "sheet-skipped",
        "シート「{0}」には台帳の見出しがないので、読んでいません。",
        "The sheet '{0}' was passed over: it has no header of the ledger."
    );

    /// <summary>Codes of the doubts that are about a file and not about a row.</summary>
    public static readonly IReadOnlySet<string> OfFile = new HashSet<string>([SheetHidden.Code, SheetSkipped.Code, LoneReturn.Code], StringComparer.Ordinal);

    /// <summary>All rules, by code.</summary>
    public static readonly IReadOnlyDictionary<string, Rule> All = typeof(Rules)
        .GetFields()
        .Select(field => field.GetValue(null))
        .OfType<Rule>()
        .ToDictionary(rule => rule.Code, StringComparer.Ordinal);

    static Rule Refuse(string code, string ja, string en, string mendJa, string mendEn) => new(code, RuleEffect.RefusesFile, new(ja, en), new(mendJa, mendEn));

    static Rule Reject(string code, string ja, string en, string mendJa, string mendEn) => new(code, RuleEffect.RejectsRow, new(ja, en), new(mendJa, mendEn));

    static Rule Warn(string code, string ja, string en) => new(code, RuleEffect.Warns, new(ja, en), None);
}
