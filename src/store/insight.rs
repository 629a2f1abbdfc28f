//! Histories added up by the database: one statement each, along the user's own index.

use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectionTrait as _, FromQueryResult,
    sea_query::{CaseStatement, Expr, ExprTrait as _, Func, JoinType, Order, Query, SelectStatement},
};
use uuid::Uuid;

use super::{
    Connected, StoreError,
    entity::{set_log, workout_log, workout_session},
    natural,
};
use crate::domain::{
    id::{ExerciseId, SessionId, UserId},
    insight::{ExerciseTotal, PerformedSet},
    recovery::SetKind,
    session::SessionStatus,
};

#[derive(Debug, FromQueryResult)]
struct TotalRow {
    session_id: Uuid,
    completed_at: DateTime<Utc>,
    exercise_id: Option<Uuid>,
    sets: i64,
    tonnage: f64,
}

/// Every exercise of every completed session with `from` <= completion < `until`, added up; oldest first.
pub async fn totals(
    db: &impl Connected,
    user: UserId,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<ExerciseTotal>, StoreError> {
    let log = (workout_log::Entity, workout_log::Column::ExerciseId);
    let set = |column| Expr::col((set_log::Entity, column));
    let load = set(set_log::Column::WeightKg).mul(set(set_log::Column::Reps));
    let counted = working().and(set(set_log::Column::WeightKg).gt(0.0));
    let tonnage: Expr = CaseStatement::new().case(counted, load).finally(0.0).into();
    let sets: Expr = CaseStatement::new().case(working(), 1_i64).finally(0_i64).into();
    let mut select = completed(user, JoinType::LeftJoin);
    select
        .column(log)
        .expr_as(Func::coalesce([sets.sum(), Expr::val(0_i64)]).cast_as("bigint"), "sets")
        .expr_as(Func::coalesce([tonnage.sum(), Expr::val(0.0)]), "tonnage")
        .and_where(Expr::col((workout_session::Entity, workout_session::Column::CompletedAt)).gte(from))
        .and_where(Expr::col((workout_session::Entity, workout_session::Column::CompletedAt)).lt(until))
        .group_by_columns([
            (workout_session::Entity, workout_session::Column::Id),
            (workout_session::Entity, workout_session::Column::CompletedAt),
        ])
        .group_by_col(log);
    let statement = db.raw().get_database_backend().build(&select);
    let rows = TotalRow::find_by_statement(statement).all(db.raw()).await?;
    let total = |row: TotalRow| ExerciseTotal {
        session: SessionId(row.session_id),
        completed_at: row.completed_at,
        exercise: row.exercise_id.map(ExerciseId),
        sets: u32::try_from(row.sets).unwrap_or(0),
        tonnage_kg: row.tonnage,
    };
    Ok(rows.into_iter().map(total).collect())
}

#[derive(Debug, FromQueryResult)]
struct SetRow {
    session_id: Uuid,
    completed_at: DateTime<Utc>,
    exercise_id: Uuid,
    reps: i16,
    weight_kg: f64,
}

/// Every performed set with a load of some exercises but warm-ups, of sessions completed from `since` on; oldest first.
pub async fn performed_sets(
    db: &impl Connected,
    user: UserId,
    exercises: &[ExerciseId],
    since: DateTime<Utc>,
) -> Result<Vec<(ExerciseId, PerformedSet)>, StoreError> {
    let mut select = completed(user, JoinType::InnerJoin);
    select
        .column((workout_log::Entity, workout_log::Column::ExerciseId))
        .columns([(set_log::Entity, set_log::Column::Reps), (set_log::Entity, set_log::Column::WeightKg)])
        .and_where(Expr::col((workout_session::Entity, workout_session::Column::CompletedAt)).gte(since))
        .and_where(super::any_of(db, workout_log::Column::ExerciseId, exercises.iter().map(|id| id.0)))
        .and_where(Expr::col((set_log::Entity, set_log::Column::Kind)).ne(SetKind::WarmUp.as_text()))
        .and_where(Expr::col((set_log::Entity, set_log::Column::Reps)).gt(0))
        .and_where(Expr::col((set_log::Entity, set_log::Column::WeightKg)).gt(0.0))
        .order_by((set_log::Entity, set_log::Column::Number), Order::Asc);
    let statement = db.raw().get_database_backend().build(&select);
    let rows = SetRow::find_by_statement(statement).all(db.raw()).await?;
    rows.into_iter()
        .map(|row| {
            let set = PerformedSet {
                session: SessionId(row.session_id),
                completed_at: row.completed_at,
                reps: natural(row.reps, "set_logs.reps")?,
                weight_kg: row.weight_kg,
            };
            Ok((ExerciseId(row.exercise_id), set))
        })
        .collect()
}

/// A set that was performed and is no warm-up.
fn working() -> Expr {
    let set = |column| Expr::col((set_log::Entity, column));
    let performed = set(set_log::Column::Reps).gt(0).or(set(set_log::Column::DurationSeconds).gt(0));
    set(set_log::Column::Kind).ne(SetKind::WarmUp.as_text()).and(performed)
}

/// The completed sessions of a user with their live logs and sets, oldest first.
fn completed(user: UserId, join: JoinType) -> SelectStatement {
    let session = |column| (workout_session::Entity, column);
    let log = |column| (workout_log::Entity, column);
    let live = Expr::col(log(workout_log::Column::SessionId))
        .equals(session(workout_session::Column::Id))
        .and(Expr::col(log(workout_log::Column::ReplacedAt)).is_null());
    let of_log =
        Expr::col((set_log::Entity, set_log::Column::WorkoutLogId)).equals(log(workout_log::Column::Id));
    Query::select()
        .expr_as(Expr::col(session(workout_session::Column::Id)), "session_id")
        .column(session(workout_session::Column::CompletedAt))
        .from(workout_session::Entity)
        .join(join, workout_log::Entity, live)
        .join(join, set_log::Entity, of_log)
        .and_where(Expr::col(session(workout_session::Column::UserId)).eq(user.0))
        .and_where(Expr::col(session(workout_session::Column::Status)).eq(SessionStatus::Completed.as_text()))
        .order_by(session(workout_session::Column::CompletedAt), Order::Asc)
        .order_by(session(workout_session::Column::Id), Order::Asc)
        .to_owned()
}
