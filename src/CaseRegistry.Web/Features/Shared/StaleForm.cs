namespace CaseRegistry.Web.Features.Shared;

/// <summary>What is stored now beside what somebody filled in on an older version, answer by answer.</summary>
public sealed record StaleForm(IEnumerable<(string Label, string? Answer)> Stored, IEnumerable<(string Label, string? Answer)> Yours);
