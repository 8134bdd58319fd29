using System.Runtime.CompilerServices;

namespace Analytics.Tests.Sql.Model;

/// <summary>
/// Names the measures whose figures a test compares with what was worked out by hand beside it; <see cref="WorkedByHandTests"/> holds it to its word.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WorkedByHandAttribute(string measures, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Attribute
{
    public string Measures => measures;

    /// <summary>Where the test stands.</summary>
    public string File => file;

    public int Line => line;
}
