using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Analytics.Etl.Samples;
using Analytics.Sql;

namespace Analytics.Etl.Commands;

/// <summary>Writes synthetic ledgers, marked 合成データ, into an empty folder. Needs no database.</summary>
public sealed class GenerateCommand : CliCommand
{
    // Beyond this an Excel sheet could overflow its 1,048,576 rows.
    private const int Most = 5_000_000;

    private readonly Option<int> referrals = new("--referrals")
    {
        HelpName = "N",
        Description = new Bilingual(
            $"紹介の件数 (1〜{Most}、既定 {SampleLedgers.DefaultReferrals})",
            $"Number of referrals (1–{Most}; default {SampleLedgers.DefaultReferrals})"
        ).ForTerminal(),
        DefaultValueFactory = _ => SampleLedgers.DefaultReferrals,
        CustomParser = given => Number(given, "--referrals", 1, Most),
    };

    private readonly Option<ulong> seed = new("--seed")
    {
        HelpName = "S",
        Description = new Bilingual(
            $"乱数の種 (0以上の整数、既定 {SampleLedgers.DefaultSeed})。同じ種なら同じファイルになる",
            $"Seed (a whole number from 0; default {SampleLedgers.DefaultSeed}): the same seed gives the same files"
        ).ForTerminal(),
        DefaultValueFactory = _ => SampleLedgers.DefaultSeed,
        CustomParser = given => Number(given, "--seed", 0UL, ulong.MaxValue),
    };

    private readonly Option<DirectoryInfo> folder = new("--out")
    {
        HelpName = "DIR",
        Description = new Bilingual("書き込む空のフォルダー", "An empty folder to write into").ForTerminal(),
        Required = true,
    };

    public GenerateCommand()
        : base("generate", "合成データの台帳を作ります。", "Writes synthetic ledgers.")
    {
        Options.Add(referrals);
        Options.Add(seed);
        Options.Add(folder);
    }

    protected override async Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation)
    {
        var (count, into) = (given.GetValue(referrals), given.GetValue(folder)!.FullName);
        if (File.Exists(into) || (Directory.Exists(into) && Directory.EnumerateFileSystemEntries(into).Any()))
        {
            terminal.Note(
                new Bilingual(
                    $"フォルダー {into} は空ではありません。空のフォルダーを --out で指定してください。",
                    $"{into} is not an empty folder. Name an empty one with --out."
                )
            );
            return ExitCode.Failed;
        }
        var progress = new TenthsOfTheWay(count, terminal);
        SampleSummary summary;
        try
        {
            summary = await Task.Run(() => SampleLedgers.Write(count, given.GetValue(seed), into, progress, cancellation), cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RefusalException(new Bilingual($"{into} に書けません: {fault.Message}", $"Cannot write to {into}: {fault.Message}"), fault);
        }
        foreach (var ledger in summary.Files.GroupBy(file => file.Ledger))
            terminal.Line("{0}: {1}ファイル、{2}行", "{0}: {1} {1|file|files}, {2} {2|row|rows}", ledger.Key, ledger.Count(), ledger.Sum(file => file.Rows));
        terminal.Line(
            "合成データ: 紹介{0}件、全{1}行を {2} に書きました（わざと誤った行: 却下{3}、保留{4}）。",
            "Synthetic data: {0} {0|referral|referrals}, {1} {1|row|rows} in all, written to {2} (faulty on purpose: {3} to be rejected, {4} waiting).",
            summary.Referrals,
            summary.Rows,
            into,
            summary.Count(Effect.Rejected),
            summary.Count(Effect.Waiting)
        );
        return ExitCode.Done;
    }

    private static T Number<T>(ArgumentResult given, string option, T least, T most)
        where T : struct, INumber<T>
    {
        var text = given.Tokens.Count > 0 ? given.Tokens[^1].Value : "";
        if (T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        given.AddError(
            new Bilingual(
                $"{option} の '{text}' は使えません。{least}〜{most} の整数を指定してください。",
                $"{option} cannot be '{text}': give a whole number from {least} to {most}."
            ).ForTerminal()
        );
        return default;
    }

    /// <summary>Says how far a long run has come, every tenth of the way; short runs need no word.</summary>
    private sealed class TenthsOfTheWay(int total, Terminal terminal) : IProgress<int>
    {
        private int told;

        public void Report(int value)
        {
            if (total < 50_000 || value * 10L / total == told)
                return;
            told = (int)(value * 10L / total);
            terminal.Note(new Bilingual($"{told * 10}% (紹介{value}件)", $"{told * 10}% ({value} referrals)"));
        }
    }
}
