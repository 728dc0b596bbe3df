using System.Reflection;
using CaseRegistry.Domain.Audit;

namespace CaseRegistry.UnitTests.Audit;

public sealed class AuditRowTests
{
    private static readonly AuditRow.Entry Entry = new(
        new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero),
        "account:1",
        "care_coordinator",
        "ViewCase",
        "done",
        Guid.CreateVersion7(),
        "rotterdam",
        "detail",
        "192.0.2.1",
        "request"
    );

    private static readonly PropertyInfo[] Fields =
    [
        .. typeof(AuditRow).GetProperties().Where(p => p.Name is not (nameof(AuditRow.Id) or nameof(AuditRow.Hash))),
    ];

    public static TheoryData<string> FieldNames => [.. Fields.Select(p => p.Name)];

    [Fact]
    public void Every_field_of_a_row_is_looked_at_here() => Assert.Equal(12, Fields.Length);

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void A_changed_field_changes_the_hash(string name)
    {
        var row = After(41, Entry);
        var field = typeof(AuditRow).GetProperty(name)!;
        Assert.Equal(row.Hash, row.ComputeHash());

        field.SetValue(row, Other(field.GetValue(row)));

        Assert.NotEqual(row.Hash, row.ComputeHash());
    }

    [Fact]
    public void Nothing_differs_from_empty()
    {
        var empty = After(1, Entry with { Region = "", Detail = "", Origin = "", RequestId = "" });
        foreach (
            var name in new[] { nameof(AuditRow.Region), nameof(AuditRow.Detail), nameof(AuditRow.Origin), nameof(AuditRow.RequestId) }
        )
        {
            var row = After(1, Entry with { Region = "", Detail = "", Origin = "", RequestId = "" });
            typeof(AuditRow).GetProperty(name)!.SetValue(row, null);
            Assert.NotEqual(empty.Hash, row.ComputeHash());
        }
    }

    [Fact]
    public void Text_cannot_slip_from_one_field_into_the_next() =>
        Assert.NotEqual(After(1, Entry with { Actor = "ab", Roles = "c" }).Hash, After(1, Entry with { Actor = "a", Roles = "bc" }).Hash);

    [Fact]
    public void Rows_form_a_chain_without_gaps()
    {
        var head = AuditHead.Start();

        var rows = Enumerable.Range(0, 5).Select(_ => head.Append(Entry)).ToList();

        Assert.Equal([1L, 2L, 3L, 4L, 5L], rows.Select(r => r.Sequence!.Value));
        Assert.Equal(new byte[32], rows[0].PreviousHash);
        Assert.All(rows.Skip(1).Zip(rows), pair => Assert.Equal(pair.Second.Hash, pair.First.PreviousHash));
        Assert.Equal((5L, rows[4].Hash), (head.Sequence, head.Hash));
        Assert.Distinct(rows.Select(r => Convert.ToHexString(r.Hash!)));
    }

    [Fact]
    public void A_moment_is_hashed_with_the_precision_that_is_stored()
    {
        var precise = Entry with { At = Entry.At.AddTicks(7) };

        Assert.Equal(After(1, Entry).Hash, After(1, precise).Hash);
        Assert.Equal(Entry.At.AddTicks(120), AuditRow.Of(Entry with { At = Entry.At.AddTicks(127) }).At);
    }

    [Fact]
    public void Another_program_gets_the_same_hash_from_the_description()
    {
        // Each field in UTF-8 after its length in four bytes, most significant first; nothing is length -1.
        var row = After(41, Entry with { Region = null, Detail = "", RequestId = "é" });
        using var content = new MemoryStream();
        content.Write(row.PreviousHash);
        foreach (
            var field in new[]
            {
                "41",
                "639079524000000000",
                "account:1",
                "care_coordinator",
                "ViewCase",
                Entry.CaseId.ToString(),
                null,
                "done",
                "",
                "192.0.2.1",
                "é",
            }
        )
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(field ?? "");
            content.Write([.. BitConverter.GetBytes(field is null ? -1 : bytes.Length).Reverse()]);
            content.Write(bytes);
        }

        Assert.Equal(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content.ToArray())), Convert.ToHexString(row.Hash!));
    }

    private static AuditRow After(long sequence, AuditRow.Entry entry) =>
        new AuditHead(AuditHead.OnlyId, sequence - 1, new byte[32]).Append(entry);

    private static object Other(object? value) =>
        value switch
        {
            long number => number + 1,
            byte[] bytes => bytes.Select(b => (byte)(b + 1)).ToArray(),
            DateTimeOffset moment => moment.AddMilliseconds(1),
            Guid => Guid.CreateVersion7(),
            string text => text + "x",
            _ => throw new NotSupportedException($"{value}"),
        };
}
