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
    public void The_same_key_is_never_sealed_into_the_same_bytes()
    {
        var keys = new MasterKeys(File());
        keys.Create();
        var wrap = keys.WithNewest();
        var secret = RandomNumberGenerator.GetBytes(32);

        var wrapped = Enumerable.Range(0, 50).Select(_ => wrap(secret, "a|b|1").Wrapped).ToList();

        // The nonce comes after the byte that says the format.
        Assert.Distinct(wrapped.Select(w => Convert.ToHexString(w[1..13])));
        Assert.Distinct(wrapped.Select(w => Convert.ToHexString(w[29..])));
    }

    [Fact]
    public void A_line_without_a_version_is_the_first_one_also_without_an_end()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        System.IO.File.WriteAllText(KeyPath, Convert.ToBase64String(key));
        var file = File();

        Assert.Equal(key, file.Read()[1]);
        Assert.Equal(2, file.Add());
        Assert.Equal(3, file.Add());

        Assert.Equal([1, 2, 3], File().Read().Keys.Order());
        Assert.Equal(key, File().Read()[1]);
        Assert.Equal(3, System.IO.File.ReadAllLines(KeyPath).Length);
    }

    [Fact]
    public void One_key_of_another_length_spoils_the_file()
    {
        File().Create();
        System.IO.File.AppendAllText(KeyPath, "2 AAAA\n");

        Assert.Contains("does not hold keys", Assert.Throws<InvalidOperationException>(() => File().Read()).Message);
    }

    [Fact]
    public void Of_keys_that_are_retired_nothing_is_left_on_the_disk()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Hard links are made with ln.");
        var file = File();
        file.Create();
        file.Add();
        var newest = file.Read()[2];
        // What a rotation left that was cut off; and another name of the old bytes, to look at them when theirs is gone.
        System.IO.File.WriteAllText(KeyPath + ".new", "left");
        var link = Path.Combine(_folder, "link");
        System.Diagnostics.Process.Start("ln", [KeyPath, link]).WaitForExit();

        file.KeepOnly(2);

        Assert.Equal(newest, Assert.Single(File().Read()).Value);
        var old = System.IO.File.ReadAllBytes(link);
        Assert.NotEmpty(old);
        Assert.All(old, b => Assert.Equal(0, b));
        Assert.Equal([link, KeyPath], Directory.GetFiles(_folder).Order(StringComparer.Ordinal));
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

    [Theory]
    [InlineData("Encryption:KeyFile", "/etc/register/own.key", "Data Source=/a/registry.db", "/etc/register/own.key")]
    [InlineData("Audit:AnchorFile", "/mnt/worm/anchors.jsonl", "Data Source=/a/registry.db", "/mnt/worm/anchors.jsonl")]
    [InlineData("Encryption:KeyFile", null, "Data Source=/a/registry.db", "CaseRegistry/registry-7f6c036f/master.key")]
    [InlineData("Encryption:KeyFile", null, "DataSource=/b/registry.db", "CaseRegistry/registry-fafe34a6/master.key")]
    [InlineData("Encryption:KeyFile", null, "Filename=/b/registry.db", "CaseRegistry/registry-fafe34a6/master.key")]
    [InlineData("Encryption:KeyFile", null, "Server=Sql1;Database=x;Initial Catalog=Cases", "CaseRegistry/Cases-2942e45a/master.key")]
    [InlineData("Encryption:KeyFile", null, "Data Source=sql1;Initial Catalog=cases", "CaseRegistry/cases-2942e45a/master.key")]
    [InlineData("Encryption:KeyFile", null, "Address=sql1;Initial Catalog=cases", "CaseRegistry/cases-2942e45a/master.key")]
    [InlineData("Encryption:KeyFile", null, "Addr=sql1;Database=cases;Application Name=Catalog", "CaseRegistry/cases-2942e45a/master.key")]
    [InlineData("Encryption:KeyFile", null, "Server=sql1;Application Name=Catalog", "CaseRegistry/-785f01f2/master.key")]
    public void A_register_has_a_folder_of_its_own(string setting, string? configured, string connection, string place)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Places are written in another way there.");
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([
                new(setting, configured),
                new("ConnectionStrings:Registry", connection),
                new("Database:Provider", connection.Contains("Catalog", StringComparison.Ordinal) ? "SqlServer" : "Sqlite"),
            ])
            .Build();

        Assert.EndsWith(place, OutsideDatabase.PathOf(configuration, setting, "master.key"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void What_has_no_place_of_its_own_lies_beside_the_master_key(string? configured)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Encryption:KeyFile", KeyPath), new("Audit:AnchorFile", configured)])
            .Build();

        Assert.Equal(
            Path.Combine(_folder, "audit-anchors.jsonl"),
            OutsideDatabase.PathOf(configuration, "Audit:AnchorFile", "audit-anchors.jsonl")
        );
    }

    [Fact]
    public void Without_settings_the_key_lies_in_the_folder_of_the_account_that_runs_the_register()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:Registry", $"Data Source={Path.Combine(_folder, "registry.db")}")])
            .Build();
        var own = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);

        var place = OutsideDatabase.PathOf(configuration, "Encryption:KeyFile", KeyFile.FileName);

        Assert.True(Path.IsPathFullyQualified(place));
        Assert.StartsWith(Path.Combine(own, "CaseRegistry", "registry-"), place, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_key_makes_its_folder_and_its_file_is_called_as_it_is_configured()
    {
        var place = Path.Combine(_folder, "not", "yet", "own.key");
        var file = new KeyFile(new ConfigurationBuilder().AddInMemoryCollection([new("Encryption:KeyFile", place)]).Build());

        file.Create();

        Assert.True(System.IO.File.Exists(place));
        Assert.Equal([1], file.Read().Keys);
    }

    [Fact]
    public void Without_its_file_the_register_has_no_master_key_and_says_what_to_do()
    {
        var keys = new MasterKeys(File());
        Assert.False(keys.Exists);
        Assert.Equal(KeyPath, keys.Place);
        var refusal = Assert.Throws<InvalidOperationException>(() => keys.WithNewest());
        Assert.Contains($"The key file {KeyPath} is not there.", refusal.Message);

        keys.Create();

        Assert.True(keys.Exists);
        Assert.Equal([1], keys.Versions());
        keys.Add();
        Assert.Equal([1, 2], keys.Versions().Order());
    }

    [Fact]
    public void A_register_that_runs_goes_on_without_its_key_file_and_finds_a_version_that_came_since()
    {
        var running = new MasterKeys(File());
        running.Create();
        var secret = RandomNumberGenerator.GetBytes(32);
        var (_, first) = running.WithNewest()(secret, "a|b|1");
        var away = KeyPath + ".away";
        System.IO.File.Move(KeyPath, away);
        Assert.Equal(secret, running.Unwrap(1, first, "a|b|1"));
        System.IO.File.Move(away, KeyPath);

        var other = new MasterKeys(File());
        other.Add();
        var (newest, second) = other.WithNewest()(secret, "a|b|1");

        Assert.Equal(2, newest);
        Assert.Equal(secret, running.Unwrap(2, second, "a|b|1"));
        Assert.Contains(KeyPath, Assert.ThrowsAny<CryptographicException>(() => running.Unwrap(3, second, "a|b|1")).Message);
    }

    [Fact]
    public void Another_program_opens_a_wrapped_key_from_the_description()
    {
        var keys = new MasterKeys(File());
        keys.Create();
        keys.Add();
        var secret = RandomNumberGenerator.GetBytes(32);
        var (version, wrapped) = keys.WithNewest()(secret, "WrappedKeys|Wrapped|one|1");

        // Format 1, nonce of 12 bytes, tag of 16 bytes, text; AES-256-GCM under a key that is derived from the master key.
        Assert.Equal(1 + 12 + 16 + 32, wrapped.Length);
        Assert.Equal(1, wrapped[0]);
        using var aes = new AesGcm(HKDF.DeriveKey(HashAlgorithmName.SHA256, File().Read()[version], 32, info: "wrap"u8.ToArray()), 16);
        var opened = new byte[32];
        aes.Decrypt(wrapped.AsSpan(1, 12), wrapped.AsSpan(29), wrapped.AsSpan(13, 16), opened, "WrappedKeys|Wrapped|one|1|2"u8);
        Assert.Equal(secret, opened);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(28)]
    public void What_is_too_short_for_a_sealed_value_is_refused_as_one_that_was_changed(int length)
    {
        var bytes = new byte[length];
        bytes.AsSpan(0, Math.Min(length, 1)).Fill(1);

        var refusal = Assert.ThrowsAny<CryptographicException>(() => Sealed.Open(new byte[32], bytes, "a"));

        Assert.Equal("Not a protected value.", refusal.Message);
    }

    [Fact]
    public void A_value_in_a_format_to_come_is_refused_and_an_empty_one_is_opened()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var value = Sealed.Seal(key, [], "a");
        Assert.Equal(29, value.Length);
        Assert.Empty(Sealed.Open(key, value, "a"));

        value[0] = 2;

        Assert.Equal("Not a protected value.", Assert.ThrowsAny<CryptographicException>(() => Sealed.Open(key, value, "a")).Message);
    }

    [Fact]
    public void A_key_of_another_kind_of_installation_is_refused()
    {
        var certificates = Certificates(Certificate("one"));
        File().Create();

        Assert.Contains("does not hold keys", Assert.Throws<InvalidOperationException>(() => certificates.Read()).Message);
    }

    [Fact]
    public void The_operator_is_told_which_certificate_opens_the_key_file()
    {
        var path = Certificate("one");
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, "geheim");
        var keys = Certificates(path);

        Assert.Equal($"{KeyPath}, opened by certificate {certificate.Thumbprint}", keys.Place);
        Assert.True(CertificateKeys.AreConfigured(Settings([path])));
        Assert.False(CertificateKeys.AreConfigured(Settings([])));
        keys.Create();
        Assert.StartsWith($"1 {certificate.Thumbprint} ", System.IO.File.ReadAllText(KeyPath), StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_certificate_wraps_whatever_comes_after_it()
    {
        var (first, second) = (Certificate("first"), Certificate("second"));
        Certificates(first, second).Create();

        Assert.Equal([1], Certificates(first).Read().Keys);
        Assert.Throws<InvalidOperationException>(() => Certificates(second).Read());
    }

    [Fact]
    public void A_certificate_without_a_password_needs_no_file_for_it()
    {
        var path = Certificate("open", password: null);
        foreach (var passwordFile in new[] { null, "" })
        {
            var keys = new CertificateKeys(
                new ConfigurationBuilder()
                    .AddInMemoryCollection([
                        new("Encryption:KeyFile", KeyPath),
                        new("Encryption:Certificates:0:File", path),
                        new("Encryption:Certificates:0:PasswordFile", passwordFile),
                    ])
                    .Build()
            );
            System.IO.File.Delete(KeyPath);
            keys.Create();

            Assert.Equal([1], keys.Read().Keys);
        }
    }

    [Fact]
    public void A_certificate_that_cannot_wrap_makes_no_key_file()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=curve", curve, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var path = Stored("curve", certificate, "geheim");

        Assert.Contains("holds no RSA key", Assert.Throws<InvalidOperationException>(Certificates(path).Create).Message);
        Assert.False(System.IO.File.Exists(KeyPath));
    }

    [Fact]
    public void A_certificate_without_its_private_key_opens_nothing()
    {
        var whole = Certificate("whole");
        Certificates(whole).Create();
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(whole, "geheim");
        using var half = X509CertificateLoader.LoadCertificate(certificate.RawData);
        var path = Stored("half", half, "geheim");

        var refusal = Assert.Throws<InvalidOperationException>(() => Certificates(path).Read());

        Assert.Contains($"{certificate.Thumbprint} comes without its private RSA key", refusal.Message);
    }

    [Fact]
    public void A_certificate_in_the_store_of_the_account_is_found_by_its_thumbprint()
    {
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "The keychain asks a person.");
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(
            Certificate("stored"),
            "geheim",
            X509KeyStorageFlags.PersistKeySet | X509KeyStorageFlags.Exportable
        );
        var keys = FromStore(certificate.Thumbprint);
        Assert.Contains("is in no store", Assert.Throws<InvalidOperationException>(keys.Create).Message);
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        store.Add(certificate);
        try
        {
            // Nobody vouches for it: the register chose it by its thumbprint.
            var found = FromStore(certificate.Thumbprint);
            found.Create();

            Assert.Equal([1], FromStore(certificate.Thumbprint).Read().Keys);
            Assert.StartsWith($"1 {certificate.Thumbprint} ", System.IO.File.ReadAllText(KeyPath), StringComparison.Ordinal);
        }
        finally
        {
            store.Remove(certificate);
        }

        Assert.Contains(
            $"The certificate {certificate.Thumbprint} is in no store",
            Assert.Throws<InvalidOperationException>(() => FromStore(certificate.Thumbprint).Read()).Message
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_certificate_that_is_not_named_is_refused(string? file)
    {
        var keys = new CertificateKeys(
            new ConfigurationBuilder()
                .AddInMemoryCollection([
                    new("Encryption:KeyFile", KeyPath),
                    new("Encryption:Certificates:0:File", file),
                    new("Encryption:Certificates:0:PasswordFile", "of nothing"),
                ])
                .Build()
        );

        Assert.Contains("names neither File nor Thumbprint", Assert.Throws<InvalidOperationException>(keys.Create).Message);
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

    private CertificateKeys FromStore(string thumbprint) =>
        new(
            new ConfigurationBuilder()
                .AddInMemoryCollection([new("Encryption:KeyFile", KeyPath), new("Encryption:Certificates:0:Thumbprint", thumbprint)])
                .Build()
        );

    private string Certificate(string name, string? password = "geheim")
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return Stored(name, certificate, password);
    }

    private string Stored(string name, X509Certificate2 certificate, string? password)
    {
        var path = Path.Combine(_folder, name + ".pfx");
        System.IO.File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, password));
        System.IO.File.WriteAllText(path + ".password", password + "\n");
        return path;
    }
}
