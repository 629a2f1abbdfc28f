//! Sessions on the calendar that belong to a workout or to an enrolment, changed together.

use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _},
};
use uuid::Uuid;

use super::source;
use crate::{
    domain::{
        id::{EnrolmentId, SessionId, UserId, WorkoutId},
        session::SessionStatus,
    },
    store::{Connected, StoreError, WriteTx, any_of, entity::workout_session},
};

/// Puts another workout into every planned session of a workout; answers how many there were.
pub async fn replan(tx: &WriteTx, user: UserId, from: WorkoutId, to: WorkoutId) -> Result<u64, StoreError> {
    use workout_session::Column;
    let (source, program, custom) = source(Some(to));
    let update = workout_session::Entity::update_many()
        .col_expr(Column::SourceType, Expr::value(source))
        .col_expr(Column::ProgramWorkoutId, Expr::value(program))
        .col_expr(Column::CustomWorkoutId, Expr::value(custom));
    Ok(update.filter(planned_of(user, from)).exec(tx.raw()).await?.rows_affected)
}

/// Skips every planned session of a workout.
pub async fn skip_planned(tx: &WriteTx, user: UserId, of: WorkoutId) -> Result<(), StoreError> {
    let skipped = Expr::value(SessionStatus::Skipped.as_text());
    let update = workout_session::Entity::update_many().col_expr(workout_session::Column::Status, skipped);
    update.filter(planned_of(user, of)).exec(tx.raw()).await?;
    Ok(())
}

/// Skips every planned session of enrolments; answers which.
pub async fn skip_enrolled(
    tx: &WriteTx,
    user: UserId,
    enrolments: &[EnrolmentId],
) -> Result<Vec<SessionId>, StoreError> {
    use workout_session::Column;
    let planned = Column::UserId
        .eq(user.0)
        .and(Column::Status.eq(SessionStatus::Planned.as_text()))
        .and(any_of(tx, Column::ProgramEnrolmentId, enrolments.iter().map(|id| id.0)));
    let ids: Vec<Uuid> = workout_session::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(planned.clone())
        .order_by_asc(Column::HappensAt)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(tx.raw())
        .await?;
    workout_session::Entity::update_many()
        .col_expr(Column::Status, Expr::value(SessionStatus::Skipped.as_text()))
        .filter(planned)
        .exec(tx.raw())
        .await?;
    Ok(ids.into_iter().map(SessionId).collect())
}

/// Whether a workout has sessions that are more than plans.
pub async fn is_trained(db: &impl Connected, user: UserId, workout: WorkoutId) -> Result<bool, StoreError> {
    let row = workout_session::Entity::find()
        .filter(of_workout(user, workout))
        .filter(workout_session::Column::Status.ne(SessionStatus::Planned.as_text()))
        .limit(1)
        .one(db.raw())
        .await?;
    Ok(row.is_some())
}

fn of_workout(user: UserId, workout: WorkoutId) -> Expr {
    use workout_session::Column;
    let same = match workout {
        WorkoutId::Program(id) => Column::ProgramWorkoutId.eq(id.0),
        WorkoutId::Custom(id) => Column::CustomWorkoutId.eq(id.0),
    };
    Column::UserId.eq(user.0).and(same)
}

fn planned_of(user: UserId, workout: WorkoutId) -> Expr {
    of_workout(user, workout).and(workout_session::Column::Status.eq(SessionStatus::Planned.as_text()))
}
