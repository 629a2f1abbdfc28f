//! Relay connections: arguments checked, cursors encoded, pages wrapped.

use async_graphql::{ComplexObject, SimpleObject};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    error::{ApiError, ApiResult},
    types::{
        exercise::Exercise, program::Program, session::WorkoutSession, swap::WorkoutSwap, workout::Workout,
    },
};
use crate::domain::page::{MAX_PAGE, Page, PageRequest};

/// Items on a page whose size is not asked for.
pub(super) const DEFAULT_PAGE: usize = 20;

/// A connection of one kind of node. The library's generic one has no descriptions.
pub trait ConnectionOf<N> {
    /// Wraps nodes with their cursors.
    fn new(edges: Vec<(String, N)>, page_info: PageInfo) -> Self;
}

macro_rules! connections {
    ($($(#[$doc:meta])+ $connection:ident, $edge:ident: $node:ident;)+) => {$(
        $(#[$doc])+
        #[derive(SimpleObject)]
        #[graphql(complex)]
        pub struct $connection {
            /// The items, each with its cursor.
            edges: Vec<$edge>,
            /// What lies around the page.
            page_info: PageInfo,
        }

        #[ComplexObject]
        impl $connection {
            /// The items alone.
            async fn nodes(&self) -> Vec<&$node> {
                self.edges.iter().map(|edge| &edge.node).collect()
            }
        }

        /// One item of a page.
        #[derive(SimpleObject)]
        pub struct $edge {
            /// The item's place in the list, for `after` and `before`. Opaque.
            cursor: String,
            /// The item.
            node: $node,
        }

        impl ConnectionOf<$node> for $connection {
            fn new(edges: Vec<(String, $node)>, page_info: PageInfo) -> Self {
                let edges = edges.into_iter().map(|(cursor, node)| $edge { cursor, node }).collect();
                Self { edges, page_info }
            }
        }
    )+};
}

connections! {
    /// A page of exercises.
    ExerciseConnection, ExerciseEdge: Exercise;
    /// A page of programs.
    ProgramConnection, ProgramEdge: Program;
    /// A page of workouts.
    WorkoutConnection, WorkoutEdge: Workout;
    /// A page of sessions.
    WorkoutSessionConnection, WorkoutSessionEdge: WorkoutSession;
    /// A page of the audit trail of swaps.
    WorkoutSwapConnection, WorkoutSwapEdge: WorkoutSwap;
}

/// What lies around a page.
#[derive(SimpleObject)]
pub struct PageInfo {
    /// Whether items follow.
    has_next_page: bool,
    /// Whether items come before.
    has_previous_page: bool,
    /// Cursor of the first item; null on an empty page.
    start_cursor: Option<String>,
    /// Cursor of the last item; null on an empty page.
    end_cursor: Option<String>,
}

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
            usize::try_from(value).ok().filter(|size| *size <= MAX_PAGE).ok_or_else(|| {
                ApiError::bad_input(format!("{name} lies between 0 and {MAX_PAGE}, not at {value}"))
            })
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
    key.map(Some).ok_or_else(|| {
        ApiError::bad_input(format!("{name} is no cursor of this list; take one from its edges"))
    })
}

/// Wraps a page, each item with the cursor of its key.
pub(super) fn connection<T, N, K: CursorKey, C: ConnectionOf<N>>(
    page: Page<T>,
    key: impl Fn(&T) -> K,
    node: impl Fn(T) -> N,
) -> C {
    let edges: Vec<(String, N)> = page
        .items
        .into_iter()
        .map(|item| (URL_SAFE_NO_PAD.encode(key(&item).encode()), node(item)))
        .collect();
    let page_info = PageInfo {
        has_next_page: page.has_next,
        has_previous_page: page.has_previous,
        start_cursor: edges.first().map(|(cursor, _)| cursor.clone()),
        end_cursor: edges.last().map(|(cursor, _)| cursor.clone()),
    };
    C::new(edges, page_info)
}

/// What a short list costs.
pub(super) fn list_complexity(first: Option<i32>, default: i32, child: usize) -> usize {
    5 + usize::try_from(first.unwrap_or(default)).unwrap_or(0) * child
}

/// How many of a short list, 0..=100.
pub(super) fn count(first: Option<i32>, default: i32) -> ApiResult<usize> {
    let first = first.unwrap_or(default);
    let count = usize::try_from(first).ok().filter(|count| *count <= MAX_PAGE);
    count.ok_or_else(|| ApiError::bad_input(format!("first lies between 0 and {MAX_PAGE}, not at {first}")))
}
