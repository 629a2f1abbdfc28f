//! The HTTP skin: routes, middleware, and nothing that knows of training.

mod auth;
mod collectors;
mod graphql;
pub mod health;
mod metrics;
mod operations;
mod playground;
mod request_id;
mod server_span;

use std::sync::Arc;

use axum::{
    Router,
    http::{HeaderName, HeaderValue, Method, header},
    middleware,
    routing::get,
};
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, cors::CorsLayer,
    set_header::SetResponseHeaderLayer,
};

pub use metrics::Metrics;

use crate::{
    graphql::{GravlSchema, loader::CatalogueLoaders, schema},
    service::Env,
};

/// How the server presents itself.
#[derive(Clone, Debug)]
pub struct Options {
    /// Introspection and `GraphiQL`.
    pub explorable: bool,
    /// Web pages of these origins may call the server; none: only pages of its own.
    pub allowed_origins: Vec<HeaderValue>,
    /// The header in which a trusted proxy names the client's address; none: the connection's own.
    pub client_address_header: Option<HeaderName>,
}

impl Default for Options {
    /// As in development.
    fn default() -> Self {
        Self { explorable: true, allowed_origins: Vec::new(), client_address_header: None }
    }
}

/// What every request's handler needs.
#[derive(Clone)]
struct App {
    env: Env,
    schema: GravlSchema,
    catalogue: Arc<CatalogueLoaders>,
    metrics: Arc<Metrics>,
    client_address_header: Option<HeaderName>,
}

/// The public routes.
pub async fn router(env: Env, options: Options) -> Router {
    let metrics = Arc::new(Metrics::new(&env));
    router_with(env, options, metrics).await
}

/// The public routes, counting into metrics that somebody else shows.
pub async fn router_with(env: Env, options: Options, metrics: Arc<Metrics>) -> Router {
    let app = App {
        catalogue: Arc::new(CatalogueLoaders::new(env.db.clone(), Arc::clone(&env.catalogue))),
        schema: schema(options.explorable),
        metrics,
        client_address_header: options.client_address_header,
        env,
    };
    let mut routes =
        Router::new().route("/graphql", get(graphql::answer).post(graphql::answer)).with_state(app.clone());
    if options.explorable {
        routes = routes.merge(playground::routes());
    }
    let mut cors = CorsLayer::new()
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, request_id::HEADER])
        .expose_headers([request_id::HEADER]);
    if !options.allowed_origins.is_empty() {
        cors = cors.allow_origin(options.allowed_origins);
    }
    routes
        .layer(CompressionLayer::new())
        .layer(cors)
        .layer(SetResponseHeaderLayer::if_not_present(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(app, request_id::trace))
}
