using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Telenode.Tests.Host.Tidy;

internal static class Syntax
{
    private static readonly CSharpParseOptions _options = new(LanguageVersion.Preview, preprocessorSymbols: ["NANOFRAMEWORK_1_0"]);

    public static SyntaxTree Parse(string file) => CSharpSyntaxTree.ParseText(Repository.Read(file), _options, file);

    public static int Line(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    /// <summary>Lines from the node's first to its last token, without the comments before it.</summary>
    public static int LineCount(SyntaxNode node)
    {
        FileLinePositionSpan span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    public static string FirstLine(SyntaxNode node) => node.ToString().Split('\n')[0].Trim();
}
