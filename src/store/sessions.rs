//! Sessions.

mod plans;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _, Query},
};
use uuid::Uuid;

use super::{
    Connected, StoreError, WriteTx, any_of,
    entity::{workout_log, workout_session},
    keyset,
};
use crate::domain::{
    id::{
        CustomWorkoutId, EnrolmentId, ExerciseId, ImportId, ProgramWorkoutId, SessionId, UserId, WorkoutId,
    },
    page::{Page, PageRequest},
    session::{Imported, Session, SessionStatus},
};

pub use plans::{is_trained, replan, skip_enrolled, skip_planned};

/// Which sessions to list; every condition that is given must hold.
#[derive(Clone, Debug, Default)]
pub struct SessionFilter {
    /// Where they stand.
    pub status: Option<Vec<SessionStatus>>,
    /// Not before this instant.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
    /// With this exercise among their logs.
    pub exercise: Option<ExerciseId>,
}

/// The place of a session in the list.
pub type SessionKey = keyset::Key;

impl workout_session::Model {
    fn into_domain(self) -> Result<Session, StoreError> {
        let workout = match (self.program_workout_id, self.custom_workout_id) {
            (Some(id), None) => Some(WorkoutId::Program(ProgramWorkoutId(id))),
            (None, Some(id)) => Some(WorkoutId::Custom(CustomWorkoutId(id))),
            (None, None) => None,
            (Some(_), Some(_)) => return Err(StoreError::Corrupt("workout_sessions.source_type")),
        };
        Ok(Session {
            id: SessionId(self.id),
            user: UserId(self.user_id),
            workout,
            enrolment: self.program_enrolment_id.map(EnrolmentId),
            status: SessionStatus::from_text(&self.status)
                .ok_or(StoreError::Corrupt("workout_sessions.status"))?,
            planned_for: self.planned_for,
            started_at: self.started_at,
            completed_at: self.completed_at,
            happens_at: self.happens_at,
            notes: self.notes,
            swapped_from: self.swapped_from_id.map(SessionId),
            imported: match (self.import_id, self.import_key, self.title) {
                (Some(import), Some(key), Some(title)) => {
                    Some(Imported { import: ImportId(import), key, title })
                }
                _ => None,
            },
        })
    }
}

/// Those of a user's sessions that have these identifiers.
pub async fn find(db: &impl Connected, user: UserId, ids: &[SessionId]) -> Result<Vec<Session>, StoreError> {
    let rows = workout_session::Entity::find()
        .filter(workout_session::Column::UserId.eq(user.0))
        .filter(any_of(db, workout_session::Column::Id, ids.iter().map(|id| id.0)))
        .all(db.raw())
        .await?;
    rows.into_iter().map(workout_session::Model::into_domain).collect()
}

/// Every session of a user, oldest first.
pub async fn all(db: &impl Connected, user: UserId) -> Result<Vec<Session>, StoreError> {
    let rows = workout_session::Entity::find()
        .filter(workout_session::Column::UserId.eq(user.0))
        .order_by_asc(workout_session::Column::HappensAt)
        .order_by_asc(workout_session::Column::Id)
        .all(db.raw())
        .await?;
    rows.into_iter().map(workout_session::Model::into_domain).collect()
}

/// One session of a user.
pub async fn find_one(
    db: &impl Connected,
    user: UserId,
    id: SessionId,
) -> Result<Option<Session>, StoreError> {
    Ok(find(db, user, &[id]).await?.pop())
}

