using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Tests.Sql.Model;

/// <summary>Questions out of a query string.</summary>
public class QueryParserTests
{
    private static readonly ModelCatalog Catalog = ModelCatalog.Load();

    [Fact]
    public void Parse_WholeQuestion_IsRead()
    {
        var query = Parse(
            "measure=referrals&measure=outcomes.target&by=cluster&by=fiscal_year&fiscal_year=2008&fiscal_year=2009&prefecture=22&dataset=ledgers&publication=7"
        ).Query!;

        Assert.Equal(
            "scope=all&dataset=ledgers&publication=7&measure=referrals&measure=outcomes.target&by=cluster&by=fiscal_year&fiscal_year=2008&fiscal_year=2009&prefecture=22",
            query.CanonicalText()
        );
    }

    [Fact]
    public void Parse_BlanksAndRepeats_AreAsGoodAsAbsent()
    {
        var query = Parse("measure=referrals&measure=referrals&by=&prefecture=&cluster=photon-valley&cluster=photon-valley&publication=").Query!;

        Assert.Equal("scope=all&dataset=samples&publication=&measure=referrals&cluster=photon-valley", query.CanonicalText());
    }

    [Theory]
    [InlineData("measure=profit", "measure", "profit", "referrals")]
    [InlineData("measure=referrals.next", "measure", "referrals.next", "referrals.target")]
    [InlineData("", "measure", null, "outcomes")]
    [InlineData("measure=referrals&by=planet", "by", "planet", "cluster")]
    [InlineData("measure=referrals&by=bank&by=branch&by=channel&by=cluster", "by", "bank, branch, channel, cluster", "1–3")]
    [InlineData("measure=referrals&planet=mars", "planet", "mars", "prefecture")]
    [InlineData("measure=referrals&Prefecture=22", "Prefecture", "22", "prefecture")]
    [InlineData("measure=referrals&dataset=secret", "dataset", "secret", "samples")]
    [InlineData("measure=referrals&fiscal_year=last", "fiscal_year", "last", "2008")]
    [InlineData("measure=referrals&fiscal_year=2008年度", "fiscal_year", "2008年度", "2008")]
    [InlineData("measure=referrals&fiscal_year=０００８", "fiscal_year", "０００８", "2008")]
    [InlineData("measure=referrals&quarter=2008-Q5", "quarter", "2008-Q5", "2008-Q1")]
    [InlineData("measure=referrals&month=2008-13", "month", "2008-13", "2008-04")]
    [InlineData("measure=referrals&publication=-1", "publication", "-1", "1, 2, 3 …")]
    [InlineData("measure=referrals&publication=99999999999", "publication", "99999999999", "1, 2, 3 …")]
    [InlineData("measure=referrals&cluster=a\u0000b", "cluster", "a\u0000b", "≤ 200")]
    [InlineData(
        "measure=referrals&technology_field=0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
        "technology_field",
        "01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
        "≤ 200"
    )]
    [InlineData("measure=referrals&by=cluster&by=cluster", "by", "cluster", null)]
    [InlineData("measure=referrals&planet.not=mars", "planet.not", "mars", "prefecture")]
    [InlineData("measure=referrals&cluster.maybe=x", "cluster.maybe", "x", "cluster")]
    [InlineData("measure=referrals&fiscal_year.not=last", "fiscal_year.not", "last", "2008")]
    [InlineData("measure=referrals&cluster=a&cluster.not=a", "cluster.not", "a", null)]
    [InlineData("measure=referrals&fiscal_year.from=2010&fiscal_year.to=2009", "fiscal_year.to", "2009", "≥ 2010")]
    [InlineData("measure=referrals&company_size.from=301%2B&company_size.to=1-20", "company_size.from", "301%2B", "301+")]
    [InlineData("measure=referrals&company_size.from=51-100&company_size.to=1-20", "company_size.to", "1-20", "≥ 51-100")]
    [InlineData("measure=referrals&fiscal_year.from=2010-Q1", "fiscal_year.from", "2010-Q1", "2008")]
    [InlineData("measure=referrals&quarter.from=not-applicable", "quarter.from", "not-applicable", "2008-Q1")]
    [InlineData("measure=referrals&cluster.from=a", "cluster.from", "a", "fiscal_year.from")]
    [InlineData("measure=referrals&fiscal_year=2008&fiscal_year.from=2007", "fiscal_year.from", "2007", "fiscal_year")]
    [InlineData("measure=referrals&sort=outcomes", "sort", "outcomes", "-referrals")]
    [InlineData("measure=referrals&by=bank&sort=--bank&top=x", "top", "x", "1–1000")]
    [InlineData("measure=referrals&top=3", "top", "3", "by")]
    [InlineData("measure=referrals&by=bank&by=cluster&top=3", "top", "3", "by")]
    [InlineData("measure=referrals&by=bank&top=1001", "top", "1001", "1–1000")]
    [InlineData("measure=referrals&by=bank&others=true", "others", "true", "top")]
    [InlineData("measure=referrals&by=bank&top=1&others=yes", "others", "yes", "true")]
    [InlineData("measure=referrals&page=0", "page", "0", "1–2147483647")]
    [InlineData("measure=referrals&size=1001", "size", "1001", "1–1000")]
    [InlineData("measure=referrals;drop table mart.fct_referrals", "measure", "referrals;drop table mart.fct_referrals", "referrals")]
    public void Parse_WhatIsNotAllowed_IsNamedWithWhatIs(string text, string parameter, string? value, string? allowed)
    {
        var parsed = Parse(text);

        Assert.Null(parsed.Query);
        var fault = Assert.Single(parsed.Faults);
        Assert.Equal((parameter, value), (fault.Parameter, fault.Value));
        if (allowed is not null)
            Assert.Contains(allowed, fault.Allowed);
        Assert.NotEqual(fault.Reason.Ja, fault.Reason.En);
    }

    [Fact]
    public void Parse_SeveralFaults_AreToldAtOnce()
    {
        Assert.Equal(["planet", "dataset", "measure"], Parse("measure=x&planet=y&dataset=z").Faults.Select(f => f.Parameter));
        Assert.Equal(
            ["dataset", "publication"],
            Parse("measure=referrals&dataset=samples&dataset=ledgers&publication=1&publication=2").Faults.Select(f => f.Parameter)
        );
    }

    [Fact]
    public void Parse_TenThousandValues_AreToldByTheirNumberAlone()
    {
        var fault = Assert.Single(Parse("measure=referrals&" + string.Join('&', Enumerable.Range(0, 10_000).Select(n => $"branch={n}"))).Faults);

        Assert.Equal(("branch", "10000", "1–1000"), (fault.Parameter, fault.Value, fault.Allowed[0]));
    }

    private static ParsedQuery Parse(string text) =>
        new QueryParser(Catalog).Parse(
            text.Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(p => p.Split('=', 2))
                .GroupBy(p => p[0])
                .Select(g => KeyValuePair.Create(g.Key, (IReadOnlyList<string>)[.. g.Select(p => p[1])])),
            Scope.All,
            ["ledgers", "samples"],
            "samples"
        );
}
