//! `GraphiQL` at `/`, for development. Its files are built from `playground/` by `build.rs` or `make playground`: a debug
//! build reads them from there at run time, a release build carries them. Nothing is loaded from elsewhere.

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/playground/dist"]
#[allow_missing = true]
struct Files;

/// The page, by the name that its build gives it; every other file has a hash of its content in its name.
const INDEX: &str = "index.html";
/// What the server shows at `/` as long as there is no page.
const NOT_BUILT: &str = include_str!("playground_not_built.html");

/// Monaco writes styles into the page, and `GraphiQL`'s stylesheet holds its fonts and icons.
const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; \
    style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `GET /` and the files below `/playground/`.
pub(super) fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    Router::new().route("/", get(index)).route("/playground/{*path}", get(file))
}

async fn index() -> Response {
    find(INDEX).unwrap_or_else(|| (protection(), Html(NOT_BUILT)).into_response())
}

async fn file(Path(path): Path<String>) -> Response {
    find(&path).unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

fn find(path: &str) -> Option<Response> {
    let file = Files::get(path)?;
    let caching = if path == INDEX { "no-cache" } else { "public, max-age=31536000, immutable" };
    let headers = [(CONTENT_TYPE, content_type(path)), (CACHE_CONTROL, caching)];
    Some((protection(), headers, file.data).into_response())
}

fn protection() -> [(HeaderName, HeaderValue); 2] {
    [
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY)),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ]
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("ttf") => "font/ttf",
        Some("woff2") => "font/woff2",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use tower::ServiceExt as _;

    async fn get(path: &str) -> Response {
        let request = Request::get(path).body(Body::empty()).unwrap();
        routes::<()>().with_state(()).oneshot(request).await.unwrap()
    }

    async fn text(response: Response) -> String {
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn the_front_page_is_the_playground_or_says_how_to_build_it() {
        let response = get("/").await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
        assert_eq!(response.headers()[CONTENT_SECURITY_POLICY], CONTENT_SECURITY);
        let page = text(response).await;
        let expected = if Files::get(INDEX).is_some() { "/playground/main-" } else { "make playground" };
        assert!(page.contains("<title>gravl</title>"), "{page}");
        assert!(page.contains(expected), "{page}");
    }

    #[tokio::test]
    async fn every_file_is_served_with_its_type_and_kept_unless_it_is_the_page() {
        for path in Files::iter() {
            let response = get(&format!("/playground/{path}")).await;
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_ne!(response.headers()[CONTENT_TYPE], "application/octet-stream", "{path}");
            let kept = response.headers()[CACHE_CONTROL].to_str().unwrap().contains("immutable");
            assert_eq!(kept, path != INDEX, "{path}");
        }
    }

    #[tokio::test]
    async fn nothing_else_is_served() {
        for path in
            ["/playground/missing.js", "/playground/../package.json", "/playground/%2e%2e/package.json"]
        {
            assert_eq!(get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn the_page_in_place_of_the_playground_needs_no_other_file() {
        assert!(NOT_BUILT.contains("/graphql"));
        assert!(!NOT_BUILT.contains("src=") && !NOT_BUILT.contains("@import"));
    }
}
