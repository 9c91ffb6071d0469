using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace UltraCascade.Redis.Connection;

/// <summary>Which server certificate is believed: one of the system's authorities, or of the one that the operator names.</summary>
internal static class ServerCertificate
{
    /// <summary>The name that the certificate must carry.</summary>
    public static string HostName(BridgeOptions options) =>
        options.TlsHost.Length > 0 ? options.TlsHost : options.Endpoints[0][..options.Endpoints[0].LastIndexOf(':')];

    /// <summary>Null = the system judges.</summary>
    public static RemoteCertificateValidationCallback? Judge(BridgeOptions options)
    {
        if (options.CaFile.Length == 0)
        {
            return null;
        }

        X509Certificate2Collection authorities = [];
        authorities.ImportFromPemFile(options.CaFile);
        return (_, certificate, _, errors) => IsSignedBy(authorities, certificate, errors);
    }

    // A wrong name stays wrong; only the chain is judged anew, against the named authority alone.
    private static bool IsSignedBy(X509Certificate2Collection authorities, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
        {
            return false;
        }

        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using X509Certificate2 own = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(own);
    }
}
