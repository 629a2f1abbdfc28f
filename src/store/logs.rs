//! Workout logs: the exercises trained in sessions.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, Select,
    sea_query::{Expr, ExprTrait as _, Query},
};
use uuid::Uuid;

use super::{
    Connected, StoreError, WriteTx, any_of,
    entity::{workout_log, workout_session},
    natural, small,
};
use crate::domain::{
    id::{
        CustomWorkoutExerciseId, CustomWorkoutId, ExerciseId, ProgramWorkoutExerciseId, SessionId, UserId,
        WorkoutLogId,
    },
    session::{LogSource, WorkoutLog},
};

impl workout_log::Model {
    fn into_domain(self) -> Result<WorkoutLog, StoreError> {
        let source = match (self.program_workout_exercise_id, self.custom_workout_id) {
            (Some(id), None) => LogSource::Program(ProgramWorkoutExerciseId(id)),
            (None, Some(id)) => LogSource::Custom(
                CustomWorkoutId(id),
                self.custom_workout_exercise_id.map(CustomWorkoutExerciseId),
            ),
            (None, None) => LogSource::AdHoc,
            (Some(_), Some(_)) => return Err(StoreError::Corrupt("workout_logs.source_type")),
        };
        Ok(WorkoutLog {
            id: WorkoutLogId(self.id),
            session: SessionId(self.session_id),
            position: natural(self.position, "workout_logs.position")?,
            exercise: ExerciseId(self.exercise_id),
            source,
            swapped_from: self.swapped_from_id.map(WorkoutLogId),
            notes: self.notes,
            replaced_at: self.replaced_at,
            superset: self.superset.map(|number| natural(number, "workout_logs.superset")).transpose()?,
        })
    }
}

/// The logs whose session belongs to a user.
fn of_user(user: UserId) -> Select<workout_log::Entity> {
    let sessions = Query::select()
        .column(workout_session::Column::Id)
        .from(workout_session::Entity)
        .and_where(workout_session::Column::UserId.eq(user.0))
        .to_owned();
    workout_log::Entity::find().filter(workout_log::Column::SessionId.into_expr().in_subquery(sessions))
}

/// Every log of a user, also those that were swapped for others, session by session, in order.
pub async fn all(db: &impl Connected, user: UserId) -> Result<Vec<WorkoutLog>, StoreError> {
    let rows = of_user(user)
        .order_by_asc(workout_log::Column::SessionId)
        .order_by_asc(workout_log::Column::Position)
        .order_by_asc(workout_log::Column::Id)
        .all(db.raw())
        .await?;
    rows.into_iter().map(workout_log::Model::into_domain).collect()
}

/// Those of a user's logs that have these identifiers.
pub async fn find(
    db: &impl Connected,
    user: UserId,
    ids: &[WorkoutLogId],
) -> Result<Vec<WorkoutLog>, StoreError> {
    let rows = of_user(user)
        .filter(any_of(db, workout_log::Column::Id, ids.iter().map(|id| id.0)))
        .all(db.raw())
        .await?;
    rows.into_iter().map(workout_log::Model::into_domain).collect()
}

/// The live logs of a user's sessions, session by session, in order: not those that were swapped for another.
pub async fn of_sessions(
    db: &impl Connected,
    user: UserId,
    sessions: &[SessionId],
) -> Result<Vec<WorkoutLog>, StoreError> {
    let rows = of_user(user)
        .filter(any_of(db, workout_log::Column::SessionId, sessions.iter().map(|id| id.0)))
        .filter(workout_log::Column::ReplacedAt.is_null())
        .order_by_asc(workout_log::Column::SessionId)
        .order_by_asc(workout_log::Column::Position)
        .order_by_asc(workout_log::Column::Id)
        .all(db.raw())
        .await?;
    rows.into_iter().map(workout_log::Model::into_domain).collect()
}

/// Adds logs; one statement for each thousand.
pub async fn insert(tx: &WriteTx, logs: &[WorkoutLog]) -> Result<(), StoreError> {
    for chunk in logs.chunks(1000) {
        workout_log::Entity::insert_many(chunk.iter().map(row)).exec_without_returning(tx.raw()).await?;
    }
    Ok(())
}

/// Removes logs with their sets. What was swapped from them stays, without saying from what.
pub async fn delete(tx: &WriteTx, ids: &[WorkoutLogId]) -> Result<(), StoreError> {
    workout_log::Entity::update_many()
        .col_expr(workout_log::Column::SwappedFromId, Expr::value(None::<Uuid>))
        .filter(any_of(tx, workout_log::Column::SwappedFromId, ids.iter().map(|id| id.0)))
        .exec(tx.raw())
        .await?;
    workout_log::Entity::delete_many()
        .filter(any_of(tx, workout_log::Column::Id, ids.iter().map(|id| id.0)))
        .exec(tx.raw())
        .await?;
    Ok(())
}

/// Writes what may change of a log: its place and its notes.
pub async fn update(tx: &WriteTx, log: &WorkoutLog) -> Result<(), StoreError> {
    workout_log::Entity::update_many()
        .col_expr(workout_log::Column::Position, Expr::value(small(log.position)))
        .col_expr(workout_log::Column::Notes, Expr::value(log.notes.clone()))
        .filter(workout_log::Column::Id.eq(log.id.0))
        .exec(tx.raw())
        .await?;
    Ok(())
}

/// Takes a log out of its session, or puts it back.
pub async fn set_replaced(
    tx: &WriteTx,
    id: WorkoutLogId,
    at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    workout_log::Entity::update_many()
        .col_expr(workout_log::Column::ReplacedAt, Expr::value(at))
        .filter(workout_log::Column::Id.eq(id.0))
        .exec(tx.raw())
        .await?;
    Ok(())
}

fn row(log: &WorkoutLog) -> workout_log::ActiveModel {
    let (source, program, custom, custom_exercise) = match log.source {
        LogSource::AdHoc => ("ad_hoc", None, None, None),
        LogSource::Program(id) => ("program", Some(id.0), None, None),
        LogSource::Custom(workout, exercise) => ("custom", None, Some(workout.0), exercise.map(|id| id.0)),
    };
    workout_log::ActiveModel {
        id: Set(log.id.0),
        session_id: Set(log.session.0),
        position: Set(small(log.position)),
        exercise_id: Set(log.exercise.0),
        source_type: Set(source.to_owned()),
        program_workout_exercise_id: Set(program),
        custom_workout_id: Set(custom),
        custom_workout_exercise_id: Set(custom_exercise),
        swapped_from_id: Set(log.swapped_from.map(|id| id.0)),
        notes: Set(log.notes.clone()),
        replaced_at: Set(log.replaced_at),
        superset: Set(log.superset.map(small)),
    }
}
