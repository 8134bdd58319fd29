using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Analytics.Sql;

namespace Analytics.Etl.Sources;

/// <summary>What of a declaration decides how files are read, as a hash: files that were read under another one may read otherwise today.</summary>
public static class DeclarationHash
{
    static readonly string[] Aside = [nameof(Source.Label), nameof(Source.Description), nameof(Source.Dataset), nameof(Source.File), nameof(Source.Facts)];
    static readonly JsonSerializerOptions Reading = new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveAside } } };
    static readonly ConditionalWeakTable<Source, string> Known = [];

    /// <summary>
    /// Sixteen hexadecimal digits. Labels, descriptions, the dataset that files go to, what the facts are, what a currency is called and the place of
    /// the declaration are no part of it.
    /// </summary>
    public static string Of(Source source) =>
        Known.GetValue(source, static declared => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(declared, Reading)))[..16]);

    static bool IsAside(Type type, string property) =>
        type == typeof(Source) ? Aside.Contains(property) : type == typeof(Currency) && property != nameof(Currency.Code);

    static void LeaveAside(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => IsAside(type.Type, property.Name)).ToList())
            type.Properties.Remove(property);
    }
}
