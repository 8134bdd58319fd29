namespace Analytics.Dashboard.Access;

/// <summary>What reads for a page that which no question to the model answers. One for all visitors, registered by itself.</summary>
public interface IPageReader;
