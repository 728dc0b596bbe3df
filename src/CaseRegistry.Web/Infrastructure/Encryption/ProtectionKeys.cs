using System.Xml.Linq;
using CaseRegistry.Data;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Encryption;

/// <summary>The keys of Data Protection (cookies, one-time links) in the database, so that several nodes share them; written by the one writer.</summary>
internal sealed class ProtectionKeys(IServiceScopeFactory scopes, Writer writer) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<AdministrationDbContext>();
        return [.. Outside(() => db.DataProtectionKeys.AsNoTracking().Select(k => k.Xml!).ToListAsync()).Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<AdministrationDbContext>();
        var key = new DataProtectionKey { FriendlyName = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) };
        // Within a turn of the writer it becomes part of that turn.
        Outside(() => writer.Write(db, () => Task.FromResult(db.DataProtectionKeys.Add(key)), CancellationToken.None));
    }

    // Data Protection asks and stores synchronously.
    private static T Outside<T>(Func<Task<T>> work) => Task.Run(work).GetAwaiter().GetResult();
}
