namespace Analytics.Sql.Model.Declarations;

/// <summary>How a measure's figure is shown.</summary>
public enum MeasureUnit
{
    /// <summary>件: cases, pieces.</summary>
    Cases,

    /// <summary>社: distinct companies.</summary>
    Companies,

    /// <summary>人: people.</summary>
    People,

    /// <summary>回: events held, such as exchange meetings.</summary>
    Meetings,

    /// <summary>The dataset's currency, in major units (yen, dollars).</summary>
    Currency,

    /// <summary>Percent: 56.5 means 56.5 %.</summary>
    Percent,

    /// <summary>日: days.</summary>
    Days,

    /// <summary>年: whole years.</summary>
    Years,

    /// <summary>One amount over another: 1.25 means 125 for every 100.</summary>
    Ratio,

    /// <summary>Cases, companies or people per 1,000 others.</summary>
    PerThousand,
}
