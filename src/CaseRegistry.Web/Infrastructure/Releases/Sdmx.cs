using System.Globalization;
using System.Text;
using System.Xml;

namespace CaseRegistry.Web.Infrastructure.Releases;

/// <summary>
/// SDMX-CSV 2.0 data and the SDMX-ML 3.0 structure that describes them (sdmx.org): one code list and concept for each dimension, one
/// data structure and dataflow for each table. Ids are the names of the register in capitals; a year is TIME_PERIOD.
/// </summary>
internal static class Sdmx
{
    private const string Agency = "CASEREGISTRY";
    private const string Message = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message";
    private const string Structures = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/structure";
    private const string Common = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common";
    private const string Time = "TIME_PERIOD";
    private const string Observation = "OBS_VALUE";
    private const string Status = "OBS_STATUS";

    /// <summary>A and Q as in the code list of sdmx.org; K and R are of this register alone.</summary>
    private static readonly FrozenDimension Statuses = new(
        Status,
        new("Status van het getal", "Status of the number"),
        [
            new("A", new("Getal van de peildatum", "Number of the reference date")),
            new("K", new("Eerder gepubliceerd getal", "Number published earlier")),
            new("Q", new("Afgeschermd", "Withheld")),
            new("R", new("Afgerond", "Rounded")),
        ]
    );

