using System.Security.Cryptography;
using System.Text;
using Analytics.Etl.Staging;
using Analytics.Sql;
using Analytics.Sql.Model.Declarations;
using Npgsql;

namespace Analytics.Etl.Lists;

/// <summary>
/// Regions that an installation brings itself (<c>.data/model/Regions/*.csv</c>), beside those of the product: other countries than Japan and the United States. A file at fault is left out alone.
/// A region that no list names any more stays, since facts may lie in it.
/// </summary>
public sealed class RegionLists
{
    readonly IReadOnlyDictionary<string, ListedRegion> _byCode;

    RegionLists(IReadOnlyDictionary<string, ListedRegion> regions, IReadOnlyList<DeclarationFault> faults) => (_byCode, Regions, Faults) = (regions, [.. regions.Values], faults);

    public IReadOnlyList<ListedRegion> Regions { get; }
    public IReadOnlyList<DeclarationFault> Faults { get; }

    /// <summary>Hash of all regions; empty where there are none. Where it changes, rows may belong elsewhere, and every case is worked out anew.</summary>
    public string Checksum => Regions.Count == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Regions))))[..16];

    public static RegionLists Load(string overlayFolder)
    {
        var faults = new List<DeclarationFault>();
        var regions = new Dictionary<string, ListedRegion>(StringComparer.Ordinal);
        foreach (var file in OverlayFolder.Files(overlayFolder, "Regions", "*.csv"))
        {
            var (text, fault) = OverlayFolder.Read(file);
            if (fault is not null)
                faults.Add(fault);
            var read = text is null ? [] : new RegionListReader(file, faults).Read(text);
            if (read.FirstOrDefault(region => regions.ContainsKey(region.Code)) is { } twice)
                faults.Add(new(file, twice.Line, new($"「{twice.Code}」は別の一覧にもあります。", $"Another list has '{twice.Code}' as well."), []));
            else
                foreach (var region in read)
                    regions.Add(region.Code, region);
        }

        return new(regions, faults);
    }

    /// <summary>Brings <c>mart.dim_region</c> in line with the lists where they have changed since the last time; a name that means a region already keeps meaning that one.</summary>
    public async Task ApplyAsync(NpgsqlDataSource loader, CancellationToken cancellation = default)
    {
        if (Regions.Count == 0)
            return;
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await RunAsync($"select pg_advisory_xact_lock({AdvisoryLocks.Staging})");
        await using (var stored = new NpgsqlCommand("select checksum from audit.own_lists where kind = 'regions'", connection))
        {
            if (await stored.ExecuteScalarAsync(cancellation) as string == Checksum)
                return;
        }

        await RunAsync("create temp table wanted_region on commit drop as select * from mart.dim_region with no data");
        await using (var copy = await connection.BeginBinaryImportAsync("""
            copy wanted_region (region_code, level, name_ja, name_en, short_ja, parent_code, valid_from, valid_to, latitude, longitude, country_code, area_code, area_ja, area_en, prefecture_code, prefecture_ja,
                prefecture_en, subregion_code, subregion_ja, subregion_en, municipality_code, municipality_ja, municipality_en) from stdin (format binary)
            """, cancellation))
        {
            foreach (var region in Regions)
                await WriteAsync(copy, region, cancellation);
            await copy.CompleteAsync(cancellation);
        }

        await RunAsync(ReferenceData.RegionsMerge);
        await RunAsync("""
            insert into mart.region_aliases (alias_folded, region_code)
            select staging.fold_text(name), min(region_code) from wanted_region cross join lateral (values (region_code), (name_ja), (name_en)) n (name)
            where staging.fold_text(name) is not null
            group by 1 having count(distinct region_code) = 1
            on conflict do nothing
            """);
        await RunAsync($"insert into audit.own_lists (kind, checksum) values ('regions', '{Checksum}') on conflict (kind) do update set checksum = excluded.checksum, applied_at = now()");
        await transaction.CommitAsync(cancellation);

        async Task RunAsync(string statement)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    async Task WriteAsync(NpgsqlBinaryImporter copy, ListedRegion region, CancellationToken cancellation)
    {
        var above = new Dictionary<string, ListedRegion>(StringComparer.Ordinal);
        for (var at = region; at is not null; at = at.Parent is { } parent ? _byCode[parent] : null)
            above[at.Level] = at;
        var ancestry = ListedRegion.Levels.Skip(1).Select(above.GetValueOrDefault)
            .SelectMany(known => new[] { known?.Code ?? ReservedCode.NotApplicable, known?.Name.Ja ?? "該当なし", known?.Name.En ?? "Not applicable" });
        await copy.WriteRowAsync(cancellation, [
            region.Code, region.Level, region.Name.Ja, region.Name.En, region.Name.Ja, region.Parent,
            region.ValidFrom, region.ValidTo, region.Latitude, region.Longitude, above["country"].Code, .. ancestry]);
    }
}
