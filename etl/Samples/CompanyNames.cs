namespace Analytics.Etl.Samples;

/// <summary>Invented company names with their reading, and the many ways in which people write one and the same name.</summary>
public static class CompanyNames
{
    private static readonly (string Word, string Kana)[] First =
    [
        ("霧鐘", "キリガネ"),
        ("蒼澪", "アオミオ"),
        ("朧岬", "オボロミサキ"),
        ("琥珀浜", "コハクハマ"),
        ("翠嵐", "スイラン"),
        ("玄鳥", "ゲンチョウ"),
        ("緋桐", "ヒギリ"),
        ("銀砂", "ギンサ"),
        ("虹霞", "ニジガスミ"),
        ("白楡", "シラニレ"),
        ("宵灯", "ヨイアカリ"),
        ("梓弓", "アズサユミ"),
        ("榊葉", "サカキバ"),
        ("椿峰", "ツバミネ"),
        ("楓月", "フウゲツ"),
        ("桔梗原", "キキョウハラ"),
        ("茜雲", "アカネグモ"),
        ("曙鶴", "アケヅル"),
        ("瑠璃沢", "ルリサワ"),
        ("珊瑚台", "サンゴダイ"),
        ("翡翠野", "ヒスイノ"),
        ("星宿", "ホシヤド"),
        ("宵待", "ヨイマチ"),
        ("朝凪", "アサナギ"),
        ("潮騒", "シオサイ"),
        ("汐鳴", "シオナリ"),
        ("風紋", "フウモン"),
        ("雲梯", "ウンテイ"),
        ("雪渓", "セッケイ"),
        ("氷雨", "ヒサメ"),
        ("若萌", "ワカモエ"),
        ("金雀", "キンジャク"),
        ("鶺鴒", "セキレイ"),
        ("翔鷺", "ショウロ"),
        ("飛燕", "ヒエン"),
        ("双葉木", "フタバギ"),
        ("三日月", "ミカヅキ"),
        ("千鳥浦", "チドリウラ"),
        ("万葉坂", "マンヨウザカ"),
        ("八重霞", "ヤエガスミ"),
        ("九十九", "ツクモ"),
        ("天目", "テンモク"),
        ("東雲", "シノノメ"),
        ("西颪", "ニシオロシ"),
        ("南十字", "ミナミジュウジ"),
        ("北辰", "ホクシン"),
        ("中ノ環", "ナカノワ"),
        ("彩雲", "サイウン"),
        ("髙嶺", "タカミネ"),
        ("遙川", "ハルカワ"),
    ];

    private static readonly (string Word, string Kana)[] Second =
    [
        ("創", "ソウ"),
        ("結", "ユイ"),
        ("環", "カン"),
        ("礎", "ソ"),
        ("匠", "ショウ"),
        ("響", "キョウ"),
        ("耀", "ヨウ"),
        ("煌", "コウ"),
        ("凛", "リン"),
        ("雅", "ガ"),
        ("靖", "セイ"),
        ("峻", "シュン"),
        ("朔", "サク"),
        ("曜", "ヨウ"),
        ("暁", "ギョウ"),
        ("旭", "キョク"),
        ("昴", "スバル"),
        ("昌", "ショウ"),
        ("晶", "ショウ"),
        ("澄", "チョウ"),
        ("湧", "ユウ"),
        ("渚", "ナギサ"),
        ("汀", "テイ"),
        ("澪", "レイ"),
        ("瀧", "ロウ"),
        ("樹", "ジュ"),
        ("楠", "ナン"),
        ("梧", "ゴ"),
        ("桂", "ケイ"),
        ("檜", "カイ"),
        ("棟", "トウ"),
        ("柾", "マサ"),
        ("槙", "シン"),
        ("穂", "スイ"),
        ("稔", "ネン"),
        ("穣", "ジョウ"),
        ("苑", "エン"),
        ("葵", "キ"),
        ("蓮", "レン"),
        ("蕾", "ライ"),
        ("翼", "ヨク"),
        ("翔", "ショウ"),
        ("隼", "シュン"),
        ("凰", "オウ"),
        ("麟", "リン"),
        ("珀", "ハク"),
        ("玲", "レイ"),
    ];

    /// <summary>
    /// The invented part of a company's name. 2,350 combinations, none repeated; beyond them an ordinal keeps names apart
    /// (第2…), which only the large benchmark ledgers reach.
    /// </summary>
    public static (string Word, string Kana) Stem(ulong seed, int serial)
    {
        var all = First.Length * Second.Length;
        // 1,009 is prime to 2,350: neighbours in time do not share a first word.
        var at = (int)((serial * 1_009L + (long)(seed % 2_350)) % all);
        var (first, second) = (First[at / Second.Length], Second[at % Second.Length]);
        var block = serial / all;
        return block == 0
            ? (first.Word + second.Word, first.Kana + second.Kana)
            : ($"{first.Word}{second.Word}第{block + 1}", $"{first.Kana}{second.Kana}ダイ{block + 1}");
    }

    /// <summary>One way to write the whole name: 株式会社, (株), （株） or ㈱, on the side where the company has it.</summary>
    public static string Spell(Company company, Draw draw)
    {
        var way = draw.Weighted([0.62, 0.16, 0.10, 0.12]);
        var kabushiki = company.Form is LegalForm.KabushikiBefore or LegalForm.KabushikiAfter;
        string[] forms = kabushiki ? ["株式会社", "(株)", "（株）", "㈱"] : ["有限会社", "(有)", "（有）", "㈲"];
        var before = company.Form is LegalForm.KabushikiBefore or LegalForm.YugenBefore;
        return before ? forms[way] + company.Stem : company.Stem + forms[way];
    }

    /// <summary>The reading in half-width katakana, as older systems printed it.</summary>
    public static string HalfWidth(string kana)
    {
        const string Full = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンァィゥェォャュョッー";
        const string Half = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｬｭｮｯｰ";
        return string.Concat(
            kana.Normalize(System.Text.NormalizationForm.FormD)
                .Select(sign =>
                    sign switch
                    {
                        '\u3099' => 'ﾞ',
                        '\u309A' => 'ﾟ',
                        _ => Full.IndexOf(sign, StringComparison.Ordinal) is >= 0 and var at ? Half[at] : sign,
                    }
                )
        );
    }
}
