using System.Globalization;
using Analytics.Sql;
using Sylvan.Data.Csv;

namespace Analytics.Tests.Sql.Reference;

public sealed class RegionsTests(ReferenceDatabase database) : IClassFixture<ReferenceDatabase>
{
    private const string ShizuokaOnTheDay = """
        from mart.dim_region
        where level = 'municipality' and prefecture_code = '22' and coalesce(valid_from, '-infinity') <= $1::date and coalesce(valid_to, 'infinity') >= $1::date
        """;

    [Fact]
    public async Task Japan_Today_HasTheMunicipalitiesAndWardsOfTheList()
    {
        // 772 cities, 743 towns, 189 villages, 23 special wards and 20 designated cities make 1,747.
        Assert.Equal(
            ["area 9", "country 1", "municipality 1747", "prefecture 47", "subregion 3", "ward 171"],
            await database.RowsAsync(
                "select level, count(*) from mart.dim_region where is_current and region_key > 0 and country_code = 'JP' and valid_to is null group by level order by level"
            )
        );
    }

    [Fact]
    public async Task OfficialList_EachCodeWithAndWithoutCheckDigit_IsFoundUnderItsName()
    {
        var found = (
            await database.RowsAsync(
                """
                select a.alias_folded, r.name_ja, coalesce(r.valid_to::text, 'today')
                from mart.region_aliases a join mart.dim_region r on r.region_code = a.region_code and r.is_current
                where a.alias_folded ~ '^\d{5,6}$'
                """
            )
        ).ToHashSet();

        using var list = CsvDataReader.Create(RealData.Path("reference/municipalities_2024-01-01.csv"));
        var rows = 0;
        while (list.Read())
        {
            rows++;
            var name = list.GetString(list.GetOrdinal("name_ja"));
            Assert.Contains($"{list.GetString(list.GetOrdinal("code5"))} {name} today", found);
            Assert.Contains($"{list.GetString(list.GetOrdinal("code6"))} {name} today", found);
        }

        Assert.Equal(1965, rows);
    }

    [Theory]
    [InlineData("2007-08-06", "42")]
    [InlineData("2008-03-31", "42")]
    [InlineData("2008-04-01", "41")] // 川根町
    [InlineData("2008-11-01", "38")] // 由比町, 富士川町, 大井川町
    [InlineData("2009-01-01", "37")] // 岡部町
    [InlineData("2010-03-22", "37")]
    [InlineData("2010-03-23", "35")] // 芝川町, 新居町
    [InlineData("2024-01-01", "35")]
    public async Task Shizuoka_OnTheDay_HasItsMunicipalities(string day, string count) =>
        Assert.Equal([count], await database.RowsAsync($"select count(*) {ShizuokaOnTheDay}", day));

