//! The way to the collector: OTLP over HTTP, with TLS where the address says so.

use std::{error::Error, path::Path, sync::Arc, time::Duration};

use http_body_util::{BodyExt as _, Collected, Full, Limited};
use hyper::{
    HeaderMap, Request, Uri,
    body::{Buf, Bytes},
    header::{CONTENT_TYPE, HeaderValue, USER_AGENT},
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::TokioExecutor,
};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use tokio::time::timeout;

use super::traces::TracesError;
use crate::config;

/// How long a batch may take.
const DEADLINE: Duration = Duration::from_secs(3);
/// The largest answer that is read.
const MOST: usize = 64 * 1024;

/// A client of one collector.
#[derive(Clone, Debug)]
pub(super) struct Client {
    http: legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    endpoint: Uri,
    headers: HeaderMap,
}

impl Client {
    pub(super) fn new(wanted: &config::Traces) -> Result<Self, TracesError> {
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls(wanted.authorities.as_deref())?)
            .https_or_http()
            .enable_http1()
            .build();
        let mut headers: HeaderMap = wanted.headers.iter().cloned().collect();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-protobuf"));
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("gravl/", env!("CARGO_PKG_VERSION"))));
        let http = legacy::Client::builder(TokioExecutor::new()).build(connector);
        Ok(Self { http, endpoint: wanted.endpoint.clone(), headers })
    }

    /// Sends one batch and gives the answer.
    pub(super) async fn send(&self, body: Vec<u8>) -> Result<impl Buf + use<>, String> {
        let mut request =
            Request::post(&self.endpoint).body(Full::from(body)).map_err(|error| words(&error))?;
        request.headers_mut().clone_from(&self.headers);
        let exchange = async {
            let answer = self.http.request(request).await.map_err(|error| words(&error))?;
            if !answer.status().is_success() {
                return Err(format!("the collector answers {}", answer.status()));
            }
            let body = Limited::new(answer.into_body(), MOST).collect().await;
            body.map(Collected::aggregate).map_err(|error| words(&*error))
        };
        timeout(DEADLINE, exchange)
            .await
            .map_err(|_elapsed| format!("no answer within {} s", DEADLINE.as_secs()))?
    }
}

/// An error and what is behind it: the library's own words stop before the reason.
fn words(error: &(dyn Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        words.push_str(": ");
        words.push_str(&error.to_string());
        next = error.source();
    }
    words
}

/// The TLS of the database's connections, with the public authorities or with those of a file.
fn tls(authorities: Option<&Path>) -> Result<ClientConfig, TracesError> {
    let mut roots = RootCertStore::empty();
    match authorities {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(file) => {
            for certificate in certificates(file)? {
                roots.add(certificate).map_err(|error| unusable(file, &error))?;
            }
        }
    }
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map(|config| config.with_root_certificates(roots).with_no_client_auth())
        .map_err(|error| TracesError(error.to_string()))
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, TracesError> {
    let certificates = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match certificates {
        Ok(certificates) if certificates.is_empty() => Err(unusable(file, &"it holds no certificate in PEM")),
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(unusable(file, &error)),
    }
}

fn unusable(file: &Path, error: &dyn std::fmt::Display) -> TracesError {
    TracesError(format!("OTEL_EXPORTER_OTLP_CERTIFICATE: {}: {error}", file.display()))
}
