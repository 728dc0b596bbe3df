using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Data;

/// <summary>A form names the version it was opened on, so that nothing that was saved since is overwritten unseen.</summary>
public static class Versions
{
    /// <summary>Name of the column; <see cref="Interceptors.StampVersion"/> fills it.</summary>
    public const string Column = "Version";

    /// <summary>Refuses a change of a row that was saved since the form was opened, before any rule speaks about what is there now.</summary>
    /// <exception cref="DbUpdateConcurrencyException">The row has another version by now.</exception>
    public static void Expect(this DbContext db, object row, Guid? version)
    {
        if ((Guid?)db.Entry(row).Property(Column).CurrentValue != version)
        {
            throw new DbUpdateConcurrencyException();
        }

        db.Touch(row);
    }

    /// <summary>Gives the row a new version, also where only rows beside it change.</summary>
    public static void Touch(this DbContext db, object row) => db.Entry(row).Property(Column).IsModified = true;
}
