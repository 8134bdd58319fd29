using Analytics.Etl.Publish;
using Analytics.Sql.Model.Declarations;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>What is wrong with an installation's own sources and checks, where the dashboard reads it.</summary>
static class DeclarationFaults
{
    /// <summary>Looks at all of them, without running any check, and keeps what it finds in the place of what was kept.</summary>
    public static async Task<IReadOnlyList<DeclarationFault>> RefreshAsync(LoadingPipeline line, CancellationToken cancellation = default)
    {
        await using var connection = await line.Loader.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        IReadOnlyList<DeclarationFault> faults =
        [
            .. line.Sources.Faults.Select(fault => fault.AsDeclarationFault()),
            .. line.Lists.SelectMany(list => list.Faults),
            .. await new Checks(connection, line.Checks).FaultsAsync(cancellation),
        ];
        await using (
            var forget = new NpgsqlCommand("lock table audit.declaration_faults in share row exclusive mode; delete from audit.declaration_faults", connection)
        )
            await forget.ExecuteNonQueryAsync(cancellation);
        foreach (var fault in faults)
        {
            await using var keep = new NpgsqlCommand("insert into audit.declaration_faults values ($1, $2, $3, $4, $5)", connection)
            {
                Parameters =
                {
                    new() { Value = Path.GetRelativePath(line.Folder.Model, fault.File) },
                    new() { Value = fault.Line },
                    new() { Value = fault.Reason.Ja },
                    new() { Value = fault.Reason.En },
                    new() { Value = fault.Allowed.ToArray() },
                },
            };
            await keep.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return faults;
    }
}
