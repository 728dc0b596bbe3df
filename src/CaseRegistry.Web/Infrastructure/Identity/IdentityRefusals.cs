using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>What Identity refuses becomes an error at a field of the form.</summary>
internal static class IdentityRefusals
{
    public static async Task OrRefuse(this Task<IdentityResult> saving, Func<IdentityError, string> field)
    {
        var result = await saving;
        if (!result.Succeeded)
        {
            throw new ValidationException(
                result.Errors.DistinctBy(e => e.Description).Select(e => new ValidationFailure(field(e), e.Description))
            );
        }
    }

    public static Task OrRefuse(this Task<IdentityResult> saving, string field) => saving.OrRefuse(_ => field);
}
