namespace CaseRegistry.IntegrationTests;

internal static class Folders
{
    /// <summary>Deletes it with all that is in it. What still closes files there, as the end of a request does, gets the time for it.</summary>
    public static async Task Delete(string folder)
    {
        for (var left = 50; ; left--)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (left > 0)
            {
                await Task.Delay(100);
            }
        }
    }
}
