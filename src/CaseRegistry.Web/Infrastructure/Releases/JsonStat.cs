using System.Globalization;
using System.Text.Json;

namespace CaseRegistry.Web.Infrastructure.Releases;

/// <summary>A table as a JSON-stat 2.0 dataset (json-stat.org/full): every cell has its number, zeros too; null and a status where one is withheld.</summary>
internal static class JsonStat
{
    public static byte[] Of(FrozenSet set, FrozenTable table)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("version", "2.0");
            json.WriteString("class", "dataset");
            json.WriteString("label", table.Title.Nl);
            json.WriteString("source", set.Label);
            json.WriteString("updated", set.FrozenAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            string[] notes = set.Protection is { } protection ? [protection.Note.Nl] : [];
            Strings(json, "note", [table.Definition.Nl, .. notes, .. table.Rules.Select(r => set.Rules[r].Nl)]);
            Strings(json, "id", table.Dimensions.Select(d => d.Name));
            json.WriteStartArray("size");
            foreach (var dimension in table.Dimensions)
            {
                json.WriteNumberValue(dimension.Codes.Count);
            }

            json.WriteEndArray();
            json.WriteStartObject("role");
            Strings(json, "time", table.Dimensions.Where(d => d.Name == "year").Select(d => d.Name));
            Strings(json, "geo", table.Dimensions.Where(d => d.Name == "region").Select(d => d.Name));
            json.WriteEndObject();
            json.WriteStartObject("dimension");
            foreach (var dimension in table.Dimensions)
            {
                Dimension(json, dimension);
            }

            json.WriteEndObject();
            var cells = table.AllCells().ToList();
            json.WriteStartArray("value");
            foreach (var cell in cells)
            {
                if (cell.Count is { } count)
                {
                    json.WriteNumberValue(count);
                }
                else
                {
                    json.WriteNullValue();
                }
            }

            json.WriteEndArray();
            if (set.Protection is not null)
            {
                json.WriteStartObject("status");
                for (var i = 0; i < cells.Count; i++)
                {
                    if (set.MarkOf(cells[i]) is { } mark)
                    {
                        json.WriteString(i.ToString(CultureInfo.InvariantCulture), mark);
                    }
                }

                json.WriteEndObject();
            }

            json.WriteStartObject("extension");
            json.WriteString("release", set.Id);
            json.WriteNumber("definition_version", set.DefinitionVersion);
            json.WriteString("reference_date", set.ReferenceDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteString("unit", table.Unit.Nl);
            json.WriteBoolean("adds_up", table.AddsUp);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void Dimension(Utf8JsonWriter json, FrozenDimension dimension)
    {
        json.WriteStartObject(dimension.Name);
        json.WriteString("label", dimension.Label.Nl);
        json.WriteStartObject("category");
        Strings(json, "index", dimension.Codes.Select(c => c.Code));
        json.WriteStartObject("label");
        foreach (var code in dimension.Codes)
        {
            json.WriteString(code.Code, code.Label.Nl);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
