namespace Analytics.Sql;

/// <summary>Something that the product refuses to do, with the reason and the mend in the user's words. Shown without a stack trace.</summary>
public sealed class RefusalException : Exception, IExplained
{
    public RefusalException(string ja, string en, Exception? inner = null)
        : this(new Bilingual(ja, en), inner) { }

    public RefusalException(Bilingual reason, Exception? inner = null)
        : base(reason.ToString(), inner) => Reason = reason;

    public Bilingual Reason { get; }
}
