using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Analytics.Dashboard.Questions;

/// <summary>
/// A page's address, which holds its whole state: path and parameters under SURFACE.md's names, so that any view can be bookmarked, shared and
/// printed. Immutable; each change returns a new address.
/// </summary>
public sealed class Address
{
    private readonly IReadOnlyList<KeyValuePair<string, string>> parameters;

    private Address(string path, IReadOnlyList<KeyValuePair<string, string>> parameters) => (Path, this.parameters) = (path, parameters);

    /// <summary>Path with its leading slash.</summary>
    public string Path { get; }

    /// <summary>Parses an absolute URI. A parameter with a NUL character is dropped: nothing can have such a name.</summary>
    public static Address Of(string uri)
    {
        var parsed = new Uri(uri);
        return new(
            parsed.AbsolutePath,
            [
                .. from p in QueryHelpers.ParseQuery(parsed.Query)
                from value in p.Value
                where !string.IsNullOrEmpty(value) && !value.Contains('\0', StringComparison.Ordinal)
                select KeyValuePair.Create(p.Key, value),
            ]
        );
    }

    /// <summary>The names of its parameters.</summary>
    public IEnumerable<string> Names => parameters.Select(p => p.Key).Distinct();

    /// <summary>All values of a parameter; empty if it is absent.</summary>
    public IReadOnlyList<string> All(string name) => [.. parameters.Where(p => p.Key == name).Select(p => p.Value)];

    /// <summary>The first value of a parameter.</summary>
    public string? First(string name) => parameters.FirstOrDefault(p => p.Key == name).Value;

    /// <summary>This address with <paramref name="name"/> set to <paramref name="values"/>; no values removes it.</summary>
    public Address With(string name, params IEnumerable<string> values) =>
        new(Path, [.. parameters.Where(p => p.Key != name), .. values.Select(v => KeyValuePair.Create(name, v))]);

    /// <summary>This address without the named parameters.</summary>
    public Address Without(params IEnumerable<string> names) => new(Path, [.. parameters.Where(p => !names.Contains(p.Key))]);

    /// <summary>The address of another page with the same parameters, except those that belong to a page's list.</summary>
    public string At(string path) => new Address(path, [.. parameters.Where(p => p.Key is not ("page" or "batch" or "command"))]).ToString();

    /// <inheritdoc />
    public override string ToString() => QueryHelpers.AddQueryString(Path, parameters.Select(p => KeyValuePair.Create(p.Key, new StringValues(p.Value))));
}
