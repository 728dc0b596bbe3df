using System.Security.Cryptography;
using System.Text.Json;
using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>The feed of published releases for other systems (scope releases:read, or releases:public for those for everyone). What is published never changes: ETags are the hashes of the bytes.</summary>
[Route("api/v1/releases")]
public sealed class ReleasesApi(IMediator mediator) : ApiController(mediator)
{
    /// <summary>Published releases in the order in which they were published; <c>after</c> is the <c>next</c> of the page before.</summary>
    [HttpGet("")]
    [ProducesResponseType<ListReleases.Result>(200)]
    [ProducesResponseType(304)]
    public async Task<IActionResult> ListReleases([FromQuery] long? after)
    {
        var page = await Ask(new ListReleases.Query(after, Published: true));
        var hash = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(page, Json.Options)));
        Response.Headers.ETag = $"\"{hash}\"";
        return IsKnown(hash) ? StatusCode(StatusCodes.Status304NotModified) : Ok(page);
    }

    /// <summary>One release with its files, their hashes and the signature over the manifest.</summary>
    [HttpGet("{id:guid}")]
    [ProducesResponseType<ViewRelease.Result>(200)]
    [ProducesResponseType<ProblemDetails>(404, "application/problem+json")]
    public async Task<IActionResult> ViewRelease(Guid id)
    {
        var release = await Ask(new ViewRelease.Query(id, Published: true));
        Response.Headers.ETag = $"\"{release.ManifestSha256}\"";
        return IsKnown(release.ManifestSha256) ? StatusCode(StatusCodes.Status304NotModified) : Ok(release);
    }

    /// <summary>A table of a release: csv (default), json (JSON-stat 2.0) or sdmx (SDMX-CSV 2.0).</summary>
    [HttpGet("{id:guid}/tables/{name}")]
    [ProducesResponseType<byte[]>(200, "text/csv", "application/json")]
    [ProducesResponseType(304)]
    [ProducesResponseType<ProblemDetails>(404, "application/problem+json")]
    public Task<IActionResult> DownloadTable(Guid id, string name, [FromQuery] string? format) =>
        DownloadFile(
            id,
            name
                + (
                    format switch
                    {
                        null or "csv" => ".csv",
                        "json" => ".json",
                        "sdmx" => ".sdmx.csv",
                        _ => "?",
                    }
                )
        );

    /// <summary>Any file of a release, <c>manifest.json</c> and <c>manifest.sig</c> too.</summary>
    [HttpGet("{id:guid}/files/{name}")]
    [ProducesResponseType<byte[]>(200, "application/octet-stream")]
    [ProducesResponseType(304)]
    [ProducesResponseType<ProblemDetails>(404, "application/problem+json")]
    public async Task<IActionResult> DownloadFile(Guid id, string name)
    {
        var file = await Ask(new DownloadFile.Query(id, name));
        Response.Headers.ETag = $"\"{file.Sha256}\"";
        return IsKnown(file.Sha256) ? StatusCode(StatusCodes.Status304NotModified) : File(file.Bytes, file.MediaType, file.Name);
    }

    private bool IsKnown(string hash) =>
        Request.GetTypedHeaders().IfNoneMatch.Any(e => e.Equals(EntityTagHeaderValue.Any) || e.Tag == $"\"{hash}\"");
}
