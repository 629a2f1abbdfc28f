//! The span of a request to `/graphql` in traces. Where nobody wants traces there is none, and this does nothing.

use axum::{
    extract::Request,
    http::{Method, StatusCode},
};
use tracing::{Span, field::Empty};

use crate::telemetry;

/// The only path with a span.
const PATH: &str = "/graphql";

/// The span, or none.
#[derive(Clone, Debug)]
pub(super) struct ServerSpan(Span);

impl ServerSpan {
    /// Begins the span; it goes on with the client's trace if the request names one.
    pub(super) fn begin(request: &Request, request_id: &str) -> Self {
        if request.uri().path() != PATH {
            return Self(Span::none());
        }
        let span = tracing::info_span!(
            target: "gravl::traces",
            "request",
            otel.name = Empty,
            otel.kind = "server",
            otel.status_code = Empty,
            error.type = Empty,
            http.request.method = Empty,
            http.response.status_code = Empty,
            http.route = PATH,
            url.path = PATH,
            url.scheme = "http",
            graphql.operation.name = Empty,
            graphql.operation.type = Empty,
            graphql.error.codes = Empty,
            request_id,
        );
        if !span.is_disabled() {
            let method = known(request.method());
            span.record("otel.name", format!("{method} {PATH}"));
            span.record("http.request.method", method);
            telemetry::follow(&span, |name| request.headers().get(name)?.to_str().ok());
        }
        Self(span)
    }

    /// The identifier of the trace, for the log; none where nobody will find it.
    pub(super) fn trace_id(&self) -> Option<String> {
        if self.0.is_disabled() { None } else { telemetry::trace_id(&self.0) }
    }

    /// The span itself, to work in.
    pub(super) fn span(&self) -> Span {
        self.0.clone()
    }

    /// What was executed. The name is the client's choice; it comes from those that metrics tell apart.
    pub(super) fn operation(&self, kind: &'static str, name: Option<&str>) {
        if self.0.is_disabled() || kind == "unreadable" {
            return;
        }
        self.0.record("graphql.operation.type", kind);
        if let Some(name) = name {
            self.0.record("graphql.operation.name", name);
        }
        telemetry::rename(&self.0, name.map_or_else(|| kind.to_owned(), |name| format!("{kind} {name}")));
    }

    /// The codes of the answer's errors. Only a fault of ours makes the span one of an error.
    pub(super) fn errors<'a>(&self, codes: impl Iterator<Item = &'a str>) {
        if self.0.is_disabled() {
            return;
        }
        let mut codes: Vec<&str> = codes.collect();
        codes.sort_unstable();
        codes.dedup();
        if !codes.is_empty() {
            self.0.record("graphql.error.codes", codes.join(","));
        }
        if codes.contains(&"INTERNAL") {
            self.fault("INTERNAL");
        }
    }

    /// The request has its answer.
    pub(super) fn answered(&self, status: StatusCode) {
        if self.0.is_disabled() {
            return;
        }
        self.0.record("http.response.status_code", status.as_u16());
        if status.is_server_error() {
            self.fault(status.as_str());
        }
    }

    fn fault(&self, kind: &str) {
        self.0.record("error.type", kind);
        self.0.record("otel.status_code", "ERROR");
    }
}

/// The execution of an operation, inside of its request's span.
pub(super) fn execution() -> Span {
    tracing::info_span!(target: "gravl::traces", "execute")
}

/// A method as the conventions write it: clients may invent others.
fn known(method: &Method) -> &str {
    let known = [
        Method::GET,
        Method::POST,
        Method::OPTIONS,
        Method::HEAD,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::CONNECT,
        Method::TRACE,
    ];
    if known.contains(method) { method.as_str() } else { "_OTHER" }
}
