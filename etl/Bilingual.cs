namespace Analytics.Etl;

/// <summary>One message or label in both languages of the product. Never null or empty in either.</summary>
public sealed record Bilingual(string Ja, string En)
{
    /// <summary>The same text with its numbered places filled, invariantly.</summary>
    public Bilingual With(params object?[] values) => new(
        string.Format(System.Globalization.CultureInfo.InvariantCulture, Ja, values),
        string.Format(System.Globalization.CultureInfo.InvariantCulture, En, values));

    public override string ToString() => $"{Ja} / {En}";
}
