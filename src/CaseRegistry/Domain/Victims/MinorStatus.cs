namespace CaseRegistry.Domain.Victims;

/// <summary>
/// Minority at registration. There is no default anywhere. <see cref="PresumedMinor"/>: the age is not established and
/// there are reasons to believe that the person is a child, who must then be treated as one (Directive 2011/36/EU art. 13(2)).
/// </summary>
public enum MinorStatus
{
    Minor = 1,
    PresumedMinor,
    Adult,
    Unknown,
}

/// <summary>Age bands (code list age_band) and what they say about minority.</summary>
public static class Age
{
    public const int Majority = 18;

    /// <summary>Age in whole years on a day (art. 1:2 and 1:233 BW: on the birthday itself one is a year older; born on 29 February, that is 1 March).</summary>
    public static int On(DateOnly day, DateOnly birthDate)
    {
        var years = day.Year - birthDate.Year;
        return (day.Month, day.Day).CompareTo((birthDate.Month, birthDate.Day)) < 0 ? years - 1 : years;
    }

    /// <summary>The day on which one comes of age; born on 29 February, that is 1 March unless the year has a 29th.</summary>
    public static DateOnly AdultOn(DateOnly birthDate)
    {
        var day = birthDate.AddYears(Majority);
        return day.Day < birthDate.Day ? day.AddDays(1) : day;
    }

    public static string Band(int age) =>
        age switch
        {
            < 12 => "0_11",
            < 16 => "12_15",
            < 18 => "16_17",
            < 23 => "18_22",
            _ => "23_plus",
        };

    /// <summary>Whether a band says minor (true), adult (false) or nothing (null).</summary>
    public static bool? IsMinorBand(string? band) =>
        band switch
        {
            "0_11" or "12_15" or "16_17" => true,
            "18_22" or "23_plus" => false,
            _ => null,
        };

    /// <summary>Whether a status says minor (true), adult (false) or nothing (null).</summary>
    public static bool? IsMinor(MinorStatus status) =>
        status switch
        {
            MinorStatus.Minor or MinorStatus.PresumedMinor => true,
            MinorStatus.Adult => false,
            _ => null,
        };
}
