using System.Text.Json.Nodes;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Signals;
using CaseRegistry.Web.Infrastructure.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>The OpenAPI document: the names, codes, headers and answers that the API really has.</summary>
internal static class ApiDescription
{
    private const string Key = "key";

    /// <summary>Without which no signal is registered, whatever else it says.</summary>
    private static readonly string[] RequiredOfSignal =
    [
        "received_on",
        "municipality_code",
        "reporter_type",
        "certainty",
        "minor_status",
        "age_basis",
        "sex",
        "exploitation_main",
        "sector",
        "route",
        "technology_involvement",
    ];
    private const string Problem = "application/problem+json";

    public static void AddApiDescription(this IServiceCollection services)
    {
        // The document is made from these; the answers themselves from those of the controllers, which are the same.
        services.ConfigureHttpJsonOptions(options => Json.Configure(options.SerializerOptions));
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.CreateSchemaReferenceId = type =>
                    OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null ? null : NameOf(type.Type);
                options.AddSchemaTransformer((schema, context, _) => Describe(schema, context.JsonTypeInfo.Type));
                options.AddOperationTransformer((operation, context, _) => Describe(operation, context));
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info = new() { Title = "CaseRegistry", Version = "v1" };
                        document.AddComponent<IOpenApiSecurityScheme>(
                            Key,
                            new OpenApiSecurityScheme
                            {
                                Type = SecuritySchemeType.Http,
                                Scheme = "bearer",
                                Description = "The key of an API client.",
                            }
                        );
                        return Task.CompletedTask;
                    }
                );
            }
        );
    }

    /// <summary>A message is called after its slice: <c>MoveCaseCommand</c>.</summary>
    private static string NameOf(Type type) =>
        type.DeclaringType is { } slice ? slice.Name + type.Name
        : type.IsGenericType ? type.Name.Split('`')[0] + string.Concat(type.GetGenericArguments().Select(NameOf))
        : type.Name;

    private static Task Describe(OpenApiSchema schema, Type type)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        if (value.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. Enum.GetValues(value).Cast<Enum>().Select(code => (JsonNode)Code.Of(code))];
        }
        else if (value == typeof(Month))
        {
            (schema.Type, schema.Pattern) = (JsonSchemaType.String, "^[0-9]{4}-[0-9]{2}$");
        }
        else if (value.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEntityId<>)))
        {
            (schema.Type, schema.Format) = (JsonSchemaType.String, "uuid");
        }
        else if (value == typeof(RegisterSignal.Command))
        {
            schema.Required = RequiredOfSignal.ToHashSet(StringComparer.Ordinal);
        }

        return Task.CompletedTask;
    }

    private static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var document = context.Document!;
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Key, document)] = [] }];
        var isWrite = HttpMethods.IsPost(context.Description.HttpMethod ?? "");
        if (isWrite)
        {
            operation.Parameters =
            [
                .. operation.Parameters ?? [],
                new OpenApiParameter
                {
                    Name = "Idempotency-Key",
                    In = ParameterLocation.Header,
                    Required = true,
                    Description = "A word of your own for this write. Sent again, it gets the same answer and nothing is written twice.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                },
            ];
        }

        foreach (var content in new[] { operation.RequestBody?.Content }.Concat(operation.Responses!.Values.Select(r => r.Content)))
        {
            foreach (var other in (content?.Keys ?? []).Where(k => k is "text/plain" or "text/json" or "application/*+json").ToList())
            {
                content!.Remove(other);
            }
        }

        foreach (var response in operation.Responses.Values.OfType<OpenApiResponse>())
        {
            response.Headers ??= new Dictionary<string, IOpenApiHeader>();
            response.Headers[ApiKeyAuthentication.EndHeader] = new OpenApiHeader
            {
                Description = "Only in the last 30 days of a key: the moment from which it opens nothing. Ask for a new key before.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        }

        (string Status, string Meaning, bool Applies)[] refusals =
        [
            ("400", "Not understood, or without Idempotency-Key.", true),
            ("401", "No key, or one that is not known, revoked or expired.", true),
            ("403", "The key has not the scope for this.", true),
            (
                "404",
                "Not there, or not in the regions of the key.",
                context.Description.RelativePath!.Contains('{', StringComparison.Ordinal)
            ),
            ("409", "Somebody else changed it since, or the same key is being answered.", isWrite),
            ("422", "Refused, with the reason for each field.", true),
            ("429", "Too often: wait as long as Retry-After says.", true),
            ("503", "Too busy: try again, with the same key, as soon as Retry-After says.", isWrite),
        ];
        foreach (var (status, meaning, _) in refusals.Where(r => r.Applies))
        {
            operation.Responses[status] = new OpenApiResponse
            {
                Description = meaning,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [Problem] = new() { Schema = new OpenApiSchemaReference(nameof(ProblemDetails), document) },
                },
            };
        }

        return Task.CompletedTask;
    }
}
