//! Looking at a certificate. Who signed it does not matter here: an authority of one's own network is as good as any, and
//! an expired certificate has an end too.

use std::sync::Arc;

use domain::{
    probe::{Endpoint, Finding},
    time::{Instant, SECOND},
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        self, DigitallySignedStruct, SignatureScheme,
        client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature},
        pki_types::{CertificateDer, ServerName, UnixTime},
    },
};

use super::{connect, provider, tls_config};

/// Until when the certificate holds that an endpoint shows.
pub async fn end_of_certificate(endpoint: &Endpoint) -> Result<Instant, Finding> {
    let stream = connect(endpoint).await?;
    let config = tls_config().ok_or(Finding::TlsFailed)?;
    let verifier = Arc::new(AnyCertificate(provider()));
    let config = config.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
    let name = ServerName::try_from(endpoint.host.clone()).map_err(|_| Finding::UnknownHost)?;
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(|_| Finding::TlsFailed)?;
    let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first).ok_or(Finding::TlsFailed)?;
    let (_, certificate) = x509_parser::parse_x509_certificate(shown).map_err(|_| Finding::TlsFailed)?;
    Ok(Instant(certificate.validity().not_after.timestamp().saturating_mul(SECOND)))
}

/// Takes any certificate, from who has its key.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
