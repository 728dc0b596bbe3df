namespace CaseRegistry.Web.Infrastructure.Webhooks;

/// <summary>How patiently releases are pushed.</summary>
public sealed class WebhookSettings
{
    /// <summary>How often the register looks for something to send.</summary>
    public TimeSpan LookAround { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Pause after the first failure; it doubles with every further one.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(10);
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromHours(1);

    /// <summary>After so many attempts it is a dead letter: with the pauses above some twenty hours.</summary>
    public int Attempts { get; set; } = 30;

    /// <summary>For connecting, sending and the first line of the answer together.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After so long another process may take up what a sender had in hand. Longer than <see cref="Patience"/>.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>For trying out only: http, and addresses of this machine itself.</summary>
    public bool AllowLoopback { get; set; }
}