/// A page of a user's sessions, newest first; one statement.
pub async fn page(
    db: &impl Connected,
    user: UserId,
    filter: &SessionFilter,
    request: &PageRequest<SessionKey>,
) -> Result<Page<Session>, StoreError> {
    use workout_session::Column;
    let mut query = workout_session::Entity::find().filter(Column::UserId.eq(user.0));
    if let Some(status) = &filter.status {
        query = query.filter(Column::Status.is_in(status.iter().map(|status| status.as_text())));
    }
    if let Some(from) = filter.from {
        query = query.filter(Column::HappensAt.gte(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(Column::HappensAt.lt(until));
    }
    if let Some(exercise) = filter.exercise {
        query = query.filter(trained_with(exercise));
    }
    let rows = keyset::rows(db, query, Column::HappensAt, Column::Id, request).await?;
    let sessions = rows.into_iter().map(workout_session::Model::into_domain).collect::<Result<_, _>>()?;
    Ok(request.page(sessions))
}

fn trained_with(exercise: ExerciseId) -> Expr {
    let logs = Query::select()
        .expr(Expr::val(1))
        .from(workout_log::Entity)
        .and_where(
            Expr::col((workout_log::Entity, workout_log::Column::SessionId))
                .equals((workout_session::Entity, workout_session::Column::Id)),
        )
        .and_where(Expr::col((workout_log::Entity, workout_log::Column::ExerciseId)).eq(exercise.0))
        .to_owned();
    Expr::exists(logs)
}

/// Adds sessions; one statement for each thousand.
pub async fn insert(tx: &WriteTx, sessions: &[Session], now: DateTime<Utc>) -> Result<(), StoreError> {
    for chunk in sessions.chunks(1000) {
        let rows = chunk.iter().map(|session| row(session, now));
        workout_session::Entity::insert_many(rows).exec_without_returning(tx.raw()).await?;
    }
    Ok(())
}

fn row(session: &Session, now: DateTime<Utc>) -> workout_session::ActiveModel {
    let (source, program, custom) = source(session.workout);
    workout_session::ActiveModel {
        id: Set(session.id.0),
        user_id: Set(session.user.0),
        source_type: Set(source.to_owned()),
        program_workout_id: Set(program),
        custom_workout_id: Set(custom),
        program_enrolment_id: Set(session.enrolment.map(|id| id.0)),
        status: Set(session.status.as_text().to_owned()),
        planned_for: Set(session.planned_for),
        started_at: Set(session.started_at),
        completed_at: Set(session.completed_at),
        happens_at: Set(session.happens_at),
        notes: Set(session.notes.clone()),
        swapped_from_id: Set(session.swapped_from.map(|id| id.0)),
        created_at: Set(now),
        import_id: Set(session.imported.as_ref().map(|imported| imported.import.0)),
        import_key: Set(session.imported.as_ref().map(|imported| imported.key.clone())),
        title: Set(session.imported.as_ref().map(|imported| imported.title.clone())),
    }
}

/// Writes what may change of a session: its status, its instants and its notes.
pub async fn update(tx: &WriteTx, session: &Session) -> Result<(), StoreError> {
    use workout_session::Column;
    workout_session::Entity::update_many()
        .col_expr(Column::Status, Expr::value(session.status.as_text()))
        .col_expr(Column::StartedAt, Expr::value(session.started_at))
        .col_expr(Column::CompletedAt, Expr::value(session.completed_at))
        .col_expr(Column::HappensAt, Expr::value(session.happens_at))
        .col_expr(Column::Notes, Expr::value(session.notes.clone()))
        .filter(Column::Id.eq(session.id.0))
        .filter(Column::UserId.eq(session.user.0))
        .exec(tx.raw())
        .await?;
    Ok(())
}

/// The sessions that a session is tied to by swaps, itself among them: those it took the place of, directly or not,
/// and those that took its place, also where the swap was reverted.
pub async fn chain(db: &impl Connected, user: UserId, id: SessionId) -> Result<Vec<Session>, StoreError> {
    use workout_session::Column;
    let mut chain = find(db, user, &[id]).await?;
    loop {
        let known: Vec<Uuid> = chain.iter().map(|session| session.id.0).collect();
        let ahead = chain.iter().filter_map(|session| session.swapped_from).map(|id| id.0);
        let rows = workout_session::Entity::find()
            .filter(Column::UserId.eq(user.0))
            .filter(any_of(db, Column::Id, ahead).or(any_of(
                db,
                Column::SwappedFromId,
                known.iter().copied(),
            )))
            .filter(Column::Id.is_not_in(known))
            .all(db.raw())
            .await?;
        if rows.is_empty() {
            return Ok(chain);
        }
        for row in rows {
            chain.push(row.into_domain()?);
        }
    }
}

/// Removes sessions with their logs and sets. In one statement, so that they may point at each other.
pub async fn delete(tx: &WriteTx, ids: &[SessionId]) -> Result<(), StoreError> {
    workout_session::Entity::delete_many()
        .filter(any_of(tx, workout_session::Column::Id, ids.iter().map(|id| id.0)))
        .exec(tx.raw())
        .await?;
    Ok(())
}

/// What the columns say of where a workout comes from.
fn source(workout: Option<WorkoutId>) -> (&'static str, Option<Uuid>, Option<Uuid>) {
    match workout {
        Some(WorkoutId::Program(id)) => ("program", Some(id.0), None),
        Some(WorkoutId::Custom(id)) => ("custom", None, Some(id.0)),
        None => ("ad_hoc", None, None),
    }
}

/// A program's workout or a custom one, and when it was last completed.
type LastDone = (Option<Uuid>, Option<Uuid>, Option<DateTime<Utc>>);

/// When each workout was last completed, not after an instant; answered from two indexes.
pub async fn last_done(
    db: &impl Connected,
    user: UserId,
    until: DateTime<Utc>,
) -> Result<Vec<(WorkoutId, DateTime<Utc>)>, StoreError> {
    use workout_session::Column;
    let rows: Vec<LastDone> = workout_session::Entity::find()
        .select_only()
        .column(Column::ProgramWorkoutId)
        .column(Column::CustomWorkoutId)
        .column_as(Column::CompletedAt.max(), "last_completed_at")
        .filter(Column::UserId.eq(user.0))
        .filter(Column::Status.eq(SessionStatus::Completed.as_text()))
        .filter(Column::CompletedAt.lte(until))
        .group_by(Column::ProgramWorkoutId)
        .group_by(Column::CustomWorkoutId)
        .into_tuple()
        .all(db.raw())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(program, custom, last)| {
            let workout = program
                .map(|id| WorkoutId::Program(ProgramWorkoutId(id)))
                .or_else(|| custom.map(|id| WorkoutId::Custom(CustomWorkoutId(id))))?;
            Some((workout, last?))
        })
        .collect())
}
