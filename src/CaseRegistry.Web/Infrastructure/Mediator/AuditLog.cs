using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;

namespace CaseRegistry.Web.Infrastructure.Mediator;

/// <summary>Audit rows of what is not a write: looks, refusals, signing in and out.</summary>
public sealed class AuditLog
{
    private readonly Writer _writer;
    private readonly CurrentActor _actor;
    private readonly AppendAudit _audit;

    internal AuditLog(Writer writer, CurrentActor actor, AppendAudit audit) => (_writer, _actor, _audit) = (writer, actor, audit);

    /// <summary>Committed when it returns; not cancelled when the asker goes away.</summary>
    public Task Record(string outcome, Guid? caseId = null, string? region = null, string? detail = null) =>
        _writer.Record(_audit.Entry(_actor, outcome, caseId, region, detail));
}
