using System.Security.Cryptography;
using System.Text;
using Analytics.Etl.Staging;
using Analytics.Sql.Model.Declarations;
using Npgsql;

namespace Analytics.Etl.Lists;

/// <summary>Lists of one kind that an installation brings itself: what publications look at, whatever the kind.</summary>
public interface IOwnList
{
    IReadOnlyList<DeclarationFault> Faults { get; }

    /// <summary>Hash of all members; empty where there are none. Where it changes, rows may belong elsewhere, and every case is worked out anew.</summary>
    string Checksum { get; }

    /// <summary>Brings the dimension in line with the lists where they have changed since the last time.</summary>
    Task ApplyAsync(NpgsqlDataSource loader, CancellationToken cancellation = default);
}

/// <summary>
/// The members of all files of one folder (<c>.data/model/Regions/*.csv</c>), beside those of the product. A file at fault is left out alone. A
/// member that no list names any more stays, since facts may
/// belong to it.
/// </summary>
public abstract class OwnList<T> : IOwnList
    where T : class, IListed
{
    readonly ListKind _kind;
    readonly Dictionary<string, T> _byKey = new(StringComparer.Ordinal);

    private protected OwnList(ListKind kind, string overlayFolder, Func<string, List<DeclarationFault>, ListReader<T>> reader)
    {
        var faults = new List<DeclarationFault>();
        foreach (var file in OverlayFolder.Files(overlayFolder, kind.Folder, "*.csv"))
        {
            var (text, fault) = OverlayFolder.Read(file);
            if (fault is not null)
                faults.Add(fault);
            var read = text is null ? [] : reader(file, faults).Read(text);
            if (read.FirstOrDefault(member => _byKey.ContainsKey(member.Key)) is { } twice)
                faults.Add(new(file, twice.Line, new($"「{twice.Code}」は別の一覧にもあります。", $"Another list has '{twice.Code}' as well."), []));
            else
                foreach (var member in read)
                    _byKey.Add(member.Key, member);
        }

        (_kind, Faults) = (kind, faults);
    }

    public IReadOnlyCollection<T> Members => _byKey.Values;
    public IReadOnlyList<DeclarationFault> Faults { get; }
    public string Checksum =>
        _byKey.Count == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _byKey.Values))))[..16];

    /// <summary>The columns of the dimension that <see cref="Cells"/> fills.</summary>
    private protected abstract string Columns { get; }

    /// <summary>The dimension, without its prefix: <c>wanted_region</c> is laid over <c>mart.dim_region</c>.</summary>
    private protected abstract string Dimension { get; }

    /// <summary>Statements that bring the dimension in line with the temporary table.</summary>
    private protected abstract IEnumerable<string> Merge { get; }

    private protected abstract object?[] Cells(T member);

    public async Task ApplyAsync(NpgsqlDataSource loader, CancellationToken cancellation = default)
    {
        if (_byKey.Count == 0)
            return;
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await RunAsync($"select pg_advisory_xact_lock({AdvisoryLocks.Staging})");
        await using (var stored = new NpgsqlCommand($"select checksum from audit.own_lists where kind = '{_kind.Name}'", connection))
        {
            if (await stored.ExecuteScalarAsync(cancellation) as string == Checksum)
                return;
        }

        await RunAsync($"create temp table wanted_{Dimension} on commit drop as select * from mart.dim_{Dimension} with no data");
        await using (var copy = await connection.BeginBinaryImportAsync($"copy wanted_{Dimension} ({Columns}) from stdin (format binary)", cancellation))
        {
            foreach (var member in _byKey.Values)
                await copy.WriteRowAsync(cancellation, Cells(member));
            await copy.CompleteAsync(cancellation);
        }

        foreach (var statement in Merge)
            await RunAsync(statement);
        await RunAsync(
            $"insert into audit.own_lists (kind, checksum) values ('{_kind.Name}', '{Checksum}') on conflict (kind) do update set checksum = excluded.checksum, applied_at = now()"
        );
        await transaction.CommitAsync(cancellation);

        async Task RunAsync(string statement)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>The member itself and all that it lies in, by level.</summary>
    private protected Dictionary<string, T> Ancestry(T member)
    {
        var above = new Dictionary<string, T>(StringComparer.Ordinal);
        for (var at = member; at is not null; at = at.ParentKey is { } parent ? _byKey[parent] : null)
            above[at.Level] = at;
        return above;
    }
}
