//! `/graphql`: the GraphQL-over-HTTP specification around the schema. POST for everything, GET for queries.

use async_graphql::{
    ParseRequestError, Request, Response, ServerError, Value,
    parser::{parse_query, types::ExecutableDocument, types::OperationType},
};
use async_graphql_axum::GraphQLRequest;
use axum::{
    Extension, Json,
    body::{Body, to_bytes},
    extract::{FromRequest as _, Request as HttpRequest, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response as HttpResponse},
};
use serde_json::json;
use std::time::Instant;
use tracing::Instrument as _;

use super::{
    App,
    auth::{client_address, viewer},
    request_id::RequestId,
    server_span::{ServerSpan, execution},
};
use crate::graphql::context::{RequestContext, Viewer};

const GRAPHQL_JSON: &str = "application/graphql-response+json";
const JSON: &str = "application/json";
/// The largest request body in MiB.
const MAX_BODY: usize = 1;
/// The same for whoever is signed in: a file of 5 MiB to import, with every quotation mark and line end escaped.
const MAX_BODY_SIGNED_IN: usize = 12;

/// Answers one operation.
pub(super) async fn answer(
    State(app): State<App>,
    Extension(request_id): Extension<RequestId>,
    Extension(span): Extension<ServerSpan>,
    request: HttpRequest,
) -> HttpResponse {
    let Some(media_type) = accepted(request.headers()) else {
        return refuse(JSON, StatusCode::NOT_ACCEPTABLE, &format!("accept {GRAPHQL_JSON} or {JSON}"));
    };
    let by_get = request.method() == Method::GET;
    if !by_get && !is_json(request.headers()) {
        let message = "send the request as application/json in UTF-8";
        return refuse(media_type, StatusCode::UNSUPPORTED_MEDIA_TYPE, message);
    }
    let now = app.env.system.now();
    let viewer = viewer(request.headers(), &app.env.tokens, now);
    let address = client_address(request.headers(), request.extensions(), app.client_address_header.as_ref());
    let (parts, body) = request.into_parts();
    let most = if matches!(viewer, Viewer::SignedIn(_)) { MAX_BODY_SIGNED_IN } else { MAX_BODY };
    let Ok(body) = to_bytes(body, most * 1024 * 1024).await else {
        let message = format!("the request is larger than {most} MiB, or broke off");
        return refuse(media_type, StatusCode::PAYLOAD_TOO_LARGE, &message);
    };
    let request = HttpRequest::from_parts(parts, Body::from(body));
    let request = match GraphQLRequest::<Unreadable>::from_request(request, &()).await {
        Ok(request) => request.into_inner(),
        Err(Unreadable(status, message)) => return refuse(media_type, status, &message),
    };
    let context = RequestContext::new(app.env.clone(), app.catalogue.current(), viewer, address);
    let begun = Instant::now();
    let Some(executed) = execute(&app, request.data(context), by_get).await else {
        let message = "GET is for queries: nothing that changes something may be a link; send this by POST";
        let mut refused = refuse(media_type, StatusCode::METHOD_NOT_ALLOWED, message);
        refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
        return refused;
    };
    let outcome = if executed.response.errors.is_empty() { "ok" } else { "error" };
    let label = app.metrics.observe(executed.name.as_deref(), executed.kind, outcome, begun.elapsed());
    span.operation(executed.kind, executed.name.as_deref().filter(|name| *name == &*label));
    respond(&app, media_type, executed, &request_id, &span)
}

/// What came of a request.
struct Executed {
    /// The operation's name; none for what has none or never ran.
    name: Option<String>,
    kind: &'static str,
    response: Response,
    /// It never ran: every error comes from the library, before any resolver of ours had a say.
    refused: bool,
}

/// Parses, validates and executes; none for what may not come by GET.
async fn execute(app: &App, mut request: Request, by_get: bool) -> Option<Executed> {
    let document = match parse_query(&request.query) {
        Ok(document) => document,
        Err(error) => {
            let mut error: ServerError = error.into();
            code(&mut error, "GRAPHQL_PARSE_FAILED");
            let response = Response::from_errors(vec![error]);
            return Some(Executed { name: None, kind: "unreadable", response, refused: true });
        }
    };
    let kind = operation_kind(&document, request.operation_name.as_deref());
    if by_get && matches!(kind, "mutation" | "subscription") {
        return None;
    }
    let name = request.operation_name.clone().or_else(|| only_name(&document));
    request.set_parsed_query(document);
    let mut response = app.schema.execute(request).instrument(execution()).await;
    // What has no code comes from the library itself: before execution, or from a value that fits no input type.
    let ours = response.errors.iter().any(|error| error.extensions.is_some());
    let refused = response.data == Value::Null && !response.errors.is_empty() && !ours;
    for error in &mut response.errors {
        match error.message.as_str() {
            "Query is too complex." | "Query is nested too deep." => code(error, "QUERY_TOO_COMPLEX"),
            _ if error.path.is_empty() => code(error, "GRAPHQL_VALIDATION_FAILED"),
            _ => code(error, "BAD_USER_INPUT"),
        }
    }
    Some(Executed { name: name.filter(|_| !refused), kind, response, refused })
}

