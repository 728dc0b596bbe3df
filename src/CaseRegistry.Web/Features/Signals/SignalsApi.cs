using CaseRegistry.Domain.Cases;
using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.Signals;

/// <summary>Signals over the API. The names of the fields are the columns of the import.</summary>
[Route("api/v1/signals")]
public sealed class SignalsApi(IMediator mediator) : ApiController(mediator)
{
    /// <summary>The signals of the key's regions, newest first, a page at a time.</summary>
    [HttpGet("")]
    [ProducesResponseType<ListSignals.Result>(200)]
    public async Task<IActionResult> ListSignals([FromQuery] long? before) => Ok(await Ask(new ListSignals.Query(before)));

    /// <summary>Registers a signal about a suspected victim: 201 with the case that it opened, 200 when it was in already.</summary>
    [HttpPost("")]
    [ProducesResponseType<RegisterSignal.Result>(201)]
    [ProducesResponseType<RegisterSignal.Result>(200)]
    [ProducesResponseType<ProblemDetails>(422, "application/problem+json")]
    public async Task<IActionResult> RegisterSignal([FromBody] RegisterSignal.Command command)
    {
        var result = await Send(command with { DraftId = null });
        return result.AlreadyRegistered ? Ok(result) : Created(new Uri($"/api/v1/cases/{result.CaseId}", UriKind.Relative), result);
    }
}
