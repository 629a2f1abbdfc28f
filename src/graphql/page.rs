//! Relay connections: arguments checked, cursors encoded, pages wrapped.

use async_graphql::{
    OutputType,
    connection::{Connection, Edge, EmptyFields},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::error::{ApiError, ApiResult};
use crate::domain::page::{MAX_PAGE, Page, PageRequest};

/// Items on a page whose size is not asked for.
pub(super) const DEFAULT_PAGE: usize = 20;

/// A page of nodes as clients see it.
pub(super) type Nodes<T> = Connection<String, T, EmptyFields, EmptyFields>;

/// The arguments of every connection.
pub(super) struct PageArgs {
    pub(super) first: Option<i32>,
    pub(super) after: Option<String>,
    pub(super) last: Option<i32>,
    pub(super) before: Option<String>,
}

/// A place in a list that a cursor can name.
pub(super) trait CursorKey: Sized {
    fn encode(&self) -> String;
    fn decode(text: &str) -> Option<Self>;
}

impl CursorKey for (DateTime<Utc>, Uuid) {
    fn encode(&self) -> String {
        format!("{}:{}", self.0.timestamp_micros(), self.1.simple())
    }

    fn decode(text: &str) -> Option<Self> {
        let (micros, id) = text.split_once(':')?;
        Some((DateTime::from_timestamp_micros(micros.parse().ok()?)?, Uuid::try_parse(id).ok()?))
    }
}

impl CursorKey for String {
    fn encode(&self) -> String {
        self.clone()
    }

    fn decode(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl PageArgs {
    /// Checks the arguments: `first` or `last`, not both, each 0..=100.
    pub(super) fn check<K: CursorKey>(self) -> ApiResult<PageRequest<K>> {
        let size = |name: &str, value: i32| {
            usize::try_from(value)
                .ok()
                .filter(|size| *size <= MAX_PAGE)
                .ok_or_else(|| ApiError::bad_input(format!("{name} lies between 0 and {MAX_PAGE}, not at {value}")))
        };
        let (limit, backward) = match (self.first, self.last) {
            (Some(_), Some(_)) => return Err(ApiError::bad_input("give first or last, not both")),
            (Some(first), None) => (size("first", first)?, false),
            (None, Some(last)) => (size("last", last)?, true),
            (None, None) => (DEFAULT_PAGE, false),
        };
        Ok(PageRequest {
            limit,
            backward,
            after: cursor("after", self.after)?,
            before: cursor("before", self.before)?,
        })
    }
}

fn cursor<K: CursorKey>(name: &str, cursor: Option<String>) -> ApiResult<Option<K>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let bytes = URL_SAFE_NO_PAD.decode(&cursor).ok();
    let key = bytes.and_then(|bytes| K::decode(std::str::from_utf8(&bytes).ok()?));
    key.map(Some).ok_or_else(|| ApiError::bad_input(format!("{name} is no cursor of this list; take one from its edges")))
}

/// Wraps a page, each item with the cursor of its key.
pub(super) fn connection<T, N: OutputType, K: CursorKey>(
    page: Page<T>,
    key: impl Fn(&T) -> K,
    node: impl Fn(T) -> N,
) -> Nodes<N> {
    let mut connection = Connection::new(page.has_previous, page.has_next);
    connection.edges.extend(page.items.into_iter().map(|item| {
        let cursor = URL_SAFE_NO_PAD.encode(key(&item).encode());
        Edge::new(cursor, node(item))
    }));
    connection
}

/// How many of a short list, 0..=100.
pub(super) fn count(first: i32) -> ApiResult<usize> {
    let count = usize::try_from(first).ok().filter(|count| *count <= MAX_PAGE);
    count.ok_or_else(|| ApiError::bad_input(format!("first lies between 0 and {MAX_PAGE}, not at {first}")))
}
