namespace Analytics.Sql.Model.Questions;

/// <summary>Rows behind the dataset in this publication: used, rejected and waiting.</summary>
public sealed record RowCounts(int Used, int Rejected, int Waiting);
