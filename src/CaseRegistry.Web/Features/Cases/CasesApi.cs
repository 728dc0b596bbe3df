using CaseRegistry.Domain.Cases;
using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>Cases over the API.</summary>
[Route("api/v1/cases")]
public sealed class CasesApi(IMediator mediator) : ApiController(mediator)
{
    /// <summary>The cases of the key's regions; the same filters as the page.</summary>
    [HttpGet("")]
    [ProducesResponseType<ListCases.Result>(200)]
    public async Task<IActionResult> ListCases([FromQuery] ListCases.Query query) => Ok(await Ask(query));

    /// <summary>One case with what is registered of it; 404 for an absent one and for one of another region alike.</summary>
    [HttpGet("{id}")]
    [ProducesResponseType<ViewCase.Result>(200)]
    [ProducesResponseType<ProblemDetails>(404, "application/problem+json")]
    public async Task<IActionResult> ViewCase(CaseId id) => Ok(await Ask(new ViewCase.Query(id)));

    /// <summary>
    /// Makes a move, as <c>{"move": "put_on_agenda"}</c>; an illegal one is refused with its rule. With the version of the case
    /// on which it was decided, a change in between is refused, and the answer says what was sent and where the case stands now.
    /// </summary>
    [HttpPost("{id}/moves")]
    [ProducesResponseType<MoveCase.Result>(200)]
    [ProducesResponseType<ProblemDetails>(422, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(409, "application/problem+json")]
    public Task<IActionResult> MoveCase(CaseId id, [FromBody] MoveCase.Command command) =>
        Send(command with { Id = id }, then: Ok, now: async () => (await Ask(new PrepareMove.Query(id, command.Move))).Now);

    /// <summary>Stacks a further signal on a case: 201, or 200 when it was in already.</summary>
    [HttpPost("{id}/signals")]
    [ProducesResponseType<AddSignal.Result>(201)]
    [ProducesResponseType<AddSignal.Result>(200)]
    [ProducesResponseType<ProblemDetails>(422, "application/problem+json")]
    public async Task<IActionResult> AddSignal(CaseId id, [FromBody] AddSignal.Command command)
    {
        var result = await Send(command with { Id = id });
        return result.AlreadyRegistered ? Ok(result) : Created(new Uri($"/api/v1/cases/{id}", UriKind.Relative), result);
    }
}
