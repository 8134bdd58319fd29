namespace Analytics.Etl;

/// <summary>
/// Where a command speaks: results go to <paramref name="Output"/>, notes and errors to <paramref name="Error"/>, so that a script can read the
/// former.
/// </summary>
public sealed record Terminal(TextWriter Output, TextWriter Error)
{
    public void Line(string ja, string en) => Output.WriteLine(new Bilingual(ja, en).ForTerminal());

    /// <summary>A line with numbered places, as <see cref="Bilingual.Fill"/> fills them.</summary>
    public void Line(string ja, string en, params object?[] values) => Output.WriteLine(new Bilingual(ja, en).With(values).ForTerminal());

    public void Note(Bilingual message) => Error.WriteLine(message.ForTerminal());
}
