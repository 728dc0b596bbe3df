using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Infrastructure.Mediator;

internal static class MediatorRegistration
{
    // The order below is the order in which a request passes through.
    public static IServiceCollection AddRequestPipeline(this IServiceCollection services)
    {
        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddScoped<Permissions>();
        services.AddScoped<Freshness>();
        services.AddSingleton(provider => new AuditChain(
            hasOneWriter: provider.GetRequiredService<IConfiguration>().Provider() == Database.Sqlite
        ));
        services.AddSingleton<SealAuditRows>();
        services.AddSingleton<SingleWriter>();
        services.AddSingleton<ServerWriter>();
        services.AddSingleton<Writer>(provider =>
            provider.GetRequiredService<AuditChain>().HasOneWriter
                ? provider.GetRequiredService<SingleWriter>()
                : provider.GetRequiredService<ServerWriter>()
        );
        services.AddScoped(provider => new AuditLog(
            provider.GetRequiredService<Writer>(),
            provider.GetRequiredService<CurrentActor>(),
            provider.GetRequiredService<AppendAudit>()
        ));
        services.AddScoped<IMediator, MediatR.Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(RequirePermission<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(RequireFresh<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidateRequest<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(SaveChanges<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(RecordAccess<,>));

        var handlers =
            from type in typeof(MediatorRegistration).Assembly.GetTypes()
            from contract in type.GetInterfaces()
            where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)
            select (contract, type);

        foreach (var (contract, type) in handlers)
        {
            services.AddScoped(contract, type);
        }

        // Making one costs more than asking it: most are made once for all messages.
        var assembly = typeof(MediatorRegistration).Assembly;
        return services
            .AddValidatorsFromAssembly(assembly, ServiceLifetime.Singleton, v => IsShared(v.ValidatorType), includeInternalTypes: true)
            .AddValidatorsFromAssembly(assembly, ServiceLifetime.Scoped, v => !IsShared(v.ValidatorType), includeInternalTypes: true);
    }

    /// <summary>It knows nothing of a request: lists, texts and clock are those of all. Who sends a message stands in the context of the validation.</summary>
    private static bool IsShared(Type validator) =>
        validator.GetConstructors().SelectMany(c => c.GetParameters()).All(p => Shared.Contains(p.ParameterType));

    private static readonly Type[] Shared = [typeof(CodeLists), typeof(IStringLocalizer<Texts>), typeof(TimeProvider)];
}
