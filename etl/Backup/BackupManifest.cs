using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.Etl.Backup;

/// <summary>What a backup says of itself: the last entry of its file, in JSON.</summary>
/// <param name="Format">How the file is laid out: <see cref="Current"/>.</param>
/// <param name="Id">This backup and no other one.</param>
/// <param name="Postgres">Version of the server that it was taken from.</param>
/// <param name="Publication">The newest one in it; null where nothing is published.</param>
/// <param name="Migrations">The level of the schema: every migration that was applied, in order.</param>
/// <param name="Files">Files of the data folder in it.</param>
/// <param name="FileBytes">Their size, unpacked.</param>
/// <param name="Bytes">Of all entries before this one, unpacked.</param>
/// <param name="Entries">Entries before this one.</param>
/// <param name="Checksum">SHA-256 over the name, length and SHA-256 of each of them in order, in hexadecimal.</param>
public sealed record BackupManifest(
    int Format,
    Guid Id,
    DateTimeOffset TakenAt,
    string Postgres,
    int? Publication,
    IReadOnlyList<AppliedMigration> Migrations,
    IReadOnlyList<TableObject> Tables,
    IReadOnlyList<SequenceObject> Sequences,
    IReadOnlyList<ViewObject> Views,
    IReadOnlyList<FunctionObject> Functions,
    long Files,
    long FileBytes,
    long Bytes,
    long Entries,
    string Checksum
)
{
    /// <summary>The layout that this version writes, and the newest that it reads.</summary>
    public const int Current = 1;

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        WriteIndented = true,
    };

    /// <summary>Rows of all tables.</summary>
    [JsonIgnore]
    public long Rows => Tables.Sum(table => table.Rows);
}

/// <summary>A migration as the database records it.</summary>
public sealed record AppliedMigration(int Number, string Name, string Checksum);

/// <summary>A right on something in the schema; only the product's own roles and <c>public</c> are kept.</summary>
public sealed record Grant(string Role, string Privilege);

/// <summary>Something that belongs to a table: a constraint, an index, a trigger.</summary>
public sealed record TablePart(string Name, string Definition, bool IsReference = false);

/// <param name="Type">As Postgres writes it.</param>
/// <param name="Expression">Its default, or what a generated one is computed from.</param>
/// <param name="Generated"><c>stored</c> or <c>virtual</c>; null where it holds values of its own.</param>
/// <param name="Identity"><c>always</c> or <c>by default</c>; null where it is no identity.</param>
/// <param name="Sequence">The sequence of an identity.</param>
public sealed record ColumnObject(
    string Name,
    string Type,
    string? Collation,
    bool IsRequired,
    string? Expression,
    string? Generated,
    string? Identity,
    string? Sequence,
    string? Comment
);

/// <summary>A table and how to make it anew where no migration does, as those that loading makes: partitions of datasets, tables of sources.</summary>
/// <param name="Kind"><c>r</c> holds rows, <c>p</c> is partitioned.</param>
/// <param name="Parent">The partitioned table whose rows of <paramref name="Bound"/> it holds.</param>
/// <param name="Rows">Rows in the backup.</param>
public sealed record TableObject(
    string Schema,
    string Name,
    char Kind,
    string Owner,
    bool IsUnlogged,
    string? PartitionKey,
    string? Parent,
    string? Bound,
    string? Comment,
    IReadOnlyList<Grant>? Grants,
    IReadOnlyList<ColumnObject>? Columns,
    IReadOnlyList<TablePart>? Constraints,
    IReadOnlyList<TablePart>? Indexes,
    IReadOnlyList<TablePart>? Triggers,
    long Rows = 0
)
{
    /// <summary>Schema and name, quoted.</summary>
    [JsonIgnore]
    public string FullName => $"{Identifier.Quote(Schema)}.{Identifier.Quote(Name)}";

    /// <summary>The entry that holds its rows.</summary>
    [JsonIgnore]
    public string Entry => $"{BackupFile.Tables}{Schema}.{Name}.copy";

    /// <summary>The columns that hold values of their own.</summary>
    [JsonIgnore]
    public IEnumerable<string> Copied => (Columns ?? []).Where(column => column.Generated is null).Select(column => Identifier.Quote(column.Name));
}

/// <param name="Name">Schema and name, quoted.</param>
/// <param name="Options">As <c>create sequence</c> takes them.</param>
/// <param name="OwnedBy">The column that it goes with, unless that is an identity.</param>
public sealed record SequenceObject(string Name, string Owner, string Options, bool IsIdentity, string? OwnedBy, long LastValue = 0, bool IsCalled = false);

/// <param name="Name">Schema and name, quoted.</param>
public sealed record ViewObject(string Name, string Owner, bool IsMaterialized, string Definition, string? Comment, IReadOnlyList<Grant>? Grants);

/// <param name="Name">Schema, name and types of its arguments, quoted.</param>
/// <param name="Definition">The whole statement that creates or replaces it.</param>
/// <param name="Grants">Null: those that a function has by itself.</param>
public sealed record FunctionObject(string Name, string Owner, string Definition, string? Comment, IReadOnlyList<Grant>? Grants);

/// <summary>Names within statements.</summary>
static class Identifier
{
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
