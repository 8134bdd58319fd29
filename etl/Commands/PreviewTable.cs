using System.Globalization;
using Analytics.Sql.Commands;

namespace Analytics.Etl.Commands;

/// <summary>What a change would do, as lines of text: a line a file, then the figures that would differ.</summary>
static class PreviewTable
{
    public static void Write(Terminal terminal, PreviewAnswer preview)
    {
        foreach (var file in preview.Files)
        {
            switch (file.Fate)
            {
                case "refused":
                    terminal.Note(
                        new Bilingual(
                            $"{file.File}: 読み込めません。{file.Reason?.Ja} {file.Mend?.Ja}",
                            $"{file.File}: would be refused. {file.Reason?.En} {file.Mend?.En}"
                        )
                    );
                    break;
                case "loaded-before":
                    terminal.Line($"{file.File}: すでに読み込み済みです。", $"{file.File}: loaded already.");
                    break;
                default:
                    terminal.Line(
                        $"{file.File}: {file.Source} → {file.Dataset}: 新規 {file.New:N0} 行、改訂 {file.Revised:N0} 行、変更なし {file.Unchanged:N0} 行、却下 {file.Rejected:N0} 行、紹介待ち {file.Waiting:N0} 行",
                        $"{file.File}: {file.Source} → {file.Dataset}: rows: {file.New:N0} new, {file.Revised:N0} revised, {file.Unchanged:N0} unchanged, {file.Rejected:N0} rejected, {file.Waiting:N0} waiting"
                    );
                    break;
            }

            foreach (var column in file.Columns)
            {
                terminal.Line(
                    column.Kind switch
                    {
                        "new" => $"  新しい列「{column.Header}」",
                        "renamed" => $"  列「{column.Header}」は「{column.Known}」かもしれません",
                        _ => $"  列「{column.Known}」がなくなりました",
                    },
                    column.Kind switch
                    {
                        "new" => $"  new column '{column.Header}'",
                        "renamed" => $"  column '{column.Header}' may be '{column.Known}'",
                        _ => $"  column '{column.Known}' is not there any more",
                    }
                );
            }
        }

        if (preview.Figures.Count == 0)
        {
            terminal.Line("公開中の数値は変わりません。何も公開していません。", "No published figure would change. Nothing was published.");
            return;
        }

        terminal.Line("変わる数値（指標、年度、変更前、変更後）:", "Figures that would change (measure, fiscal year, before, after):");
        foreach (var figure in preview.Figures)
        {
            terminal.Line(
                $"  {figure.Dataset} {figure.Label.Ja} ({figure.Measure})  {figure.Year.Ja}  {Text(figure.Before)} → {Text(figure.After)}",
                $"  {figure.Dataset} {figure.Label.En} ({figure.Measure})  {figure.Year.En}  {Text(figure.Before)} → {Text(figure.After)}"
            );
        }

        terminal.Line("何も公開していません。", "Nothing was published.");
    }

    static string Text(decimal? value) => value?.ToString("#,0.######", CultureInfo.InvariantCulture) ?? "—";
}
