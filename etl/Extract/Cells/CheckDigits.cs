namespace Analytics.Etl.Extract.Cells;

/// <summary>Check digits of Japan's public codes. Sources: 総務省 全国地方公共団体コード; 法人番号の指定等に関する省令.</summary>
static class CheckDigits
{
    /// <summary>The sixth digit of a municipality code: weights 6, 5, 4, 3, 2; the last digit of 11 − (sum mod 11).</summary>
    public static char Municipality(ReadOnlySpan<char> fiveDigits)
    {
        var sum = 0;
        for (var i = 0; i < 5; i++)
            sum += (fiveDigits[i] - '0') * (6 - i);
        return (char)('0' + (11 - (sum % 11)) % 10);
    }

    /// <summary>
    /// The first of 13 digits is 9 − (Σ Pn·Qn mod 9): Pn the n-th of the other twelve from the right, Qn = 1 for odd and 2 for even n.
    /// </summary>
    public static bool IsCorporateNumber(string digits)
    {
        if (digits.Length != 13 || digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return false;
        var sum = 0;
        for (var n = 1; n <= 12; n++)
            sum += (digits[13 - n] - '0') * (n % 2 == 0 ? 2 : 1);
        return digits[0] - '0' == 9 - (sum % 9);
    }
}
