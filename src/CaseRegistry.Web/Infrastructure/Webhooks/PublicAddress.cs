using System.Net;
using System.Net.Sockets;

namespace CaseRegistry.Web.Infrastructure.Webhooks;

/// <summary>Where a receiver may be: outside, never in the network in which the register runs.</summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Closed =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
            // Of what is given out, the parts for tunnels, tests and examples.
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GivenOut = IPNetwork.Parse("2000::/3");

    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetwork || GivenOut.Contains(plain)) && !Closed.Any(n => n.Contains(plain));
    }

    public static bool IsAllowed(IPAddress address, bool allowLoopback) => Is(address) || allowLoopback && IPAddress.IsLoopback(address);

    /// <summary>Whether it can be the address of a receiver. What a name stands for is looked at when it is called.</summary>
    public static bool IsAllowed(string? url, bool allowLoopback) =>
        Uri.TryCreate(url?.Trim(), UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || allowLoopback && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)
        && uri.UserInfo.Length == 0
        && uri.Fragment.Length == 0
        && (allowLoopback || !uri.IsLoopback)
        && (uri.HostNameType is UriHostNameType.Dns || IPAddress.TryParse(uri.DnsSafeHost, out var ip) && IsAllowed(ip, allowLoopback));
}
