//! Pages of lists that are ordered by an instant and, where instants are the same, by an identifier.

use chrono::{DateTime, Utc};
use sea_orm::{
    EntityTrait, Order, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
    sea_query::{Expr, ExprTrait as _},
};
use uuid::Uuid;

use super::{Connected, StoreError};
use crate::domain::page::PageRequest;

/// The place of a row in such a list.
pub(super) type Key = (DateTime<Utc>, Uuid);

/// The rows of a page, newest first, and one more where there is one, in the direction of the request; one statement.
pub(super) async fn rows<E: EntityTrait>(
    db: &impl Connected,
    list: Select<E>,
    instant: E::Column,
    id: E::Column,
    request: &PageRequest<Key>,
) -> Result<Vec<E::Model>, StoreError> {
    let key = || Expr::tuple([Expr::col(instant), Expr::col(id)]);
    let bound = |(instant, id): Key| Expr::tuple([Expr::value(instant), Expr::value(id)]);
    let mut list = list;
    if let Some(after) = request.after {
        list = list.filter(key().lt(bound(after)));
    }
    if let Some(before) = request.before {
        list = list.filter(key().gt(bound(before)));
    }
    let order = if request.backward { Order::Asc } else { Order::Desc };
    let list = list.order_by(instant, order.clone()).order_by(id, order);
    Ok(list.limit(request.limit as u64 + 1).all(db.raw()).await?)
}
