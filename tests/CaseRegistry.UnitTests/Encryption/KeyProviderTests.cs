using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CaseRegistry.Web.Infrastructure.Encryption;
using Microsoft.Extensions.Configuration;

namespace CaseRegistry.UnitTests.Encryption;

public sealed class KeyProviderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("caseregistry-keys-").FullName;

    private string KeyPath => Path.Combine(_folder, "master.key");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_an_older_version_wrapped_is_opened_and_the_newest_wraps()
    {
        var keys = new MasterKeys(File());
        keys.Create();
        var secret = RandomNumberGenerator.GetBytes(32);
        var (first, wrapped) = keys.WithNewest()(secret, "a|b|1");

        Assert.Equal(2, keys.Add());

        var (second, again) = keys.WithNewest()(secret, "a|b|1");
        Assert.Equal((1, 2), (first, second));
        Assert.Equal(secret, keys.Unwrap(1, wrapped, "a|b|1"));
        Assert.Equal(secret, keys.Unwrap(2, again, "a|b|1"));
        keys.KeepOnly(2);
        Assert.Equal(secret, new MasterKeys(File()).Unwrap(2, again, "a|b|1"));
        Assert.ThrowsAny<CryptographicException>(() => new MasterKeys(File()).Unwrap(1, wrapped, "a|b|1"));
    }

    [Fact]
    public void A_wrapped_key_is_bound_to_its_place_and_to_the_version_that_wrapped_it()
    {
        var keys = new MasterKeys(File());
        keys.Create();
        var (version, wrapped) = keys.WithNewest()(RandomNumberGenerator.GetBytes(32), "WrappedKeys|Wrapped|one|1");
        keys.Add();

        Assert.ThrowsAny<CryptographicException>(() => keys.Unwrap(version, wrapped, "WrappedKeys|Wrapped|two|1"));
        Assert.ThrowsAny<CryptographicException>(() => keys.Unwrap(2, wrapped, "WrappedKeys|Wrapped|one|1"));
        for (var i = 0; i < wrapped.Length; i++)
        {
            var changed = (byte[])wrapped.Clone();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => keys.Unwrap(version, changed, "WrappedKeys|Wrapped|one|1"));
        }
    }

    [Fact]
    public void A_line_that_was_cut_off_while_it_was_added_does_not_spoil_the_file()
    {
        var file = File();
        file.Create();
        var first = file.Read()[1];
        System.IO.File.AppendAllText(KeyPath, "2 AbC");

        Assert.Equal([1], file.Read().Keys);
        Assert.Equal(2, file.Add());
        Assert.Equal([1, 2], file.Read().Keys.Order());
        Assert.Equal(first, file.Read()[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense\n")]
    [InlineData("1 AAAA\n")]
    [InlineData("1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    public void A_file_without_keys_is_refused(string content)
    {
        System.IO.File.WriteAllText(KeyPath, content);

        Assert.Contains("does not hold keys", Assert.Throws<InvalidOperationException>(() => File().Read()).Message);
    }

    [Fact]
    public void A_key_file_is_for_its_owner_and_never_replaced()
    {
        File().Create();

        Assert.ThrowsAny<IOException>(File().Create);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(KeyPath));
        }
    }

    [Fact]
    public void With_certificates_the_file_alone_opens_nothing_and_an_old_certificate_still_opens()
    {
        var (old, fresh) = (Certificate("old"), Certificate("new"));
        var first = Certificates(old);
        first.Create();
        var key = first.Read()[1];

        Assert.DoesNotContain(Convert.ToBase64String(key), System.IO.File.ReadAllText(KeyPath));
        Assert.Throws<InvalidOperationException>(() => File().Read());
        Assert.Contains("is not among", Assert.Throws<InvalidOperationException>(() => Certificates(fresh).Read()).Message);

        var rotating = Certificates(fresh, old);
        Assert.Equal(2, rotating.Add());
        Assert.Equal(key, rotating.Read()[1]);
        rotating.KeepOnly(2);
        Assert.Equal([2], Certificates(fresh).Read().Keys);
    }

    [Fact]
    public void A_wrong_password_of_a_certificate_is_refused()
    {
        var certificate = Certificate("one");
        System.IO.File.WriteAllText(certificate + ".password", "wrong");

        Assert.ThrowsAny<CryptographicException>(Certificates(certificate).Create);
        Assert.False(System.IO.File.Exists(KeyPath));
    }

    private KeyFile File() => new(Settings([]));

    private CertificateKeys Certificates(params string[] files) => new(Settings(files));

    private IConfiguration Settings(string[] certificates) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                certificates
                    .SelectMany(
                        (file, i) =>
                            new Dictionary<string, string?>
                            {
                                [$"Encryption:Certificates:{i}:File"] = file,
                                [$"Encryption:Certificates:{i}:PasswordFile"] = file + ".password",
                            }
                    )
                    .Append(new("Encryption:KeyFile", KeyPath))
            )
            .Build();

    private string Certificate(string name)
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var path = Path.Combine(_folder, name + ".pfx");
        System.IO.File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, "geheim"));
        System.IO.File.WriteAllText(path + ".password", "geheim\n");
        return path;
    }
}
