//! A request's identifier: in every line of its log, in its answer's header, and in every internal error.

use std::time::Instant;

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::{
    Instrument as _,
    field::{Empty, display},
};

use super::{App, server_span::ServerSpan};

/// Carries the identifier in both directions.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The identifier of the request under way.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub(super) String);

/// Takes the client's identifier, or makes one, and logs one line when the request is done.
pub(super) async fn trace(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = request
        .headers()
        .get(HEADER)
        .and_then(|value| value.to_str().ok())
        .filter(|id| is_well_formed(id))
        .map_or_else(|| app.env.system.new_id().simple().to_string(), str::to_owned);
    let span = tracing::info_span!("request", request_id = %id, trace_id = Empty);
    let server_span = ServerSpan::begin(&request, &id);
    if let Some(trace_id) = server_span.trace_id() {
        span.record("trace_id", display(trace_id));
    }
    let inner = server_span.span();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    request.extensions_mut().insert(RequestId(id.clone()));
    request.extensions_mut().insert(server_span.clone());
    async move {
        let begun = Instant::now();
        let under_way = app.metrics.under_way();
        let mut response = next.run(request).await;
        under_way.answered(response.status());
        server_span.answered(response.status());
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(HEADER, value);
        }
        let elapsed_ms = begun.elapsed().as_secs_f64() * 1000.0;
        tracing::info!(%method, path, status = response.status().as_u16(), elapsed_ms, "answered");
        response
    }
    .instrument(inner)
    .instrument(span)
    .await
}

/// Up to 64 letters, digits, dots, hyphens and underscores: nothing that could forge a line of the log.
fn is_well_formed(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}
