using Analytics.Etl.Sources;
using Analytics.Sql;
using Analytics.Sql.Storage;

namespace Analytics.Tests.Etl.Sources;

/// <summary>Headers that are accepted for columns: an alias more in the installation's own declaration, and nothing else.</summary>
public sealed class AliasWriterTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Names => [.. SourceCatalog.Load().Sources.Select(source => source.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Accept_AHeaderForEachColumn_IsReadAsItAndLeavesTheRestAsItWas(string name)
    {
        var folder = DataFolder.Resolve(_folder.Path);
        var before = SourceCatalog.Load().Find(name)!;
        var aliases = before.Columns.ToDictionary(column => $"新しい \"{column.Name}\": #1", column => column.Name);

        OwnAliases.Accept(folder, name, aliases);

        var catalog = SourceCatalog.Load(Path.Combine(folder.Model, "Sources"));
        Assert.Empty(catalog.Faults);
        var after = catalog.Find(name)!;
        Assert.All(before.Columns.Zip(after.Columns), pair => Assert.Equal([.. pair.First.Aliases, $"新しい \"{pair.First.Name}\": #1"], pair.Second.Aliases));
        // Without what was added it is the product's own text: comments and order stay.
        var written = File.ReadAllText(after.File);
        foreach (var alias in aliases.Keys)
        {
            var quoted = $"\"{alias.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
            Assert.Single(written.Split('\n'), line => line.Contains(quoted, StringComparison.Ordinal));
            written = written.Replace($", aliases: [{quoted}]", "", StringComparison.Ordinal).Replace(", " + quoted, "", StringComparison.Ordinal);
            written = string.Join(
                '\n',
                written.Split('\n').Where(line => line.Trim() is var trimmed && trimmed != $"aliases: [{quoted}]" && trimmed != $"- {quoted}")
            );
        }

        Assert.Equal(EmbeddedText.Read(before.File, typeof(SourceCatalog).Assembly), written);

        // Taken back one by one: what is left of them stays, and with the last the declaration is the product's again.
        Assert.Equal(aliases.Keys.Order(), OwnAliases.Of(catalog, name).Select(one => one.Header).Order());
        var (first, rest) = (aliases.Keys.First(), aliases.Keys.Skip(1).ToList());
        OwnAliases.TakeBack(folder, name, [first, "never accepted"]);
        catalog = SourceCatalog.Load(Path.Combine(folder.Model, "Sources"));
        Assert.Empty(catalog.Faults);
        Assert.Equal(rest.Order(), OwnAliases.Of(catalog, name).Select(one => one.Header).Order());
        OwnAliases.TakeBack(folder, name, rest);
        Assert.False(File.Exists(after.File));
    }

    [Theory]
    [InlineData(
        "  - name: a\n    header: A\n    aliases:\n      - x\n      - y\n    type: text\n",
        "  - name: a\n    header: A\n    aliases:\n      - y\n    type: text\n"
    )]
    [InlineData("  - name: a\n    header: A\n    aliases:\n      - x\n    type: text\n", "  - name: a\n    header: A\n    type: text\n")]
    [InlineData("  - name: a\n    aliases: [x]\n    type: text\n", "  - name: a\n    type: text\n")]
    [InlineData("  - {name: a, aliases: [x, 'y, z'], type: text}\n", "  - {name: a, aliases: ['y, z'], type: text}\n")]
    [InlineData("  - {name: a, aliases: [ y, x ], type: text}\n", "  - {name: a, aliases: [ y ], type: text}\n")]
    public void Remove_HoweverTheListIsWritten_LeavesTheRest(string before, string after) =>
        Assert.Equal("columns:\n" + after, AliasWriter.Remove("columns:\n" + before, "x"));

    [Fact]
    public void Accept_WhatIsNoColumnOrMeansAnother_IsRefusedAndWritesNothing()
    {
        var folder = DataFolder.Resolve(_folder.Path);
        Assert.Throws<RefusalException>(() => OwnAliases.Accept(folder, "no_source", new Dictionary<string, string> { ["x"] = "y" }));
        Assert.Throws<RefusalException>(() => OwnAliases.Accept(folder, "referral_ledger", new Dictionary<string, string> { ["x"] = "no_column" }));
        Assert.Throws<RefusalException>(() => OwnAliases.Accept(folder, "referral_ledger", new Dictionary<string, string> { ["支店名"] = "bank_name" }));
        Assert.False(File.Exists(Path.Combine(folder.Model, "Sources", "referral_ledger.yaml")));
    }
}