    [Theory]
    [InlineData("22-west", "掛川市 湖西市 御前崎市 新居町 森町 磐田市 菊川市 袋井市 浜松市")]
    [InlineData("22-central", "吉田町 大井川町 岡部町 島田市 川根本町 川根町 焼津市 牧之原市 由比町 藤枝市 静岡市")]
    [InlineData(
        "22-east",
        """
            三島市 下田市 伊東市 伊豆の国市 伊豆市 函南町 南伊豆町 富士宮市 富士川町 富士市 小山町 御殿場市 東伊豆町 松崎町 沼津市
            河津町 清水町 熱海市 芝川町 裾野市 西伊豆町 長泉町
            """
    )]
    public async Task Shizuoka_SubRegion_HasExactlyItsMunicipalities(string subregion, string names)
    {
        var expected = names.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
        var actual = await database.RowsAsync($"select name_ja {ShizuokaOnTheDay} and subregion_code = $2", "2007-08-06", subregion);
        Assert.Equal(expected, actual.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task SubRegions_OutsideShizuoka_DoNotExist() =>
        Assert.Empty(
            await database.RowsAsync(
                "select region_code, subregion_code from mart.dim_region where level in ('municipality', 'ward') and (prefecture_code = '22') = (subregion_code = 'not-applicable')"
            )
        );

    [Fact]
    public async Task Successors_OfDissolvedRegions_AreOfTodayAndOfTheSameLevel()
    {
        Assert.Empty(await database.RowsAsync("select region_code from mart.dim_region where is_current and (valid_to is null) <> (successor_code is null)"));
        Assert.Empty(
            await database.RowsAsync(
                """
                select r.region_code, r.successor_code
                from mart.dim_region r
                left join mart.dim_region s on s.region_code = r.successor_code and s.is_current
                where r.successor_code is not null and (s.region_code is null or s.valid_to is not null or s.level <> r.level)
                """
            )
        );
        Assert.Empty(await database.RowsAsync("select region_code from mart.dim_region where valid_from > valid_to"));
    }

    [Fact]
    public void NextSuccessors_InTheFile_ExistOnTheDayAfter()
    {
        using var file = CsvDataReader.Create(new StreamReader(EmbeddedText.Open("reference/regions.csv")));
        var regions = new Dictionary<string, (string From, string To, string Successor)>();
        while (file.Read())
        {
            regions.Add(file.GetString(0), (Text("valid_from"), Text("valid_to"), Text("successor_code")));
        }

        var dissolved = regions.Where(region => region.Value.To.Length > 0).ToList();
        Assert.Equal(1834, dissolved.Count);
        Assert.All(
            dissolved,
            region =>
            {
                // Longer-lived each time: so the chain has no circle.
                var next = regions[region.Value.Successor];
                var dayAfter = DateOnly.Parse(region.Value.To, CultureInfo.InvariantCulture).AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                Assert.True(next.To.Length == 0 || string.CompareOrdinal(next.To, region.Value.To) > 0);
                Assert.True(string.CompareOrdinal(next.From, dayAfter) <= 0);
            }
        );

        string Text(string column) => file.GetString(file.GetOrdinal(column));
    }

    [Fact]
    public async Task Municipalities_All_HavePrefectureAreaAndCountry() =>
        Assert.Empty(
            await database.RowsAsync(
                """
                select r.region_code
                from mart.dim_region r
                left join mart.dim_region p on p.region_code = r.prefecture_code and p.level = 'prefecture'
                left join mart.dim_region a on a.region_code = r.area_code and a.level = 'area'
                left join mart.dim_region c on c.region_code = r.country_code and c.level = 'country'
                where r.level in ('municipality', 'ward', 'prefecture') and r.region_key > 0
                    and (p.region_code is null or a.region_code is null or c.region_code is null or p.area_code <> r.area_code
                        or r.prefecture_ja <> p.name_ja or (r.level <> 'prefecture' and left(r.region_code, 2) <> r.prefecture_code))
                """
            )
        );

    [Fact]
    public async Task Wards_All_AreCountedUnderTheirDesignatedCity()
    {
        Assert.Empty(
            await database.RowsAsync(
                """
                select w.region_code
                from mart.dim_region w
                left join mart.dim_region c on c.region_code = w.parent_code and c.level = 'municipality'
                where w.level = 'ward' and (c.region_code is null or w.municipality_code <> c.region_code or w.municipality_ja <> c.name_ja or not starts_with(w.name_ja, c.name_ja))
                """
            )
        );
        Assert.Equal(["20"], await database.RowsAsync("select count(distinct parent_code) from mart.dim_region where level = 'ward'"));
    }

    [Fact]
    public async Task Hamamatsu_Wards_WereRedrawnOnNewYear2024() =>
        Assert.Equal(
            [
                "22131 浜松市中区 2007-04-01 2023-12-31 22138",
                "22132 浜松市東区 2007-04-01 2023-12-31 22138",
                "22133 浜松市西区 2007-04-01 2023-12-31 22138",
                "22134 浜松市南区 2007-04-01 2023-12-31 22138",
                "22135 浜松市北区 2007-04-01 2023-12-31 22139",
                "22136 浜松市浜北区 2007-04-01 2023-12-31 22139",
                "22137 浜松市天竜区 2007-04-01 2023-12-31 22140",
                "22138 浜松市中央区 2024-01-01 - -",
                "22139 浜松市浜名区 2024-01-01 - -",
                "22140 浜松市天竜区 2024-01-01 - -",
            ],
            await database.RowsAsync(
                "select region_code, name_ja, valid_from, valid_to, successor_code from mart.dim_region where level = 'ward' and parent_code = '22130' order by 1"
            )
        );

    [Theory]
    [InlineData("22383", "22100", "22103", "2008-10-31")] // 由比町 went into a ward: its successor is the city, its place the ward's office
    [InlineData("22381", "22210", "22210", "2008-10-31")] // 富士川町 → 富士市
    [InlineData("22202", "22130", "22130", "2007-03-31")] // 浜松市 before it was a designated city
    [InlineData("22486", "22130", "22130", "2005-06-30")] // 龍山村: first to that one, in today's boundaries to the designated city
    public async Task Dissolved_Municipality_IsDrawnAtItsSuccessorsOffice(string code, string successor, string office, string lastDay) =>
        Assert.Equal(
            [$"{successor} {lastDay}"],
            await database.RowsAsync(
                """
                select r.successor_code, r.valid_to
                from mart.dim_region r join mart.dim_region o on o.region_code = $2 and (o.latitude, o.longitude) = (r.latitude, r.longitude)
                where r.region_code = $1
                """,
                code,
                office
            )
        );

    [Fact]
    public async Task Offices_AllButTheNorthernTerritories_LieInTheirPrefecture()
    {
        Assert.Equal(
            ["01695", "01696", "01697", "01698", "01699", "01700"],
            await database.RowsAsync(
                "select region_code from mart.dim_region where level in ('prefecture', 'municipality', 'ward') and latitude is null order by 1"
            )
        );

        // The farthest office from a prefecture's own is in Tokyo's southern islands (Ogasawara, 8.9 degrees).
        Assert.Equal(
            ["13 8"],
            await database.RowsAsync(
                """
                select r.prefecture_code, floor(max(sqrt((r.latitude - p.latitude) ^ 2 + (r.longitude - p.longitude) ^ 2)))
                from mart.dim_region r join mart.dim_region p on p.region_code = r.prefecture_code
                where r.level in ('municipality', 'ward') group by 1
                having max(sqrt((r.latitude - p.latitude) ^ 2 + (r.longitude - p.longitude) ^ 2)) > 7.5
                """
            )
        );
    }

    [Theory]
    [InlineData("JP-hokkaido", "01")]
    [InlineData("JP-tohoku", "02 03 04 05 06 07")]
    [InlineData("JP-kanto", "08 09 10 11 12 13 14 15 19 20 22")]
    [InlineData("JP-chubu", "16 17 21 23 24")]
    [InlineData("JP-kinki", "18 25 26 27 28 29 30")]
    [InlineData("JP-chugoku", "31 32 33 34 35")]
    [InlineData("JP-shikoku", "36 37 38 39")]
    [InlineData("JP-kyushu", "40 41 42 43 44 45 46")]
    [InlineData("JP-okinawa", "47")]
    public async Task Area_OfTheMinistry_HasItsPrefectures(string area, string prefectures) =>
        Assert.Equal(
            [prefectures],
            await database.RowsAsync(
                "select string_agg(region_code, ' ' order by region_code) as codes from mart.dim_region where level = 'prefecture' and area_code = $1",
                area
            )
        );

    [Fact]
    public async Task UnitedStates_CensusRegions_HaveTheirStates() =>
        Assert.Equal(
            ["US-midwest 12", "US-northeast 9", "US-south 17", "US-territories 5", "US-west 13"],
            await database.RowsAsync("select area_code, count(*) from mart.dim_region where country_code = 'US' and level = 'prefecture' group by 1 order by 1")
        );

    [Theory]
    [InlineData("22", "Shizuoka")]
    [InlineData("22130", "Hamamatsu")]
    [InlineData("22100", "Shizuoka")]
    [InlineData("22208", "Ito")]
    [InlineData("22429", "Kawanehon")]
    [InlineData("22402", "Oigawa")]
    [InlineData("22131", "Naka-ku, Hamamatsu")]
    [InlineData("46202", "Sendai")] // 川内市, romanised from the kana
    public async Task EnglishName_OfRegion_IsPlain(string code, string name) =>
        Assert.Equal([name], await database.RowsAsync("select name_en from mart.dim_region where region_code = $1", code));

    [Fact]
    public async Task EnglishNames_All_ArePlainLetters() =>
        Assert.Empty(
            await database.RowsAsync("select region_code, name_en from mart.dim_region where name_en is null or name_en !~ '^[A-Z][A-Za-z''.,() -]*$'")
        );
}
