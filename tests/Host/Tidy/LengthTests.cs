using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Telenode.Tests.Host.Tidy;

/// <summary>A function fits on a screen, a file holds one concept.</summary>
[TestClass]
public class LengthTests
{
    private const int FunctionLines = 60;
    private const int FileLines = 400;

    private static readonly string[] _folders = ["firmware", "drivers", "tools", "tests"];

    [TestMethod]
    public void FunctionsFitOnAScreen()
    {
        var found = new List<string>();
        foreach (string file in Repository.Files("*.cs", _folders))
        {
            foreach (SyntaxNode node in Syntax.Parse(file).GetRoot().DescendantNodes())
            {
                bool isFunction = node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax
                    or AnonymousFunctionExpressionSyntax;
                if (isFunction && Syntax.LineCount(node) > FunctionLines)
                {
                    found.Add($"{file}:{Syntax.Line(node)}: {Syntax.LineCount(node)} lines: {Syntax.FirstLine(node)}");
                }
            }
        }

        Assert.AreEqual("", string.Join("\n", found));
    }

    [TestMethod]
    public void FilesHoldOneConcept()
    {
        IEnumerable<string> tooLong = Repository.Files("*.cs", _folders)
            .Where(file => Repository.Read(file).Count(c => c == '\n') > FileLines);
        Assert.AreEqual("", string.Join("\n", tooLong));
    }
}
