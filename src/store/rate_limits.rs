//! Counters of attempts, shared by all servers.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, EntityTrait as _, QueryFilter as _,
    sea_query::{CaseStatement, Expr, ExprTrait as _, OnConflict},
};

use super::{Connected as _, StoreError, WriteTx, entity::rate_limit};

/// Where a counter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// When the window began.
    pub window_started_at: DateTime<Utc>,
    /// Attempts in it, this one included.
    pub hits: i32,
}

/// Counts an attempt in one statement; a window that began before `window_start` is over and starts anew.
pub async fn hit(
    tx: &WriteTx,
    subject: &str,
    now: DateTime<Utc>,
    window_start: DateTime<Utc>,
) -> Result<Counter, StoreError> {
    use rate_limit::{ActiveModel, Column, Entity};
    let over = || Expr::col((Entity, Column::WindowStartedAt)).lt(window_start);
    let hits = CaseStatement::new().case(over(), 1).finally(Expr::col((Entity, Column::Hits)).add(1));
    let started = CaseStatement::new()
        .case(over(), Expr::value(now))
        .finally(Expr::col((Entity, Column::WindowStartedAt)));
    let row = ActiveModel { subject: Set(subject.to_owned()), window_started_at: Set(now), hits: Set(1) };
    let row = Entity::insert(row)
        .on_conflict(
            OnConflict::column(Column::Subject)
                .value(Column::Hits, hits)
                .value(Column::WindowStartedAt, started)
                .to_owned(),
        )
        .exec_with_returning(tx.raw())
        .await?;
    Ok(Counter { window_started_at: row.window_started_at, hits: row.hits })
}

/// Forgets one counter.
pub async fn forget(tx: &WriteTx, subject: &str) -> Result<(), StoreError> {
    rate_limit::Entity::delete_by_id(subject).exec(tx.raw()).await?;
    Ok(())
}

/// Forgets counters whose window began before an instant.
pub async fn delete_before(tx: &WriteTx, instant: DateTime<Utc>) -> Result<(), StoreError> {
    rate_limit::Entity::delete_many()
        .filter(rate_limit::Column::WindowStartedAt.lt(instant))
        .exec(tx.raw())
        .await?;
    Ok(())
}
