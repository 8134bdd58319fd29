using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace Analytics.Etl.Sources;

/// <summary>What of a declaration decides how files are read, as a hash: files that were read under another one may read otherwise today.</summary>
public static class DeclarationHash
{
    static readonly Bilingual Unsaid = new("", "");
    static readonly ConcurrentDictionary<Source, string> Known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Sixteen hexadecimal digits. Labels, descriptions, the dataset that files go to and the place of the declaration are no part of it.</summary>
    public static string Of(Source source) => Known.GetOrAdd(source, static declared =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(declared with { Label = Unsaid, Description = Unsaid, Dataset = "", File = "" })))[..16]);
}
