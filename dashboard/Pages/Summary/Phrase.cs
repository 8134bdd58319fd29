namespace Analytics.Dashboard.Pages.Summary;

/// <summary>A piece of a headline; the figure that it is about is emphasised.</summary>
public readonly record struct Phrase(string Text, bool IsEmphasised = false);
