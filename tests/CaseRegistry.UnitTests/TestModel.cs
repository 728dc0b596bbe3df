using CaseRegistry.Data;
using CaseRegistry.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CaseRegistry.UnitTests;

/// <summary>The model for one database, without a database.</summary>
internal static class TestModel
{
    public static RegistryDbContext Open(string provider, string connection = "Data Source=never-opened")
    {
        var options = new DbContextOptionsBuilder<RegistryDbContext>();
        options.UseRegistryDatabase(provider, connection);
        return new(options.Options, new CurrentActor());
    }

    public static KeysDbContext OpenKeys(string provider, string connection = "Data Source=never-opened")
    {
        var options = new DbContextOptionsBuilder<KeysDbContext>();
        options.UseRegistryDatabase(provider, connection);
        return new(options.Options);
    }

    /// <summary>As the migrations see it, check constraints included.</summary>
    public static IModel Of(string provider)
    {
        using var db = Open(provider);
        return db.GetService<IDesignTimeModel>().Model;
    }
}
