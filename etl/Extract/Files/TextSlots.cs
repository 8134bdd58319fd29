using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Analytics.Etl.Extract.Files;

/// <summary>
/// What is known of texts that come again and again, such as a column's: each text has one slot, and a later text of the same slot takes its place.
/// So it never grows past a
/// bound, and whoever makes texts that share a slot gains nothing but work done twice. Where hardly a text comes twice it rests for a while. Two of
/// them that take the same
/// texts in the same order stay alike, slot by slot. Not thread-safe.
/// </summary>
/// <param name="longest">Longer texts are not remembered: they seldom come twice.</param>
sealed class TextSlots<T>(int longest = 64)
    where T : class
{
    const int First = 256,
        Most = 4096;

    /// <summary>After so many texts it is seen whether remembering pays.</summary>
    const int Round = 1 << 12;

    (string Text, T Value)[] _slots = new (string, T)[First];
    int _filled,
        _hits,
        _misses,
        _rest;

    /// <summary>The slot of a text that is known; −1 where it is not.</summary>
    public int Find(ReadOnlySpan<char> text)
    {
        if (text.Length > longest || _rest > 0)
            return -1;
        var slot = SlotOf(text);
        return _slots[slot].Text is { } known && text.SequenceEqual(known) ? slot : -1;
    }

    /// <summary>What is known of the text of a slot.</summary>
    /// <exception cref="InvalidDataException">Nothing is.</exception>
    public T Take(int slot)
    {
        _hits++;
        return (uint)slot < (uint)_slots.Length && _slots[slot].Value is { } value
            ? value
            : throw new InvalidDataException($"Nothing is known of slot {slot}.");
    }

    /// <summary>Remembers a text that was not found.</summary>
    public void Put(string text, T value)
    {
        if (text.Length > longest)
            return;
        if (_rest > 0)
        {
            _rest--;
            return;
        }

        if (++_misses + _hits >= Round)
        {
            _rest = _hits < _misses / 4 ? 16 * Round : 0;
            (_hits, _misses) = (0, 0);
        }

        var slot = SlotOf(text);
        if (_slots[slot].Text is null && ++_filled > _slots.Length / 2 && _slots.Length < Most)
        {
            var before = _slots;
            _slots = new (string, T)[before.Length * 4];
            foreach (var known in before)
            {
                if (known.Text is not null)
                    _slots[SlotOf(known.Text)] = known;
            }

            _filled = _slots.Count(known => known.Text is not null) + 1;
            slot = SlotOf(text);
        }

        _slots[slot] = (text, value);
    }

    /// <summary>By the length and the characters at both ends and in the middle: all of them up to twelve.</summary>
    int SlotOf(ReadOnlySpan<char> text)
    {
        var hash = (ulong)text.Length;
        if (text.Length < 4)
        {
            foreach (var c in text)
                hash = (hash << 16) | c;
        }
        else
        {
            var bytes = MemoryMarshal.AsBytes(text);
            hash = Mixed(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            hash = Mixed(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[((text.Length - 4) / 2 * 2)..]));
            hash ^= BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..]);
        }

        return (int)(Mixed(hash) >> 40) & (_slots.Length - 1);
    }

    static ulong Mixed(ulong hash) => (hash ^ (hash >> 29)) * 0x9E3779B97F4A7C15;
}
