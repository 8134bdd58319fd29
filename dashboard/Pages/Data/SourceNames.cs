using Analytics.Dashboard.Localization;

namespace Analytics.Dashboard.Pages.Data;

/// <summary>What people call a source; one of an installation's own goes by its name.</summary>
public static class SourceNames
{
    /// <summary>紹介台帳 for referral_ledger.</summary>
    public static string Of(Texts t, string source) => Texts.Entries.ContainsKey("source." + source) ? t["source." + source] : source;
}
