using System.Text.Json;
using System.Text.RegularExpressions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;

namespace CaseRegistry.Web.Features.Errors;

/// <summary>
/// A browser tells that the content policy stopped something on a page. Anybody can send that: of it only the directive and the
/// path of the page go into the log, without what names a thing, and nowhere else.
/// </summary>
public static partial class ReportViolation
{
    public const int MaxBytes = 8 * 1024;
    private const int MaxReports = 20;

    [Requires(Permission.Anyone)]
    public sealed record Command(string Report) : IRequest<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Report).NotEmpty().MaximumLength(MaxBytes);
    }

    internal sealed class Handler(ILogger<Handler> log) : IRequestHandler<Command, Unit>
    {
        public Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            foreach (var (directive, page) in Read(command.Report).Take(MaxReports))
            {
                log.LogWarning("The content policy stopped {Directive} on {Page}.", directive, page);
            }

            return Unit.Task;
        }
    }

    // Two formats: one object under csp-report with names in hyphens, or a list of reports with a body in camel case.
    private static List<(string Directive, string Page)> Read(string report)
    {
        try
        {
            using var json = JsonDocument.Parse(report);
            var root = json.RootElement;
            var bodies =
                root.ValueKind == JsonValueKind.Array
                    ? root.EnumerateArray().Select(r => r.GetProperty("body"))
                    : [root.GetProperty("csp-report")];
            return
            [
                .. bodies.Select(b =>
                    (
                        Text(b, "effectiveDirective", "effective-directive", "violated-directive") is { } directive
                        && Directive().Match(directive) is { Success: true } name
                            ? name.Value
                            : "unknown",
                        PathOf(Text(b, "documentURL", "document-uri"))
                    )
                ),
            ];
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [];
        }
    }

    private static string? Text(JsonElement body, params string[] names) =>
        names.Select(n => body.TryGetProperty(n, out var value) ? value.GetString() : null).FirstOrDefault(v => v is not null);

    // Words of routes are lower case and hyphens: all else may name a case, a person or a thing.
    private static string PathOf(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
            ? string.Join('/', uri.AbsolutePath.Split('/').Take(8).Select(part => part.Length == 0 || Word().IsMatch(part) ? part : "*"))
            : "unknown";

    [GeneratedRegex("^[a-z]+(-[a-z]+){0,4}(?=$| )")]
    private static partial Regex Directive();

    [GeneratedRegex(@"^[a-z]{1,20}(-[a-z]{1,20}){0,3}\z")]
    private static partial Regex Word();
}
