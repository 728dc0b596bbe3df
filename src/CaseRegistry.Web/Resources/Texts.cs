namespace CaseRegistry.Web.Resources;

/// <summary>Marks the texts of all screens and refusals: Texts.resx (Dutch, default) and Texts.en.resx (English).</summary>
public sealed class Texts;
