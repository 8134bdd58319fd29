using System.Reflection;
using Analytics.Dashboard.Questions;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Dashboard.Visuals;

/// <summary>
/// How a visual comes from an inquiry. One small class per visual, found by itself: its name is its address under <c>/api/v1/plots/</c>. Stateless.
/// </summary>
public abstract class VisualRecipe
{
    /// <summary>Its name: lower-case words with hyphens, e.g. <c>cluster-trend</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The visual's title; known before it is composed, and where composing fails.</summary>
    public abstract string TitleOf(Inquiry inquiry);

    /// <summary>False where the dataset, or what is chosen of it, leaves nothing to show: then the page leaves it out.</summary>
    public virtual bool AppliesTo(Inquiry inquiry) => true;

    /// <summary>Parameters of the address, beside the slicers and those of every page, on which it depends.</summary>
    public virtual IReadOnlyList<string> Parameters => [];

    /// <summary>Asks and composes; null where the answer turns out to compare nothing.</summary>
    public abstract Task<Visual?> ComposeAsync(Inquiry inquiry);

    /// <summary>All recipes by name.</summary>
    public static IReadOnlyDictionary<string, VisualRecipe> All { get; } =
        Assembly
            .GetExecutingAssembly()
            .GetTypes()
            .Where(type => type.IsSubclassOf(typeof(VisualRecipe)) && !type.IsAbstract)
            .Select(type => (VisualRecipe)Activator.CreateInstance(type)!)
            .ToDictionary(recipe => recipe.Name, StringComparer.Ordinal);
}

/// <summary>A visual's fate on a page: composed, or failed; each has its own, so that one failure leaves the others standing.</summary>
public sealed record Composed(string Name, string Title, Visual? Visual, Exception? Failure);

/// <summary>The visuals of one page, composed from one inquiry; those with nothing to show are absent.</summary>
public sealed class ComposedVisuals
{
    private readonly Dictionary<string, Composed> visuals;

    private ComposedVisuals(Dictionary<string, Composed> visuals) => this.visuals = visuals;

    /// <summary>The visual of that name, or null where there is nothing to show.</summary>
    public Composed? this[string name] => visuals.GetValueOrDefault(name);

    /// <summary>Composes all at once. A failure of the database is kept (and logged); a fault of ours is thrown.</summary>
    public static async Task<ComposedVisuals> OfAsync(Inquiry inquiry, ILogger logger, params IEnumerable<string> names)
    {
        var composing = names
            .Select(name => VisualRecipe.All[name])
            .Where(recipe => recipe.AppliesTo(inquiry))
            .Select(recipe => OneAsync(recipe, inquiry, logger))
            .ToList();
        return new((await Task.WhenAll(composing)).OfType<Composed>().ToDictionary(c => c.Name, StringComparer.Ordinal));
    }

    private static async Task<Composed?> OneAsync(VisualRecipe recipe, Inquiry inquiry, ILogger logger)
    {
        try
        {
            return await recipe.ComposeAsync(inquiry) is { } visual ? new(recipe.Name, visual.Title, visual, null) : null;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or QueryException)
        {
            logger.LogError(failure, "The visual {Visual} could not be composed", recipe.Name);
            return new(recipe.Name, recipe.TitleOf(inquiry), null, failure);
        }
    }
}
