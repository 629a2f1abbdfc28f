//! A collector that keeps everything, and what can be read in it.

use std::{collections::BTreeMap, fmt::Debug, io, net::SocketAddr, sync::Arc};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post, serve::Listener};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::{KeyValue, any_value::Value as Any},
    trace::v1::{Span, status::StatusCode},
};
use prost::Message as _;
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinHandle,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// What arrived: the headers and the body.
pub(super) type Arrived = (HeaderMap, Bytes);

/// Made with `openssl req -x509`, for 127.0.0.1 and a hundred years.
pub(super) const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls/collector.pem");
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls/collector.key");

struct TlsListener(TcpListener, TlsAcceptor);

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = self.0.accept().await.unwrap();
            // Who does not trust us hangs up.
            if let Ok(stream) = self.1.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

/// A collector that keeps everything.
pub(super) struct Collector {
    pub(super) endpoint: String,
    arrived: UnboundedReceiver<Arrived>,
    task: JoinHandle<()>,
}

impl Collector {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}/base", listener.local_addr().unwrap());
        Self::on(listener, endpoint)
    }

    /// One that speaks TLS, with the certificate of [`CERTIFICATE`].
    pub(super) async fn start_with_tls() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("https://{}/base", listener.local_addr().unwrap());
        let certificate = CertificateDer::from_pem_file(CERTIFICATE).unwrap();
        let key = PrivateKeyDer::from_pem_file(KEY).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        Self::on(TlsListener(listener, TlsAcceptor::from(Arc::new(config))), endpoint)
    }

    fn on<L: Listener<Addr: Debug>>(listener: L, endpoint: String) -> Self {
        let (sender, arrived) = unbounded_channel();
        let keep = async |State(sender): State<UnboundedSender<Arrived>>, headers: HeaderMap, body: Bytes| {
            sender.send((headers, body)).unwrap();
        };
        let routes = Router::new().route("/base/v1/traces", post(keep)).with_state(sender);
        let task = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { endpoint, arrived, task }
    }

    /// Everything that has arrived, and nothing more will.
    pub(super) fn end(mut self) -> Vec<Arrived> {
        self.task.abort();
        let mut all = Vec::new();
        while let Ok(one) = self.arrived.try_recv() {
            all.push(one);
        }
        all
    }
}

/// A span with its attributes as text.
pub(super) struct Seen {
    pub(super) span: Span,
    pub(super) attributes: BTreeMap<String, String>,
}

impl Seen {
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.attributes.get(key).map(String::as_str)
    }

    pub(super) fn is_error(&self) -> bool {
        self.span.status.as_ref().is_some_and(|status| status.code() == StatusCode::Error)
    }
}

fn texts(attributes: &[KeyValue]) -> BTreeMap<String, String> {
    let text = |attribute: &KeyValue| match attribute.value.as_ref().unwrap().value.as_ref().unwrap() {
        Any::StringValue(text) => text.clone(),
        Any::IntValue(number) => number.to_string(),
        other => format!("{other:?}"),
    };
    attributes.iter().map(|attribute| (attribute.key.clone(), text(attribute))).collect()
}

/// The resource, and every span of every batch.
pub(super) fn decoded(batches: &[Arrived]) -> (BTreeMap<String, String>, Vec<Seen>) {
    let (mut resource, mut spans) = (BTreeMap::new(), Vec::new());
    for (_, body) in batches {
        for group in ExportTraceServiceRequest::decode(body.clone()).unwrap().resource_spans {
            resource = texts(&group.resource.unwrap().attributes);
            for span in group.scope_spans.into_iter().flat_map(|scope| scope.spans) {
                spans.push(Seen { attributes: texts(&span.attributes), span });
            }
        }
    }
    (resource, spans)
}