/// The name of a document's only operation.
fn only_name(document: &ExecutableDocument) -> Option<String> {
    document.operations.iter().next().and_then(|(name, _)| name.map(ToString::to_string))
}

fn operation_kind(document: &ExecutableDocument, name: Option<&str>) -> &'static str {
    let operation = document
        .operations
        .iter()
        .find(|(operation, _)| name.is_none() || operation.map(async_graphql::Name::as_str) == name);
    match operation.map(|(_, operation)| operation.node.ty) {
        Some(OperationType::Query) => "query",
        Some(OperationType::Mutation) => "mutation",
        Some(OperationType::Subscription) => "subscription",
        None => "unreadable",
    }
}

fn code(error: &mut ServerError, code: &str) {
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        extensions.set("code", code);
    }
}

fn code_of(error: &ServerError) -> Option<&str> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Some(code),
        _ => None,
    }
}

fn respond(
    app: &App,
    media_type: &'static str,
    executed: Executed,
    id: &RequestId,
    span: &ServerSpan,
) -> HttpResponse {
    let Executed { mut response, refused, .. } = executed;
    for error in &mut response.errors {
        let Some(extensions) = &mut error.extensions else { continue };
        let Some(Value::String(code)) = extensions.get("code").cloned() else { continue };
        if code == "INTERNAL" {
            extensions.set("requestId", id.0.clone());
        }
        app.metrics.count_error(&code);
    }
    span.errors(response.errors.iter().filter_map(code_of));
    let status = if refused && media_type == GRAPHQL_JSON { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    // A request that never ran has no data, not even null.
    let body = if refused {
        serde_json::to_vec(&json!({ "errors": response.errors }))
    } else {
        serde_json::to_vec(&response)
    };
    match body {
        Ok(body) => {
            let headers =
                [(header::CONTENT_TYPE, content_type(media_type)), (header::CACHE_CONTROL, "no-store")];
            (status, headers, body).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "an answer that is no JSON");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

const fn content_type(media_type: &'static str) -> &'static str {
    match media_type.as_bytes() {
        b"application/json" => "application/json; charset=utf-8",
        _ => "application/graphql-response+json; charset=utf-8",
    }
}

/// A request that never reached GraphQL.
fn refuse(media_type: &'static str, status: StatusCode, message: &str) -> HttpResponse {
    let body = json!({ "errors": [{ "message": message, "extensions": { "code": "BAD_USER_INPUT" } }] });
    (status, [(header::CONTENT_TYPE, content_type(media_type))], Json(body).into_response().into_body())
        .into_response()
}

/// The media type to answer in: the client's favourite of the two, JSON for those who do not say.
fn accepted(headers: &HeaderMap) -> Option<&'static str> {
    let mut best: Option<(f32, &'static str)> = None;
    let mut asked = false;
    for value in headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()) {
        for range in value.split(',') {
            asked = true;
            let mut parts = range.split(';').map(str::trim);
            let media_type = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
                GRAPHQL_JSON => GRAPHQL_JSON,
                JSON | "*/*" | "application/*" => JSON,
                _ => continue,
            };
            let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
            if weight > 0.0 && best.is_none_or(|(heaviest, _)| weight > heaviest) {
                best = Some((weight, media_type));
            }
        }
    }
    best.map(|(_, media_type)| media_type).or((!asked).then_some(JSON))
}

/// Browsers send JSON across origins only after asking: no form can forge a request.
fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = value.split(';').map(|part| part.trim().to_ascii_lowercase());
    parts.next().as_deref() == Some(JSON)
        && parts
            .filter_map(|part| part.strip_prefix("charset=").map(str::to_owned))
            .all(|set| set.trim_matches('"') == "utf-8")
}

/// Why a body is no GraphQL request.
struct Unreadable(StatusCode, String);

impl From<ParseRequestError> for Unreadable {
    fn from(error: ParseRequestError) -> Self {
        match error {
            ParseRequestError::UnsupportedBatch => {
                Self(StatusCode::BAD_REQUEST, "send one operation, not a list of them".to_owned())
            }
            error => Self(
                StatusCode::BAD_REQUEST,
                format!(
                    "the body is no GraphQL request; send {{\"query\": \"..\", \"variables\": {{..}}}} ({error})"
                ),
            ),
        }
    }
}

impl IntoResponse for Unreadable {
    fn into_response(self) -> HttpResponse {
        refuse(JSON, self.0, &self.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepting(accept: &[&str]) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        for value in accept {
            headers.append(header::ACCEPT, value.parse().unwrap());
        }
        accepted(&headers)
    }

    #[test]
    fn the_client_chooses_the_media_type() {
        assert_eq!(accepting(&[]), Some(JSON));
        assert_eq!(accepting(&["*/*"]), Some(JSON));
        assert_eq!(accepting(&["application/graphql-response+json"]), Some(GRAPHQL_JSON));
        assert_eq!(
            accepting(&["application/graphql-response+json; charset=utf-8, application/json; charset=utf-8"]),
            Some(GRAPHQL_JSON)
        );
        assert_eq!(accepting(&["application/graphql-response+json;q=0.1, application/json"]), Some(JSON));
        assert_eq!(accepting(&["text/html"]), None);
    }
}
