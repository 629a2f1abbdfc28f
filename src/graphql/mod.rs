//! The GraphQL skin: decode, authorise, one call, wrap. No rule lives here.

pub mod context;
mod error;
pub mod loader;
pub mod mutation;
pub mod node;
pub mod page;
pub mod query;
pub mod scalar;
pub mod types;

use async_graphql::{EmptySubscription, Schema};

pub use error::{ApiError, ApiResult};
pub use mutation::Mutation;
pub use query::Query;

/// The schema of gravl.
pub type GravlSchema = Schema<Query, Mutation, EmptySubscription>;

/// Deepest nesting of a query.
const MAX_DEPTH: usize = 16;
/// Most fields that a query may come to, lists counted by their size. The home screen has about 3000.
const MAX_COMPLEXITY: usize = 20_000;

/// Builds the schema.
#[must_use]
pub fn schema(introspection: bool) -> GravlSchema {
    let builder = Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .limit_depth(MAX_DEPTH)
        .limit_complexity(MAX_COMPLEXITY);
    if introspection { builder.finish() } else { builder.disable_introspection().finish() }
}

/// The schema in the schema definition language, sorted, as it is committed.
#[must_use]
pub fn sdl() -> String {
    use async_graphql::SDLExportOptions;
    let options = SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items();
    let sdl = schema(true).sdl_with_options(options);
    format!("{}\n", sdl.trim_end())
}
