//! What a user trained in a span of time, as the recovery model wants to see it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult, QueryFilter as _,
    QuerySelect as _,
    sea_query::{Expr, ExprTrait as _, JoinType, Query, SelectStatement},
};
use uuid::Uuid;

use super::{
    Connected, StoreError,
    entity::{set_log, workout_log, workout_session},
    natural, own_exercises,
};
use crate::domain::{
    catalogue::Catalogue,
    id::{ExerciseId, UserId, WorkoutLogId},
    muscle::MuscleMap,
    recovery::{SetEffort, SetKind, TrainedLog, fractional_sets},
    session::SessionStatus,
};

/// What a user trained in a span of time.
#[derive(Clone, Debug, Default)]
pub struct Training {
    /// How many sessions were completed, with or without sets.
    pub sessions: usize,
    /// Every log with sets.
    pub logs: Vec<TrainedLog>,
}

impl Training {
    /// Fractional sets of the 7 times 24 hours before an instant.
    #[must_use]
    pub fn fractional_sets(&self, at: DateTime<Utc>) -> MuscleMap<f64> {
        fractional_sets(&self.logs, at - TimeDelta::days(7), at)
    }
}

#[derive(Debug, FromQueryResult)]
struct Row {
    session_id: Uuid,
    completed_at: DateTime<Utc>,
    log_id: Option<Uuid>,
    exercise_id: Option<Uuid>,
    kind: Option<String>,
    reps: Option<i16>,
    duration_seconds: Option<i32>,
    rir: Option<f64>,
}

impl Row {
    fn effort(&self) -> Result<Option<SetEffort>, StoreError> {
        let Some(kind) = &self.kind else { return Ok(None) };
        Ok(Some(SetEffort {
            kind: SetKind::from_text(kind).ok_or(StoreError::Corrupt("set_logs.kind"))?,
            reps: self.reps.map(|reps| natural(reps, "set_logs.reps")).transpose()?,
            duration_seconds: self.duration_seconds.and_then(|seconds| u32::try_from(seconds).ok()),
            rir: self.rir,
        }))
    }
}

/// Completed sessions with `from` < completion <= `to`, their logs and sets; one statement, and one more where exercises
/// of the user's own are among them.
pub async fn between(
    db: &impl Connected,
    catalogue: &Catalogue,
    user: UserId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Training, StoreError> {
    let statement = db.raw().get_database_backend().build(&select(user, from, to));
    let rows = Row::find_by_statement(statement).all(db.raw()).await?;
    let exercises = rows.iter().filter_map(|row| row.exercise_id.map(ExerciseId));
    let catalogue = own_exercises::knowing(db, catalogue, user, exercises).await?;
    let mut sessions = BTreeSet::new();
    let mut logs: BTreeMap<Uuid, TrainedLog> = BTreeMap::new();
    for row in rows {
        sessions.insert(row.session_id);
        let (Some(log), Some(exercise), Some(effort)) = (row.log_id, row.exercise_id, row.effort()?) else {
            continue;
        };
        let trained = logs.entry(log).or_insert_with(|| TrainedLog {
            log: WorkoutLogId(log),
            completed_at: row.completed_at,
            muscles: catalogue.muscles_trained(ExerciseId(exercise)),
            sets: Vec::new(),
        });
        trained.sets.push(effort);
    }
    Ok(Training { sessions: sessions.len(), logs: logs.into_values().collect() })
}

fn select(user: UserId, from: DateTime<Utc>, to: DateTime<Utc>) -> SelectStatement {
    use set_log::Column as Set;
    use workout_log::Column as Log;
    use workout_session::Column as Session;
    let session = |column: Session| (workout_session::Entity, column);
    let log = |column: Log| (workout_log::Entity, column);
    let set = |column: Set| (set_log::Entity, column);
    Query::select()
        .expr_as(Expr::col(session(Session::Id)), "session_id")
        .column(session(Session::CompletedAt))
        .expr_as(Expr::col(log(Log::Id)), "log_id")
        .column(log(Log::ExerciseId))
        .columns([set(Set::Kind), set(Set::Reps), set(Set::DurationSeconds), set(Set::Rir)])
        .from(workout_session::Entity)
        .join(
            JoinType::LeftJoin,
            workout_log::Entity,
            Expr::col(log(Log::SessionId))
                .equals(session(Session::Id))
                .and(Expr::col(log(Log::ReplacedAt)).is_null()),
        )
        .join(JoinType::LeftJoin, set_log::Entity, Expr::col(set(Set::WorkoutLogId)).equals(log(Log::Id)))
        .and_where(Expr::col(session(Session::UserId)).eq(user.0))
        .and_where(Expr::col(session(Session::Status)).eq(SessionStatus::Completed.as_text()))
        .and_where(Expr::col(session(Session::CompletedAt)).gt(from))
        .and_where(Expr::col(session(Session::CompletedAt)).lte(to))
        .to_owned()
}

/// When each exercise was last completed with a working set, not after an instant; one statement.
///
/// Reads the user's history, so it is asked only when a muscle group was not trained in the recovery window.
pub async fn last_trained(
    db: &impl Connected,
    user: UserId,
    until: DateTime<Utc>,
) -> Result<Vec<(ExerciseId, DateTime<Utc>)>, StoreError> {
    let performed = set_log::Column::Reps.gt(0).or(set_log::Column::DurationSeconds.gt(0));
    let working = Query::select()
        .expr(Expr::val(1))
        .from(set_log::Entity)
        .and_where(
            Expr::col((set_log::Entity, set_log::Column::WorkoutLogId))
                .equals((workout_log::Entity, workout_log::Column::Id)),
        )
        .and_where(set_log::Column::Kind.ne(SetKind::WarmUp.as_text()))
        .and_where(performed)
        .to_owned();
    let rows: Vec<(Uuid, Option<DateTime<Utc>>)> = workout_log::Entity::find()
        .join_as(
            JoinType::InnerJoin,
            sea_orm::RelationDef::from(
                workout_log::Entity::belongs_to(workout_session::Entity)
                    .from(workout_log::Column::SessionId)
                    .to(workout_session::Column::Id),
            ),
            workout_session::Entity,
        )
        .select_only()
        .column(workout_log::Column::ExerciseId)
        .column_as(workout_session::Column::CompletedAt.max(), "last_completed_at")
        .filter(workout_session::Column::UserId.eq(user.0))
        .filter(workout_session::Column::Status.eq(SessionStatus::Completed.as_text()))
        .filter(workout_session::Column::CompletedAt.lte(until))
        .filter(workout_log::Column::ReplacedAt.is_null())
        .filter(Expr::exists(working))
        .group_by(workout_log::Column::ExerciseId)
        .into_tuple()
        .all(db.raw())
        .await?;
    Ok(rows.into_iter().filter_map(|(exercise, last)| Some((ExerciseId(exercise), last?))).collect())
}
