namespace Telenode.Cli;

/// <summary>What a device may be called: it is a level of a topic, a client identifier and the start of SenML names.</summary>
internal static class DeviceId
{
    public static void Require(string id)
    {
        bool valid = id.Length is > 0 and <= 32 && char.IsAsciiLetterOrDigit(id[0])
            && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or ':');
        if (!valid)
        {
            throw new BadInputException($"--device-id: \"{id}\" is not usable: 1 to 32 letters, digits or - . _ : and a letter or digit first");
        }
    }
}
