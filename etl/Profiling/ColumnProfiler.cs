using System.Globalization;
using Analytics.Etl.Sources;
using Microsoft.Data.Analysis;

namespace Analytics.Etl.Profiling;

/// <summary>One column of a batch: rows, nulls, distinct values, smallest and largest (invariant text; null where all are null, and of free text).</summary>
public sealed record ColumnProfile(string Column, long Rows, long Nulls, long Distinct, string? Smallest, string? Largest);

/// <summary>
/// Profiles one column while its values go by. Those that did not come lately are looked at in a column of Microsoft.Data.Analysis, some thousand at
/// a time; no more of them
/// are in memory. Not thread-safe.
/// </summary>
sealed class ColumnProfiler
{
    const int Block = 1 << 13;

    readonly Field _field;
    readonly SourceColumn? _declared;
    readonly DistinctCount _distinct;
    DataFrameColumn _block;
    object? _smallest,
        _largest;
    long _rows,
        _nulls;

    public ColumnProfiler(Field field, SourceColumn? declared, Lazy<Stream> disk)
    {
        (_field, _declared, _distinct) = (field, declared, new(disk));
        _block = Empty();
    }

    /// <summary>What people call the column; null for a value that is worked out.</summary>
    public string? Header => _declared?.Header;

    public void Add(object? value)
    {
        _rows++;
        switch (value)
        {
            case null:
                _nulls++;
                break;
            case string text:
                Add(ValueHash.Of(text), (StringDataFrameColumn)_block, text);
                break;
            // A list and a flag are profiled as the text that people see.
            case string[] texts:
                Add(string.Join('、', texts));
                _rows--;
                break;
            case bool flag:
                Add(flag ? "○" : "×");
                _rows--;
                break;
            case DateOnly day:
                Add(ValueHash.Of(day.DayNumber), (PrimitiveDataFrameColumn<DateTime>)_block, day.ToDateTime(TimeOnly.MinValue));
                break;
            case int number:
                Add(ValueHash.Of(number), (PrimitiveDataFrameColumn<int>)_block, number);
                break;
            case long number:
                Add(ValueHash.Of(number), (PrimitiveDataFrameColumn<long>)_block, number);
                break;
            case decimal number:
                Add(ValueHash.Of(number), (PrimitiveDataFrameColumn<decimal>)_block, number);
                break;
            default:
                throw new InvalidOperationException($"A value of type {value.GetType().Name} has no profile.");
        }
    }

    /// <summary>The profile of all values so far.</summary>
    public ColumnProfile Finish()
    {
        Fold();
        var profile = new ColumnProfile(_field.Name, _rows, _nulls, _distinct.Count(), Spelled(_smallest), Spelled(_largest));
        // Free text has no order that tells anything, and may be confidential (技術ニーズ): its values are not held out.
        return _field.Type is ColumnType.Text ? profile with { Smallest = null, Largest = null } : profile;
    }

    /// <summary>The smallest and the largest value of a column of numbers, days or texts; null where it holds none. Texts go by their code units.</summary>
    public static (object? Smallest, object? Largest) Extremes(DataFrameColumn column)
    {
        var (smallest, largest) = (default(object), default(object));
        foreach (var value in column)
        {
            if (value is null)
                continue;
            if (smallest is null || Order(value, smallest) < 0)
                smallest = value;
            if (largest is null || Order(value, largest) > 0)
                largest = value;
        }

        return (smallest, largest);
    }

    public static string? Text(object? value) =>
        value switch
        {
            null => null,
            DateTime day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };

    void Add<T>(ulong hash, PrimitiveDataFrameColumn<T> block, T value)
        where T : unmanaged
    {
        if (!_distinct.Add(hash))
            return;
        block.Append(value);
        if (block.Length == Block)
            Fold();
    }

    void Add(ulong hash, StringDataFrameColumn block, string value)
    {
        if (!_distinct.Add(hash))
            return;
        block.Append(value);
        if (block.Length == Block)
            Fold();
    }

    void Fold()
    {
        var (smallest, largest) = Extremes(_block);
        if (smallest is not null && (_smallest is null || Order(smallest, _smallest) < 0))
            _smallest = smallest;
        if (largest is not null && (_largest is null || Order(largest, _largest) > 0))
            _largest = largest;
        _block = Empty();
    }

    DataFrameColumn Empty() =>
        _field.Type switch
        {
            ColumnType.Date or ColumnType.Year => new PrimitiveDataFrameColumn<DateTime>(_field.Name),
            ColumnType.Integer or ColumnType.Count => new PrimitiveDataFrameColumn<int>(_field.Name),
            ColumnType.Money => new PrimitiveDataFrameColumn<long>(_field.Name),
            ColumnType.Decimal => new PrimitiveDataFrameColumn<decimal>(_field.Name),
            _ => new StringDataFrameColumn(_field.Name),
        };

    /// <summary>Codes stand in the warehouse, the ledger's own words in what people read.</summary>
    string? Spelled(object? value) =>
        value is string code && _declared?.Choices.FirstOrDefault(choice => choice.Code == code)?.Spellings is [var usual, ..] ? usual : Text(value);

    static int Order(object one, object other) =>
        one is string text ? string.CompareOrdinal(text, (string)other) : Comparer<object>.Default.Compare(one, other);
}
