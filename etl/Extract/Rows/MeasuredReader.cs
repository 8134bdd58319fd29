using Analytics.Etl.Extract.Cells;
using Analytics.Etl.Extract.Headers;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Rows;

/// <summary>Turns a value and its unit into a quantity or an amount, by what the row's type is counted in.</summary>
sealed class MeasuredReader
{
    readonly Source _source;
    readonly MeasuredValue _rule;
    readonly BoundColumn? _valueColumn,
        _unitColumn;
    readonly MoneyUnit? _stated;
    readonly int _value,
        _unit,
        _by,
        _quantity,
        _amount;
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

    public void Read(RowDraft row)
    {
        var values = row.Values;
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

        if (
            _rule.NotCumulative.Contains(code)
            && (HeaderText.IsCumulativeText(value) || HeaderText.IsCumulativeText(unit) || _valueColumn!.IsCumulative || _unitColumn is { IsCumulative: true })
        )
        {
            row.Reject(_valueColumn, value, Fault.Of(Rules.Cumulative));
            return;
        }

        if (!NumberCell.TrySplit(value, out var number, out var inCell) && !MoneyCell.TryMajor(value, _source.Currency!, out number, out _))
        {
            row.Reject(_valueColumn, value, Fault.Of(Rules.NumberSpelling));
            return;
        }

        unit = Folding.Fold(unit);
        var isMoney = kind == MeasuredKind.Money || (kind == MeasuredKind.CountedMoney && (inCell.Length > 0 ? inCell : unit) != "件");
        // The unit that the type cannot have is the wrong one, wherever it stands; of two that it can have nobody knows which is meant.
        if (inCell.Length > 0 && unit.Length > 0 && !IsSame(inCell, unit))
        {
            if (!Fits(inCell, kind, isMoney))
                row.Reject(_valueColumn, value, Unfit(code, inCell, Allowed(kind, isMoney)));
            else if (!Fits(unit, kind, isMoney))
                row.Reject(_unitColumn, unit, Unfit(code, unit, Allowed(kind, isMoney)));
            else
                row.Reject(_unitColumn, unit, new(Rules.UnitsContradict, [inCell, MoneyCell.UnitColumn.Ja, unit, MoneyCell.UnitColumn.En], []));
        }
        else if (isMoney)
            ReadAmount(row, value, unit, code, kind);
        else
            ReadQuantity(row, number, inCell.Length > 0 ? inCell : unit, inCell.Length > 0 ? _valueColumn : _unitColumn, code, kind);
    }

    void ReadAmount(RowDraft row, string value, string unit, string code, MeasuredKind kind)
    {
        var currency = _source.Currency!;
        var ofColumn = unit.Length > 0 ? currency.Unit(unit) : null;
        if (unit.Length > 0 && ofColumn is null)
        {
            row.Reject(_unitColumn, unit, Unfit(code, unit, MoneyCell.Allowed(currency)));
            return;
        }

        var place = _valueColumn!.Unit is null ? MoneyCell.Title : MoneyCell.Header;
        var assumed = _valueColumn.Column!.Unit ?? _source.MoneyUnit;
        var read = ofColumn is null
            ? CellReader.Money(value, _valueColumn, currency, _stated, assumed, place)
            : MoneyCell.Read(value, currency, ofColumn, assumed, MoneyCell.UnitColumn);
        if (ofColumn is not null && read is { Fault: null, Doubt: null, Value: not 0L })
            read = MoneyCell.Against(read, MoneyCell.Clash(unit, currency, _stated, place));
        if (read.Fault is { } fault)
            row.Reject(_valueColumn, value, fault.Rule == Rules.MoneyUnitUnknown ? Unfit(code, (string)fault.Reason[0]!, MoneyCell.Allowed(currency)) : fault);
        if (read.Doubt is { } doubt)
            row.Warn(_valueColumn, value, doubt);
        row.Values[_amount] = read.Value;
        if (kind == MeasuredKind.CountedMoney)
            row.Values[_quantity] = 1m;
    }

    void ReadQuantity(RowDraft row, decimal number, string unit, BoundColumn? unitColumn, string code, MeasuredKind kind)
    {
        if (unit.Length > 0 && !Fits(unit, kind, isMoney: false))
            row.Reject(unitColumn, unit, Unfit(code, unit, Allowed(kind, isMoney: false)));
        else if (kind != MeasuredKind.People && number < 0)
            row.Reject(_valueColumn, number.ToString(System.Globalization.CultureInfo.InvariantCulture), Fault.Of(Rules.NumberNegative));
        else if (kind != MeasuredKind.People && number != decimal.Truncate(number))
            row.Reject(_valueColumn, number.ToString(System.Globalization.CultureInfo.InvariantCulture), Fault.Of(Rules.NumberWhole));
        else if (Math.Abs(number) > int.MaxValue)
            row.Reject(_valueColumn, number.ToString(System.Globalization.CultureInfo.InvariantCulture), Fault.Of(Rules.NumberRange));
        else
            row.Values[_quantity] = number;
    }

    /// <summary>人 and 名, ¥ and 円.</summary>
    bool IsSame(string one, string other) =>
        one == other
        || (IsOfPeople(one) && IsOfPeople(other))
        || (_source.Currency!.Unit(one) is { } unit && unit.Factor == _source.Currency!.Unit(other)?.Factor);

    bool Fits(string unit, MeasuredKind kind, bool isMoney) => isMoney ? _source.Currency!.Unit(unit) is not null : Counted(kind).Contains(unit);

    string Allowed(MeasuredKind kind, bool isMoney) => isMoney ? MoneyCell.Allowed(_source.Currency!) : string.Join(", ", Counted(kind));

    static string[] Counted(MeasuredKind kind) => kind == MeasuredKind.People ? ["人", "名"] : ["件", "社", "個", "品"];

    static bool IsOfPeople(string unit) => Counted(MeasuredKind.People).Contains(unit);

    Fault Unfit(string code, string unit, string allowed) =>
        new(Rules.UnitUnfit, [_byColumn.Choices.First(choice => choice.Code == code).Spellings is [var usual, ..] ? usual : code, unit], [allowed]);
}
