using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Audit;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Releases;
using FluentValidation;
using MediatR;

namespace CaseRegistry.Web.Features.Keys;

/// <summary>
/// One step of a rotation of the master key: a new version, then the wrapped keys in batches, then the end of the old version
/// and, with it, other keys that sign the anchors and the releases.
/// It is sent until it is done; what was cut off goes on where it was, without another version.
/// </summary>
public static class RotateKeys
{
    /// <param name="Newest">The version the first step answered; null is the first step.</param>
    [Requires(Permission.Operate)]
    public sealed record Command(int? Newest = null) : IAdministrationCommand<Result>;

    /// <param name="Resumed">An earlier rotation had not come to its end.</param>
    public sealed record Result(int Newest, int Rewrapped, bool IsDone, bool Resumed = false);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c).Must(c => c.Newest is null or > 0);
    }

    internal sealed class Handler(
        AdministrationDbContext db,
        KeyStore store,
        AnchorKey anchors,
        ReleaseKey releases,
        AppendAudit audit,
        CurrentActor actor
    ) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken cancellationToken)
        {
            if (command.Newest is not { } newest)
            {
                (newest, var resumed) = await store.NewestOrNew();
                Record($"version {newest} begun");
                return new(newest, 0, IsDone: false, resumed);
            }

            if (await store.RewrapSome(newest) is > 0 and var rewrapped)
            {
                return new(newest, rewrapped, IsDone: false);
            }

            var isDone = await store.RetireAllBut(newest);
            if (isDone)
            {
                anchors.Replace();
                releases.Replace();
                Record($"version {newest} only, another anchor key, another release key");
            }

            return new(newest, 0, isDone);
        }

        // Nothing of the register changes, so nothing would be audited by itself.
        private void Record(string detail) => audit.Append(db, [audit.Entry(actor, "done", detail: detail)]);
    }
}
