using Analytics.Etl.Extract.Rows;
using Analytics.Etl.Findings;
using Analytics.Etl.Publish;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>The rules of bringing a file that could be read into the warehouse, beside those of reading it (<see cref="Rules"/>).</summary>
static class LoadRules
{
    public static readonly Rule Unreadable = new(
        "file-unreadable",
        RuleEffect.RefusesFile,
        new("「{0}」を開けません（{1}）。", "'{0}' cannot be opened ({1})."),
        new("ファイルがあること、読む権限があることを確かめてください。", "Check that the file is there and may be read.")
    );

    public static readonly Rule StillWritten = new(
        "still-written",
        RuleEffect.RefusesFile,
        new("「{0}」は読み取りの間に書き換えられました。", "'{0}' was written to while it was read."),
        new("書き終わってから、もう一度読み込んでください。", "Load it again when it is complete.")
    );

    public static readonly Rule ReadingBroken = new(
        "reading-broken",
        RuleEffect.RefusesFile,
        new("2回試みましたが、読み取りの途中で止まりました（{0}）。", "Reading it broke off twice ({1})."),
        new(
            "Excelで開き、要らないシート・空の行や列・結合セルを消して保存し直すか、CSV（UTF-8）で保存して送り直してください。大きな台帳は分けてください。",
            "Open it in Excel, delete sheets, blank rows and columns and merged cells that nobody needs, save it again, or save it as CSV (UTF-8). Divide a large ledger."
        )
    );

    public static readonly Rule ArchiveLacks = new(
        "archive-lacks",
        RuleEffect.RefusesFile,
        new("「{0}」の原本がアーカイブにないか、書き換えられています（{1}）。", "The archive has not, or no longer, the bytes of '{0}' ({1})."),
        new(
            "バックアップから archive フォルダーを戻すか、ファイルを送り直してください。それまでは前の内容のままです。",
            "Bring the folder archive back from a backup, or send the file again. Until then what it told before stays."
        )
    );

    public static readonly Rule SourceGone = new(
        "source-gone",
        RuleEffect.RefusesFile,
        new("「{0}」という台帳の定義がありません。", "There is no declaration of a source '{0}'."),
        new(
            "定義を戻してから、もう一度読み込んでください。それまでは前の内容のままです。",
            "Bring the declaration back, then read it again. Until then what it told before stays."
        )
    );

    public static readonly Rule SyntheticElsewhere = new(
        "synthetic-elsewhere",
        RuleEffect.RefusesFile,
        new(
            "「合成データ」と書かれたファイルは、データセット「{0}」には入れられません。",
            "The file says that it is synthetic (合成データ); dataset '{0}' takes no such file."
        ),
        new("データセットを指定せずに読み込むと「{0}」に入ります。", "Load it without naming a dataset: it goes to '{0}'.")
    );

    public static readonly Rule NotSynthetic = new(
        "not-synthetic",
        RuleEffect.RefusesFile,
        new(
            "「{0}」は合成データだけのデータセットです。このファイルには「合成データ」の印がありません。",
            "'{0}' takes only files that say they are synthetic (合成データ); this one does not."
        ),
        new("本物の台帳なら、データセットを指定せずに読み込んでください。", "If it is a real ledger, load it without naming a dataset.")
    );

    public static readonly Rule ValueRefused = new(
        "value-refused",
        RuleEffect.RefusesFile,
        new("データベースが{0}の値を受け付けません（{2}）。", "The database cannot take a value in {1} ({2})."),
        new(
            "値を直して送り直してください。値が正しいときは、管理者に知らせてください。",
            "Mend the value and send the file again. If it is right, tell the administrator."
        )
    );

    public static readonly Rule KeyConflict = new(
        "key-conflict",
        RuleEffect.RejectsRow,
        new(
            "同じ番号・同じ更新日で内容の違う行があります（{0}行目）。",
            "The same number with the same 更新日 stands there with different content (lines {0})."
        ),
        new(
            "正しい行だけを残すか、新しい行の更新日を新しくしてください。それまでは前に公開した内容のままです。",
            "Keep the right row only, or give the newer one a later 更新日. Until then what was published stays."
        )
    );

    public static readonly Rule OwnerUnstated = new(
        "owner-unstated",
        RuleEffect.Warns,
        new("「{0}」の列も提出元の指定もないので、どこの番号か分かりません。", "Neither a column '{0}' nor a stated owner says whose numbers these are."),
        new(
            "列を加えるか、提出元を指定してください（受信フォルダーではフォルダー名）。",
            "Add the column, or state the owner (in the inbox: by the folder's name)."
        )
    );

    /// <summary>A file is refused for a value that the database cannot take, in a row where it says in which.</summary>
    public static FileRefusedException RefusedByDatabase(PostgresException error, ExtractedRow? row = null)
    {
        var sheet = row?.Sheet is { } name ? name + " " : "";
        return ValueRefused.Refusal(
            [row is null ? "このファイル" : $"{sheet}{row.Line}行目", row is null ? "the file" : $"{sheet}line {row.Line}", DataFault.Message(error)],
            cause: error
        );
    }
}
