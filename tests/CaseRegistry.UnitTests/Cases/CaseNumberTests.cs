using CaseRegistry.Domain.Cases;
using CsCheck;

namespace CaseRegistry.UnitTests.Cases;

public sealed class CaseNumberTests
{
    private const string Characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-";

    private static readonly Gen<string> Number = Gen.Select(
        Gen.Char['A', 'Z'].Array[2, 3],
        Gen.Int[1990, 2199],
        Gen.Int[1, 1_200_000],
        (prefix, year, serial) => CaseNumber.Of(new string(prefix), year, serial)
    );

    [Fact]
    public void A_number_is_prefix_year_serial_and_check_character()
    {
        Assert.Matches("^RO-2026-00042-[0-9A-Z]$", CaseNumber.Of("RO", 2026, 42));
        Assert.Matches("^NWE-2026-123456-[0-9A-Z]$", CaseNumber.Of("NWE", 2026, 123456));
        Number.Sample(number => Assert.True(CaseNumber.IsValid(number) && number.Length <= CaseNumber.MaxLength, number));
    }

    [Fact]
    public void Lower_case_and_spaces_around_are_accepted() =>
        Assert.True(CaseNumber.IsValid($" {CaseNumber.Of("RO", 2026, 42).ToLowerInvariant()} "));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("RO-2026-00042")]
    [InlineData("RO202600042A")]
    public void Anything_else_is_no_number(string? text) => Assert.False(CaseNumber.IsValid(text));

    [Fact]
    public void Every_single_wrong_character_is_noticed() =>
        Number.Sample(
            number =>
            {
                for (var place = 0; place < number.Length; place++)
                {
                    foreach (var wrong in Characters.Where(c => c != number[place]))
                    {
                        var misheard = $"{number[..place]}{wrong}{number[(place + 1)..]}";
                        Assert.False(CaseNumber.IsValid(misheard), $"{misheard} instead of {number}");
                    }
                }
            },
            iter: 300
        );

    [Fact]
    public void Every_swap_of_neighbours_is_noticed() =>
        Number.Sample(
            number =>
            {
                for (var place = 1; place < number.Length; place++)
                {
                    var swapped = $"{number[..(place - 1)]}{number[place]}{number[place - 1]}{number[(place + 1)..]}";
                    Assert.True(swapped == number || !CaseNumber.IsValid(swapped), $"{swapped} instead of {number}");
                }
            },
            iter: 20_000
        );
}
