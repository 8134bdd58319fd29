namespace Analytics.Etl.Samples;

/// <summary>The columns of a referral ledger in canonical order, and where those stand that the generator touches one by one.</summary>
internal static class ReferralColumns
{
    public static readonly string[] All =
    [
        "紹介番号",
        "紹介日",
        "銀行コード",
        "銀行名",
        "支店コード",
        "支店名",
        "紹介経路",
        "法人番号",
        "企業名",
        "企業名カナ",
        "所在地",
        "市区町村コード",
        "業種コード",
        "従業員数",
        "資本金(千円)",
        "設立年月日",
        "技術ニーズ",
        "技術分野",
        "クラスター",
        "紹介先",
        "状況",
        "終結日",
        "更新日",
        "開催番号",
        "銀行名（英語）",
        "支店名（英語）",
    ];

    public const int Number = 0,
        Date = 1,
        BankName = 3,
        BranchCode = 4,
        BranchName = 5,
        Channel = 6,
        Corporate = 7,
        Name = 8,
        Kana = 9,
        Address = 10,
        Municipality = 11,
        IndustryCode = 12,
        Employees = 13,
        Capital = 14,
        Founded = 15,
        Need = 16,
        Field = 17,
        ClusterList = 18,
        ReferredTo = 19,
        State = 20,
        Closed = 21,
        Updated = 22;
}
