using System.Globalization;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>What an answer remarks is true of the rows that it shows, and what takes no rank is not hidden.</summary>
public class TopTests(PostgresFixture postgres)
{
    // Branch 101: ten referrals, all engaged after 30 days. 102: twelve, 103: three, no branch: four, none of them engaged. Of 29 ten have reached it.
    private Task<LoadedFigures> LoadAsync() =>
        LoadedFigures.OfAsync(
            postgres,
            (
                Ledgers.Referral + ",支店コード",
                [
                    .. Enumerable
                        .Range(1, 29)
                        .Select(n => $"{Text(n)},2008-04-01,0149,会社{Text(n)},{n switch { <= 10 => "101", <= 22 => "102", <= 25 => "103", _ => "" }}"),
                ]
            ),
            (
                Ledgers.Engagement + ",契約額(千円)",
                [.. Enumerable.Range(1, 10).Select(n => $"{Text(n)},{Text(n)},共同研究,2008-05-01,100"), "11,26,技術相談,2009-04-01,20"]
            )
        );

    [Fact]
    public async Task NotReached_CountsTheRowsThatAreShown()
    {
        const string Median = "measure=median_days_to_engagement by=branch";
        await using var figures = await LoadAsync();

        Assert.Equal("0149-101: 30\n0149-102: NotReached\n0149-103: NotReached\nunknown: NotReached\ntotal: NotReached", await figures.RowsAsync(Median));
        Assert.EndsWith(
            "Not reached by half: by the end of the data less than half had reached it (3 of 4 rows, and all together).",
            await figures.NoteAsync(Median, "not_reached"),
            StringComparison.Ordinal
        );
        Assert.EndsWith("less than half had reached it (all together).", await figures.NoteAsync(Median + " top=1", "not_reached"), StringComparison.Ordinal);
        Assert.Equal("0149-101: 30\nothers: NotReached\ntotal: NotReached", await figures.RowsAsync(Median + " top=1 others=true"));
        Assert.EndsWith(
            "less than half had reached it (1 of 2 rows, and all together).",
            await figures.NoteAsync(Median + " top=1 others=true", "not_reached"),
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            "less than half had reached it (all together).",
            await figures.NoteAsync(Median + " page=1 size=1", "not_reached"),
            StringComparison.Ordinal
        );
        Assert.Equal("0149-101: 30\ntotal: 30", await figures.RowsAsync(Median + " branch=0149-101"));
        Assert.Equal("", await figures.NoteAsync(Median + " branch=0149-101", "not_reached"));
    }

    [Fact]
    public async Task Top_NamesWhatTakesNoRank_WithItsFigure()
    {
        await using var figures = await LoadAsync();

        Assert.Equal("0149-102: 12\n0149-101: 10\ntotal: 29", await figures.RowsAsync("measure=referrals by=branch top=2"));
        Assert.Equal(
            "順位の付かない「不明」4件は、示していません。 / Without a rank, and not shown: “Unknown” (4).",
            await figures.NoteAsync("measure=referrals by=branch top=2", "reserved")
        );
        Assert.Equal("0149-102: 12\n0149-101: 10\nothers: 7\ntotal: 29", await figures.RowsAsync("measure=referrals by=branch top=2 others=true"));
        Assert.Equal(
            "順位の付かない「不明」4件は、「その他」に含めています。 / Without a rank, and among the others: “Unknown” (4).",
            await figures.NoteAsync("measure=referrals by=branch top=2 others=true", "reserved")
        );
        // Amounts are kept beside the text, so that a table can write them in its unit.
        var note = Assert.Single((await figures.AskAsync("measure=contract_amount by=branch top=1 others=true")).Notes, n => n.Code == "reserved");
        Assert.Equal("順位の付かない「不明」20,000円は、「その他」に含めています。", note.Text.Ja);
        Assert.Equal(("contract_amount", 20_000m), (note.Amounts!.Measure, Assert.Single(note.Amounts.Values)));
        Assert.Equal(
            "順位を付けられる行がありません（全1件）。 / No row takes a rank (1 in all).",
            await figures.NoteAsync("measure=referrals by=branch branch=unknown top=1", "top")
        );
        // Nothing is hidden where all rows are shown, or where nothing is unknown.
        Assert.Equal("", await figures.NoteAsync("measure=referrals by=branch sort=-referrals", "reserved"));
        Assert.Equal("", await figures.NoteAsync("measure=referrals by=branch top=2 branch.not=unknown", "reserved"));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
