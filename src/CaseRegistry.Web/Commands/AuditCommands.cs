using System.CommandLine;
using CaseRegistry.Web.Features.Audit;
using MediatR;

namespace CaseRegistry.Web.Commands;

/// <summary><c>audit verify</c>.</summary>
internal static class AuditCommands
{
    public static Command Create() => new("audit", "The audit trail.") { Verify() };

    private static Command Verify()
    {
        var verify = new Command(
            "verify",
            "Checks the chain of audit rows and its signed anchors. Exit code 1 when a row was tampered with."
        );
        verify.SetAction(_ =>
            CommandLine.AsOperator(async services =>
            {
                var result = await services.GetRequiredService<IMediator>().Send(new VerifyAudit.Query());
                if (result.Fault is not null)
                {
                    await Console.Error.WriteLineAsync(result.Fault);
                    await Console.Error.WriteLineAsync($"{result.Rows} rows before it are whole.");
                    return 1;
                }

                Console.WriteLine(
                    $"clean: {result.Rows} rows, {result.Anchors} anchors, {result.NotAnchored} not anchored yet, {result.NotSealed} not sealed yet"
                );
                return 0;
            })
        );
        return verify;
    }
}
