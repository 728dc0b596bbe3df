using System.Runtime.InteropServices;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>A dump of the memory would hold keys and what they protect in plain text: none is made.</summary>
internal static class CrashDumps
{
    private const int CoreFileSize = 4;
    private const int Dumpable = 4;

    // The runtime reads these before any code of ours runs, and writes its dump by itself, whatever the limit.
    private static readonly string[] Switches = ["DOTNET_DbgEnableMiniDump", "COMPlus_DbgEnableMiniDump"];

    /// <summary>Sets the size of core files to zero, for this process and all it starts.</summary>
    /// <returns>Why the program cannot start, or null.</returns>
    public static string? Prevent()
    {
        if (Switches.FirstOrDefault(IsOn) is { } name)
        {
            return $"{name} is set: a crash would write keys and case data to disk. Unset it.";
        }

        // A program that collects core files is handed one whatever the limit says, unless the process may not be dumped at all.
        if (OperatingSystem.IsLinux() && Control(Dumpable, 0, 0, 0, 0) != 0)
        {
            return $"The making of core files could not be turned off (error {Marshal.GetLastPInvokeError()}).";
        }

        var none = new Limit();
        return !OperatingSystem.IsWindows() && SetLimit(CoreFileSize, ref none) != 0
            ? $"The size of core files could not be set to zero (error {Marshal.GetLastPInvokeError()})."
            : null;
    }

    private static bool IsOn(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value && value.TrimStart('0').Length > 0;

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nuint Now;
        public nuint Most;
    }

    [DllImport("libc", EntryPoint = "prctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int option, nuint value, nuint third, nuint fourth, nuint fifth);

    [DllImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int resource, ref Limit limit);
}
