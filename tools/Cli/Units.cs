namespace Telenode.Cli;

/// <summary>Units as people write them; SenML's registry (RFC 8428 §12.1) names some in letters.</summary>
internal static class Units
{
    public static string Shown(string unit) => unit switch
    {
        "Cel" => "°C",
        "%RH" => "% RH",
        "degF" => "°F",
        _ => unit,
    };
}
