namespace Analytics.Dashboard.Pages.Shared;

/// <summary>
/// A piece of a headline: the figure that it is about is emphasised, and what takes back some of the praise stands smaller on lines of its own.
/// </summary>
public readonly record struct Phrase(string Text, bool IsEmphasised = false, bool IsReservation = false);
