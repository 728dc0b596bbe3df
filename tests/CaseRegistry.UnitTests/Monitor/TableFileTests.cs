using System.Text;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Web.Features.Shared;

namespace CaseRegistry.UnitTests.Monitor;

public sealed class TableFileTests
{
    private static string Csv(params string[] codes) =>
        Encoding.UTF8.GetString(
            TableFile.Csv(
                new()
                {
                    Table = "test",
                    Unit = MonitorUnit.Persons,
                    DefinitionVersion = 1,
                    ReferenceDate = new(2026, 6, 1),
                    Columns = [.. codes.Select((_, i) => $"c{i}")],
                    Rows = [new(codes, 7)],
                }
            )
        );

    [Fact]
    public void A_row_has_its_codes_and_then_its_count() => Assert.Equal("c0,c1,count\n2026,minor,7\n", Csv("2026", "minor"));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+31", "'+31")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM", "'@SUM")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\0x", "'\0x")]
    public void A_code_that_looks_like_a_formula_is_made_harmless(string code, string cell) =>
        Assert.Equal($"c0,count\n{cell},7\n", Csv(code));

    [Theory]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    public void A_code_with_a_separator_is_quoted(string code, string cell) => Assert.Equal($"c0,count\n{cell},7\n", Csv(code));
}
