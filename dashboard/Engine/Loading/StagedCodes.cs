using System.Text;
using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Loading;

/// <summary>
/// A dictionary-encoded column while rows arrive: codes are assigned in order of first occurrence, in an array that widens as needed. Not
/// thread-safe.
/// </summary>
internal sealed class StagedCodes(int capacity)
{
    // Keys and day numbers are small, so an array looks up their codes without hashing. Reserved keys are negative.
    private const int Reserved = 8;
    private const int Direct = 1 << 17;

    private readonly List<long> _values = [];
    private readonly List<byte[]> _texts = [];
    private readonly Dictionary<long, int> _others = [];
    private int[] _direct = [];
    private Array _codes = new byte[capacity];

    public int Count { get; private set; }

    public IReadOnlyList<long> Values => _values;

    /// <summary>The codes so far: a <c>byte[]</c>, <c>ushort[]</c> or <c>int[]</c> of which the first <see cref="Count"/> entries are used.</summary>
    public Array Codes => _codes;

    public void Add(long value) => Append(CodeOf(value, value));

    /// <summary>Adds a date key (yyyymmdd, or a reserved one) as its day number.</summary>
    public void AddDate(int key)
    {
        if (key < 1)
        {
            Append(CodeOf(key, key));
            return;
        }

        // Index days from 1900 on by an array, without a calendar computation.
        var (year, month, day) = (key / 10_000, key / 100 % 100, key % 100);
        var place = (year - 1900) * 372L + month * 31 + day;
        Append(place is >= 0 and < Direct - Reserved && Find(place) is >= 0 and var code ? code : NewCode(place, new DateOnly(year, month, day).DayNumber));
    }

    public void AddText(ReadOnlySpan<byte> text)
    {
        for (var code = 0; code < _texts.Count; code++)
        {
            if (text.SequenceEqual(_texts[code]))
            {
                Append(code);
                return;
            }
        }

        _texts.Add(text.ToArray());
        _values.Add(TextPool.PlaceOf(Encoding.UTF8.GetString(text)));
        Append(_values.Count - 1);
    }

    /// <summary>Appends another column's rows. Nothing may be added afterwards.</summary>
    public void AddAll(StagedCodes other)
    {
        var codes = _values.Index().ToDictionary(value => value.Item, value => value.Index);
        foreach (var value in other._values)
        {
            if (codes.TryAdd(value, _values.Count))
                _values.Add(value);
        }

        int[] own = [.. other._values.Select(value => codes[value])];
        for (var row = 0; row < other.Count; row++)
        {
            Append(
                own[
                    other._codes switch
                    {
                        byte[] bytes => bytes[row],
                        ushort[] shorts => shorts[row],
                        var ints => ((int[])ints)[row],
                    }
                ]
            );
        }
    }

    private int CodeOf(long place, long value) => Find(place) is >= 0 and var code ? code : NewCode(place, value);

    private int Find(long place) =>
        (ulong)(place + Reserved) < (ulong)_direct.Length ? _direct[place + Reserved] - 1
        : _others.Count > 0 && _others.TryGetValue(place, out var code) ? code
        : -1;

    private int NewCode(long place, long value)
    {
        var code = _values.Count;
        _values.Add(value);
        if (place is >= -Reserved and < Direct - Reserved)
        {
            if (place + Reserved >= _direct.Length)
            {
                Array.Resize(ref _direct, (int)Math.Clamp(2 * (place + Reserved + 1), 256, Direct));
            }

            _direct[place + Reserved] = code + 1;
        }
        else
        {
            _others[place] = code;
        }

        return code;
    }

    private void Append(int code)
    {
        if (Count == _codes.Length)
        {
            Resize(
                _codes switch
                {
                    byte[] => 1,
                    ushort[] => 2,
                    _ => 4,
                },
                Math.Max(1024, Count + Count / 4)
            );
        }

        switch (_codes)
        {
            case byte[] bytes when code <= byte.MaxValue:
                bytes[Count++] = (byte)code;
                break;
            case ushort[] shorts when code <= ushort.MaxValue:
                shorts[Count++] = (ushort)code;
                break;
            case int[] ints:
                ints[Count++] = code;
                break;
            default:
                Resize(code <= ushort.MaxValue ? 2 : 4, _codes.Length);
                Append(code);
                break;
        }
    }

    private void Resize(int width, int length)
    {
        Array wider = width switch
        {
            1 => new byte[length],
            2 => new ushort[length],
            _ => new int[length],
        };
        if (wider.GetType() == _codes.GetType())
        {
            Array.Copy(_codes, wider, Count);
        }
        else
        {
            for (var row = 0; row < Count; row++)
            {
                if (wider is ushort[] shorts)
                {
                    shorts[row] = ((byte[])_codes)[row];
                }
                else
                {
                    ((int[])wider)[row] = _codes is byte[] bytes ? bytes[row] : ((ushort[])_codes)[row];
                }
            }
        }

        _codes = wider;
    }
}
