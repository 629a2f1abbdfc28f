//! The queries, one file for each noun.

mod catalogue;
mod insight;
pub mod node;
mod recovery;
mod training;

use async_graphql::MergedObject;

use super::page::DEFAULT_PAGE;

/// Everything that can be read.
#[derive(Default, MergedObject)]
pub struct Query(
    node::NodeQuery,
    catalogue::CatalogueQuery,
    training::TrainingQuery,
    recovery::RecoveryQuery,
    insight::InsightQuery,
);

/// What a page costs: its items, or the default number of them.
fn page_complexity(first: Option<i32>, last: Option<i32>, child: usize) -> usize {
    let items = first.or(last).map_or(DEFAULT_PAGE, |size| usize::try_from(size).unwrap_or(0));
    1 + items * child
}
