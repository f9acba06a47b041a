namespace Telenode.Cli;

/// <summary>Makes <c>sim</c> the command where the person named none.</summary>
internal static class DefaultCommand
{
    public static string[] Apply(string[] args)
    {
        string first = args.Length == 0 ? "" : args[0];
        bool forRoot = first is "--help" or "-h" or "-?" or "/?" or "--version" || first.StartsWith('[');
        bool named = forRoot || (first.Length > 0 && first[0] != '-');
        return named ? args : ["sim", .. args];
    }
}
