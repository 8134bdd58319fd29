namespace Analytics.Sql.Model.Questions;

/// <summary>Rows of the dataset as of this publication: used, rejected and pending.</summary>
public sealed record RowCounts(int Used, int Rejected, int Waiting);
