using Analytics.Etl.Extract.Cells;
using Analytics.Etl.Extract.Headers;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Rows;

/// <summary>Turns a value and its unit into a quantity or an amount, by what the row's type is counted in.</summary>
sealed class MeasuredReader
{
    readonly Source _source;
    readonly MeasuredValue _rule;
    readonly BoundColumn? _valueColumn, _unitColumn;
    readonly MoneyUnit? _stated;
    readonly int _value, _unit, _by, _quantity, _amount;
    readonly SourceColumn _byColumn;

    public MeasuredReader(HeaderMatch header, MoneyUnit? titleUnit)
    {
        _source = header.Source;
        _rule = _source.Measured!;
        _valueColumn = header.Columns.FirstOrDefault(bound => bound.Column?.Name == _rule.Value);
        _unitColumn = header.Columns.FirstOrDefault(bound => bound.Column?.Name == _rule.Unit);
        _stated = _valueColumn?.Unit ?? titleUnit;
        (_value, _unit, _by) = (_source.IndexOf(_rule.Value), _source.IndexOf(_rule.Unit), _source.IndexOf(_rule.By));
        (_quantity, _amount) = (_source.IndexOf(MeasuredValue.Quantity), _source.IndexOf(MeasuredValue.Amount));
        _byColumn = _source.Columns.First(column => column.Name == _rule.By);
    }

    public void Read(object?[] values, Action<BoundColumn?, string?, Fault> reject)
    {
        if (values[_by] is not string code)
            return;
        var (value, unit) = (values[_value] as string ?? "", values[_unit] as string ?? "");
        var kind = _rule.Kinds[code];
        if (value.Length == 0)
        {
            if (kind == MeasuredKind.CountedMoney)
                values[_quantity] = 1m;
            return;
        }

        if (_rule.NotCumulative.Contains(code) &&
            (HeaderText.IsCumulativeText(value) || HeaderText.IsCumulativeText(unit) || _valueColumn!.IsCumulative || _unitColumn is { IsCumulative: true }))
        {
            reject(_valueColumn, value, Fault.Of(Rules.Cumulative));
            return;
        }

        if (!NumberCell.TrySplit(value, out var number, out var inCell) && !MoneyCell.TryMajor(value, _source.Currency!, out number, out _))
        {
            reject(_valueColumn, value, Fault.Of(Rules.NumberSpelling));
            return;
        }

        unit = Folding.Fold(unit);
        if (inCell.Length > 0 && unit.Length > 0 && inCell != unit)
            reject(_unitColumn, unit, Unfit(code, unit, inCell));
        else if (kind == MeasuredKind.Money || (kind == MeasuredKind.CountedMoney && (inCell.Length > 0 ? inCell : unit) != "件"))
            ReadAmount(values, value, unit, code, kind, reject);
        else
            ReadQuantity(values, number, inCell.Length > 0 ? inCell : unit, code, kind, reject);
    }

    void ReadAmount(object?[] values, string value, string unit, string code, MeasuredKind kind, Action<BoundColumn?, string?, Fault> reject)
    {
        var currency = _source.Currency!;
        var ofColumn = unit.Length > 0 ? currency.Unit(unit) : null;
        if (unit.Length > 0 && ofColumn is null)
        {
            reject(_unitColumn, unit, Unfit(code, unit, MoneyCell.Allowed(currency)));
            return;
        }

        var read = CellReader.Money(value, ofColumn is null ? _valueColumn! : _valueColumn! with { StrangeUnit = null }, currency, ofColumn ?? _stated, _valueColumn!.Column!.Unit ?? _source.MoneyUnit);
        if (read.Fault is { } fault)
            reject(_valueColumn, value, fault.Rule == Rules.MoneyUnitUnknown ? Unfit(code, (string)fault.Reason[0]!, MoneyCell.Allowed(currency)) : fault);
        values[_amount] = read.Value;
        if (kind == MeasuredKind.CountedMoney)
            values[_quantity] = 1m;
    }

    void ReadQuantity(object?[] values, decimal number, string unit, string code, MeasuredKind kind, Action<BoundColumn?, string?, Fault> reject)
    {
        string[] allowed = kind == MeasuredKind.People ? ["人", "名"] : ["件", "社", "個", "品"];
        if (unit.Length > 0 && !allowed.Contains(unit))
            reject(_unitColumn ?? _valueColumn, unit, Unfit(code, unit, string.Join(", ", allowed)));
        else if (kind != MeasuredKind.People && number < 0)
            reject(_valueColumn, number.ToString(System.Globalization.CultureInfo.InvariantCulture), Fault.Of(Rules.NumberNegative));
        else if (kind != MeasuredKind.People && number != decimal.Truncate(number))
            reject(_valueColumn, number.ToString(System.Globalization.CultureInfo.InvariantCulture), Fault.Of(Rules.NumberWhole));
        else if (Math.Abs(number) > int.MaxValue)
            reject(_valueColumn, number.ToString(System.Globalization.CultureInfo.InvariantCulture), Fault.Of(Rules.NumberRange));
        else
            values[_quantity] = number;
    }

    Fault Unfit(string code, string unit, string allowed) =>
        new(Rules.UnitUnfit, [_byColumn.Choices.First(choice => choice.Code == code).Spellings is [var usual, ..] ? usual : code, unit], [allowed]);
}
