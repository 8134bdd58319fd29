using System.Security.Cryptography;
using System.Text;
using Analytics.Sql.Storage;
using Npgsql;

namespace Analytics.Sql.Connections;

/// <summary>
/// The login roles of one installation in one database: a member of <c>analytics_loader</c> only, and one of <c>analytics_reader</c> only. Names and
/// passwords follow from a secret in the data folder, so that every process of the
/// installation knows them and nobody else does.
/// </summary>
internal sealed class WarehouseLogins(byte[] key, string database)
{
    private const long AdvisoryLock = 0x4C6F67696E526F6C; // "LoginRol"

    /// <summary>The logins of the installation in <paramref name="folder"/>; its secret is made at first use.</summary>
    public static WarehouseLogins Of(DataFolder folder, string database)
    {
        folder.Create();
        while (!File.Exists(folder.LoginKey))
        {
            using var held = FileLock.TryExclusive(folder.Lock("login"));
            if (held is not null && !File.Exists(folder.LoginKey))
            {
                PrivateFile.Write(folder.LoginKey, RandomNumberGenerator.GetHexString(64, lowercase: true));
            }
        }

        return new WarehouseLogins(Convert.FromHexString(File.ReadAllText(folder.LoginKey)), database);
    }

    public string Loader => Name("loader");

    public string Reader => Name("reader");

    /// <summary>The password of <see cref="Loader"/> or <see cref="Reader"/>.</summary>
    public string Password(string role) => Convert.ToHexStringLower(Derive("password " + role))[..40];

    /// <summary>Makes the roles that do not exist yet. Needs the group roles of the first migration.</summary>
    public async Task ProvideAsync(NpgsqlDataSource owner, CancellationToken cancellation)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock({AdvisoryLock})", cancellation);
        await CreateAsync(connection, Reader, "analytics_reader", cancellation);
        if (await CreateAsync(connection, Loader, "analytics_loader", cancellation))
        {
            // What one installation's loader makes belongs to the group, so that another's can use it.
            await ExecuteAsync(connection, $"alter role {Loader} set role = 'analytics_loader'", cancellation);
        }

        await ProvideOwnChecksAsync(connection, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task ProvideOwnChecksAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var text = EmbeddedText.Read("Connections/own_checks.sql");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        await using var known = new NpgsqlCommand("select obj_description(to_regprocedure('checks.own(text, boolean)'), 'pg_proc')", connection);
        if (await known.ExecuteScalarAsync(cancellation) as string != hash)
        {
            await ExecuteAsync(
                connection,
                $"{text}\nset local role analytics_reader; comment on function checks.own(text, boolean) is '{hash}'; reset role",
                cancellation
            );
        }
    }

    private async Task<bool> CreateAsync(NpgsqlConnection connection, string login, string group, CancellationToken cancellation)
    {
        await using var exists = new NpgsqlCommand("select exists (select from pg_roles where rolname = $1)", connection)
        {
            Parameters = { new() { Value = login } },
        };
        if ((bool)(await exists.ExecuteScalarAsync(cancellation))!)
        {
            return false;
        }

        // A name made of lower-case letters, digits and underscores; the password goes over as its verifier only.
        await ExecuteAsync(connection, $"create role {login} login in role {group} password '{ScramVerifier(Password(login))}'", cancellation);
        return true;
    }

    private string Name(string use) => $"analytics_{use}_{Convert.ToHexStringLower(Derive($"{use} {database}"))[..12]}";

    private byte[] Derive(string purpose) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(purpose));

    /// <summary>The verifier that Postgres stores for a password (RFC 5803): given that, it never sees or logs the password.</summary>
    internal static string ScramVerifier(string password)
    {
        const int iterations = 4096;
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, 32);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}";
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
