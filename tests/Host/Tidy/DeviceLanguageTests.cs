using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Telenode.Tests.Host.Tidy;

/// <summary>C# that compiles for the device and then fails there, or that this project keeps off it (docs/device-build.md).</summary>
[TestClass]
public class DeviceLanguageTests
{
    private static readonly string[] _folders = ["firmware", "drivers", "tests/Device"];

    [TestMethod]
    public void DeviceSourcesUseOnlyWhatTheDeviceRuns()
    {
        var found = new List<string>();
        foreach (string file in Repository.Files("*.cs", _folders))
        {
            bool isBoard = file.StartsWith("firmware/Board/", StringComparison.Ordinal);
            bool isTest = file.StartsWith("tests/", StringComparison.Ordinal);
            SyntaxNode root = Syntax.Parse(file).GetRoot();

            // What only the PC compiles is not the device's concern: trees are parsed with the device's symbol.
            foreach (SyntaxNode node in root.DescendantNodes(descendIntoTrivia: true))
            {
                string? banned = Banned(node) ?? (isTest ? BannedInTests(node) : isBoard ? null : BannedOutsideBoard(node));
                if (banned != null)
                {
                    found.Add($"{file}:{Syntax.Line(node)}: {banned}: {Syntax.FirstLine(node)}");
                }
            }
        }

        Assert.AreEqual("", string.Join("\n", found));
    }

    [TestMethod]
    [DataRow("class A<T> { }", "generics")]
    [DataRow("class A { void B<T>() { } }", "generics")]
    [DataRow("class A { List<int> b; }", "generics")]
    [DataRow("class A { int[,] b; }", "multidimensional array")]
    [DataRow("class A { int? b; }", "nullable")]
    [DataRow("class A { (int, int) b; }", "tuple")]
    [DataRow("class A { object B() { return (1, 2); } }", "tuple")]
    [DataRow("record A(int B);", "record")]
    [DataRow("interface A { void B() { } }", "default interface method")]
    [DataRow("class A { object B() { return new { C = 1 }; } }", "anonymous type")]
    [DataRow("class A { void B() { checked { } } }", "checked does nothing there")]
    [DataRow("class A { int B(int c) { return checked(c + 1); } }", "checked does nothing there")]
    [DataRow("class A { unsafe void B(byte[] c) { fixed (byte* d = c) { } } }", "fixed")]
    [DataRow("class A { object B(string c) { return c[1..]; } }", "range or index")]
    [DataRow("class A { object B(string c) { return c[^1]; } }", "range or index")]
    [DataRow("class A { System.Collections.IEnumerable B() { yield return 1; } }", "yield")]
    [DataRow("class A { async void B() { } }", "async")]
    [DataRow("class A { decimal b; }", "decimal")]
    [DataRow("class A { bool B(int[] c) => c is [1]; }", "list pattern")]
    [DataRow("class A { object B() => \"c\"u8; }", "u8")]
    [DataRow("class A { object B(int[] c) => from d in c select d; }", "LINQ")]
    public void BannedFeatureIsFound(string source, string feature)
    {
        IEnumerable<string?> found = CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().Select(Banned);
        CollectionAssert.Contains(found.ToArray(), feature);
    }

    [TestMethod]
    [DataRow("class A { double b; }", "floating point")]
    [DataRow("#if B\nclass A { }\n#endif", "#if")]
    public void WhatOnlyBoardMayUseIsFound(string source, string feature)
    {
        IEnumerable<string?> found = CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes(descendIntoTrivia: true).Select(BannedOutsideBoard);
        CollectionAssert.Contains(found.ToArray(), feature);
    }

    [TestMethod]
    [DataRow("class A { [DataRow(null)] void B(string c) { } }", "DataRow with null or an array")]
    [DataRow("class A { [DataRow(1, new int[0])] void B(int c, int[] d) { } }", "DataRow with null or an array")]
    public void WhatEndsTheTestLauncherIsFound(string source, string feature)
    {
        IEnumerable<string?> found = CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().Select(BannedInTests);
        CollectionAssert.Contains(found.ToArray(), feature);
    }

    private static string? Banned(SyntaxNode node) => node switch
    {
        TypeParameterListSyntax or GenericNameSyntax => "generics",
        ArrayRankSpecifierSyntax { Rank: > 1 } => "multidimensional array",
        NullableTypeSyntax => "nullable",
        TupleTypeSyntax or TupleExpressionSyntax => "tuple",
        RecordDeclarationSyntax => "record",
        MethodDeclarationSyntax { Parent: InterfaceDeclarationSyntax, Body: not null } => "default interface method",
        MethodDeclarationSyntax { Parent: InterfaceDeclarationSyntax, ExpressionBody: not null } => "default interface method",
        AnonymousObjectCreationExpressionSyntax => "anonymous type",
        CheckedStatementSyntax c when c.IsKind(SyntaxKind.CheckedStatement) => "checked does nothing there",
        CheckedExpressionSyntax c when c.IsKind(SyntaxKind.CheckedExpression) => "checked does nothing there",
        FixedStatementSyntax => "fixed",
        StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax => "stackalloc",
        RangeExpressionSyntax => "range or index",
        PrefixUnaryExpressionSyntax p when p.IsKind(SyntaxKind.IndexExpression) => "range or index",
        YieldStatementSyntax => "yield",
        AwaitExpressionSyntax => "async",
        MethodDeclarationSyntax m when m.Modifiers.Any(SyntaxKind.AsyncKeyword) => "async",
        PredefinedTypeSyntax p when p.Keyword.IsKind(SyntaxKind.DecimalKeyword) => "decimal",
        ListPatternSyntax => "list pattern",
        LiteralExpressionSyntax l when l.IsKind(SyntaxKind.Utf8StringLiteralExpression) => "u8",
        QueryExpressionSyntax => "LINQ",
        _ => null,
    };

    private static string? BannedOutsideBoard(SyntaxNode node) => node switch
    {
        PredefinedTypeSyntax p when p.Keyword.IsKind(SyntaxKind.DoubleKeyword) || p.Keyword.IsKind(SyntaxKind.FloatKeyword) => "floating point",
        IfDirectiveTriviaSyntax => "#if",
        _ => null,
    };

    // The metadata processor refuses a null there, and the launcher ends at an array.
    private static string? BannedInTests(SyntaxNode node) =>
        node is AttributeArgumentSyntax { Expression: var value, Parent.Parent: AttributeSyntax { Name: IdentifierNameSyntax { Identifier.Text: "DataRow" } } }
        && (value.IsKind(SyntaxKind.NullLiteralExpression) || value is ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax)
            ? "DataRow with null or an array"
            : null;
}
