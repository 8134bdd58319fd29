using Analytics.Etl.Findings;

namespace Analytics.Tests.Etl.Extract;

/// <summary>Whatever bytes come in: rows, rejects or one refusal; never another exception, which would look like a fault of the product.</summary>
public class DamagedFilesTests
{
    [Theory]
    [InlineData("referrals_cp932.csv")]
    [InlineData("outcomes_bom_semicolon.csv")]
    [InlineData("engagements.xlsx")]
    public void Rows_OfRandomlyDamagedCopies_AreReadOrRefused(string name)
    {
        var original = File.ReadAllBytes(LedgerFile.FixturePath(name));
        var random = new Random(20070806);
        var (read, refused) = (0, 0);
        for (var copy = 0; copy < 100; copy++)
        {
            var bytes = original[..(random.Next(4) == 0 ? random.Next(original.Length) : original.Length)];
            for (var hits = random.Next(8); hits > 0 && bytes.Length > 0; hits--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                LedgerFile.Of(bytes);
                read++;
            }
            catch (FileRefusedException)
            {
                refused++;
            }
        }

        Assert.True(read > 0 && refused > 0, $"{read} read, {refused} refused");
    }
}