    public static byte[] Csv(FrozenSet set, FrozenTable table)
    {
        var text = new StringBuilder();
        var dimensions = Ordered(table).ToList();
        var places = dimensions.ConvertAll(d => table.Dimensions.ToList().IndexOf(d));
        text.AppendJoin(',', ["STRUCTURE", "STRUCTURE_ID", "ACTION", .. dimensions.Select(Id), .. ForEveryone(set, Observation, Status)])
            .Append('\n');
        foreach (var cell in table.AllCells())
        {
            var codes = places.Select(i => ReleaseFiles.Harmless(cell.Codes[i]));
            var count = cell.Count?.ToString(CultureInfo.InvariantCulture) ?? "";
            var status = set.MarkOf(cell) switch
            {
                FrozenRow.Withheld => "Q",
                FrozenRow.Kept => "K",
                FrozenRow.Rounded => "R",
                _ => "A",
            };
            text.AppendJoin(',', ["dataflow", $"{Agency}:{Id(table)}(1.0.0)", "R", .. codes, .. ForEveryone(set, count, status)])
                .Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static byte[] Structure(FrozenSet set)
    {
        var dimensions = set
            .Tables.SelectMany(t => t.Dimensions)
            .Where(d => Id(d) != Time)
            .GroupBy(d => d.Name, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new FrozenDimension(
                g.Key,
                g.First().Label,
                [.. g.SelectMany(d => d.Codes).DistinctBy(c => c.Code).OrderBy(c => c.Code, StringComparer.Ordinal)]
            ))
            .ToList();
        if (set.Protection is not null)
        {
            dimensions.Add(Statuses);
        }

        using var bytes = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(false),
            Indent = true,
            NewLineChars = "\n",
        };
        using (var xml = XmlWriter.Create(bytes, settings))
        {
            xml.WriteStartElement("mes", "Structure", Message);
            xml.WriteAttributeString("xmlns", "str", null, Structures);
            xml.WriteAttributeString("xmlns", "com", null, Common);
            Header(xml, set);
            xml.WriteStartElement("mes", "Structures", Message);
            CodeLists(xml, dimensions);
            Concepts(xml, dimensions);
            xml.WriteStartElement("str", "DataStructures", Structures);
            foreach (var table in set.Tables)
            {
                DataStructure(xml, set, table);
            }

            xml.WriteEndElement();
            xml.WriteStartElement("str", "Dataflows", Structures);
            foreach (var table in set.Tables)
            {
                Begin(xml, "Dataflow", Id(table), table.Title);
                xml.WriteElementString("str", "Structure", Structures, Urn("datastructure.DataStructure", $"DSD_{Id(table)}"));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private static void Header(XmlWriter xml, FrozenSet set)
    {
        xml.WriteStartElement("mes", "Header", Message);
        xml.WriteElementString("mes", "ID", Message, $"R{set.Id:N}");
        xml.WriteElementString("mes", "Test", Message, "false");
        xml.WriteElementString(
            "mes",
            "Prepared",
            Message,
            set.FrozenAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        );
        xml.WriteStartElement("mes", "Sender", Message);
        xml.WriteAttributeString("id", Agency);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void CodeLists(XmlWriter xml, IEnumerable<FrozenDimension> dimensions)
    {
        xml.WriteStartElement("str", "Codelists", Structures);
        foreach (var dimension in dimensions)
        {
            Begin(xml, "Codelist", $"CL_{Id(dimension)}", dimension.Label);
            foreach (var code in dimension.Codes)
            {
                xml.WriteStartElement("str", "Code", Structures);
                xml.WriteAttributeString("id", code.Code);
                Names(xml, code.Label);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Concepts(XmlWriter xml, IEnumerable<FrozenDimension> dimensions)
    {
        xml.WriteStartElement("str", "ConceptSchemes", Structures);
        Begin(xml, "ConceptScheme", "CONCEPTS", new("Begrippen", "Concepts"));
        IEnumerable<(string Id, Words Label)> concepts =
        [
            .. dimensions.Select(d => (Id(d), d.Label)),
            (Time, new("Jaar", "Year")),
            (Observation, new("Aantal", "Count")),
        ];
        foreach (var (id, label) in concepts)
        {
            xml.WriteStartElement("str", "Concept", Structures);
            xml.WriteAttributeString("id", id);
            Names(xml, label);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void DataStructure(XmlWriter xml, FrozenSet set, FrozenTable table)
    {
        Begin(xml, "DataStructure", $"DSD_{Id(table)}", table.Title);
        xml.WriteStartElement("str", "DataStructureComponents", Structures);
        xml.WriteStartElement("str", "DimensionList", Structures);
        xml.WriteAttributeString("id", "DimensionDescriptor");
        var position = 0;
        foreach (var dimension in Ordered(table))
        {
            var isTime = Id(dimension) == Time;
            xml.WriteStartElement("str", isTime ? "TimeDimension" : "Dimension", Structures);
            xml.WriteAttributeString("id", Id(dimension));
            if (!isTime)
            {
                xml.WriteAttributeString("position", (++position).ToString(CultureInfo.InvariantCulture));
            }

            Identity(xml, Id(dimension));
            xml.WriteStartElement("str", "LocalRepresentation", Structures);
            if (isTime)
            {
                xml.WriteStartElement("str", "TextFormat", Structures);
                xml.WriteAttributeString("textType", "GregorianYear");
                xml.WriteEndElement();
            }
            else
            {
                xml.WriteElementString("str", "Enumeration", Structures, Urn("codelist.Codelist", $"CL_{Id(dimension)}"));
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        if (set.Protection is not null)
        {
            xml.WriteStartElement("str", "AttributeList", Structures);
            xml.WriteAttributeString("id", "AttributeDescriptor");
            xml.WriteStartElement("str", "Attribute", Structures);
            xml.WriteAttributeString("id", Status);
            xml.WriteAttributeString("usage", "mandatory");
            Identity(xml, Status);
            xml.WriteStartElement("str", "LocalRepresentation", Structures);
            xml.WriteElementString("str", "Enumeration", Structures, Urn("codelist.Codelist", $"CL_{Status}"));
            xml.WriteEndElement();
            xml.WriteStartElement("str", "AttributeRelationship", Structures);
            xml.WriteElementString("str", "Observation", Structures, "");
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteStartElement("str", "MeasureList", Structures);
        xml.WriteAttributeString("id", "MeasureDescriptor");
        xml.WriteStartElement("str", "Measure", Structures);
        xml.WriteAttributeString("id", Observation);
        Identity(xml, Observation);
        xml.WriteStartElement("str", "LocalRepresentation", Structures);
        xml.WriteStartElement("str", "TextFormat", Structures);
        xml.WriteAttributeString("textType", "Integer");
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static string[] ForEveryone(FrozenSet set, string value, string status) => set.Protection is null ? [value] : [value, status];

    /// <summary>Coded dimensions first, time last, as a data structure has them.</summary>
    private static IEnumerable<FrozenDimension> Ordered(FrozenTable table) => table.Dimensions.OrderBy(d => Id(d) == Time);

    private static void Begin(XmlWriter xml, string element, string id, Words name)
    {
        xml.WriteStartElement("str", element, Structures);
        xml.WriteAttributeString("id", id);
        xml.WriteAttributeString("agencyID", Agency);
        xml.WriteAttributeString("version", "1.0.0");
        Names(xml, name);
    }

    private static void Names(XmlWriter xml, Words words)
    {
        foreach (var (language, text) in new[] { ("nl", words.Nl), ("en", words.En) })
        {
            xml.WriteStartElement("com", "Name", Common);
            xml.WriteAttributeString("xml", "lang", null, language);
            xml.WriteString(text);
            xml.WriteEndElement();
        }
    }

    private static void Identity(XmlWriter xml, string concept) =>
        xml.WriteElementString("str", "ConceptIdentity", Structures, Urn("conceptscheme.Concept", "CONCEPTS") + $".{concept}");

    private static string Urn(string type, string id) => $"urn:sdmx:org.sdmx.infomodel.{type}={Agency}:{id}(1.0.0)";

    private static string Id(FrozenTable table) => table.Name.Replace('-', '_').ToUpperInvariant();

    private static string Id(FrozenDimension dimension) => dimension.Name == "year" ? Time : dimension.Name.ToUpperInvariant();
}
