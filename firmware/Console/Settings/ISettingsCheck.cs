namespace Telenode.SerialConsole;

/// <summary>Looks at values closer than the schema can: whether a URL's scheme is spoken here, whether a sensor's line can be read.</summary>
public interface ISettingsCheck
{
    /// <summary>Says what is wrong with a value that its type has already let pass.</summary>
    /// <param name="key">The key, in lower case.</param>
    /// <param name="value">The value; may be secret.</param>
    /// <returns>A clause that goes after the key, such as "must be …", without a secret; null when the value is good.</returns>
    string Problem(string key, string value);
}
