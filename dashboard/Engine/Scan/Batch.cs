namespace Analytics.Dashboard.Engine.Scan;

/// <summary>Some rows of one block, few enough for the processor's nearest memory.</summary>
internal readonly record struct Batch(int From, int Length)
{
    public const int Size = 4_096;
}
