//! Sessions, workout logs and sets.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object};

use super::{exercise::Exercise, workout::Workout, workout_exercise::WorkoutExercise};
use crate::{
    domain::{
        id::{WorkoutExerciseId, WorkoutId},
        recovery,
        session::{self, LogSource},
    },
    graphql::{
        context::ContextExt as _,
        error::{ApiError, ApiResult},
        loader::{LogsOf, SetsOf},
        node::NodeId,
        scalar::{Date, Instant},
    },
};

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "session::SessionStatus")]
pub enum SessionStatus {
    /// On the calendar.
    Planned,
    /// Started, not finished.
    InProgress,
    /// Finished; its sets count.
    Completed,
    /// Left out on purpose.
    Skipped,
    /// Another session took its place, or the swap that made it was reverted.
    Replaced,
}

/// Where a session's workout comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum WorkoutSource {
    /// A program.
    Program,
    /// A custom workout.
    Custom,
    /// Nothing was prescribed.
    AdHoc,
}

/// What a set was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "recovery::SetKind")]
pub enum SetKind {
    /// A working set.
    Normal,
    /// Preparation: tires nothing and counts towards no volume.
    WarmUp,
    /// A working set that goes on with less weight and no rest.
    Drop,
    /// A working set to failure: nothing in reserve, whatever `rir` says.
    Failure,
}

/// A unit of mass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "session::WeightUnit")]
pub enum WeightUnit {
    /// Kilogram.
    Kilogram,
    /// International pound, 0.45359237 kg.
    Pound,
}

/// One occasion on which the viewer trains a workout, or nothing prescribed.
#[derive(Clone)]
pub struct WorkoutSession(pub(in crate::graphql) Arc<session::Session>);

/// One occasion on which the viewer trains a workout, or nothing prescribed.
#[Object]
impl WorkoutSession {
    /// Globally unique, opaque and stable identifier.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeId::Session(self.0.id).encode()
    }

    /// What is trained; null where nothing was prescribed.
    async fn workout(&self, ctx: &Context<'_>) -> Option<ApiResult<Workout>> {
        Workout::find(ctx, self.0.workout?).await.transpose()
    }

    /// Where the workout comes from.
    async fn source_type(&self) -> WorkoutSource {
        match self.0.workout {
            Some(WorkoutId::Program(_)) => WorkoutSource::Program,
            Some(WorkoutId::Custom(_)) => WorkoutSource::Custom,
            None => WorkoutSource::AdHoc,
        }
    }

    /// Where it stands.
    async fn status(&self) -> SessionStatus {
        self.0.status.into()
    }

    /// The calendar day it is planned for, where the viewer lives; null if it never was on the calendar.
    async fn planned_for(&self) -> Option<Date> {
        self.0.planned_for.map(Date)
    }

    /// When it was started; null if it was not, or nobody said when.
    async fn started_at(&self) -> Option<Instant> {
        self.0.started_at.map(Into::into)
    }

    /// When it was completed: the instant that recovery counts from.
    async fn completed_at(&self) -> Option<Instant> {
        self.0.completed_at.map(Into::into)
    }

    /// What another app called it; null unless it was imported.
    async fn title(&self) -> Option<&str> {
        self.0.imported.as_ref().map(|imported| imported.title.as_str())
    }

    /// The viewer's own words, up to 2000 characters.
    async fn notes(&self) -> Option<&str> {
        self.0.notes.as_deref()
    }

    /// The exercises as trained, in order; empty before the start.
    #[graphql(complexity = "1 + 8 * child_complexity")]
    async fn logs(&self, ctx: &Context<'_>) -> ApiResult<Vec<WorkoutLog>> {
        let logs = ctx.loaders().one(LogsOf(self.0.id)).await?;
        Ok(logs.iter().flat_map(|logs| logs.iter()).map(|log| WorkoutLog(Arc::clone(log))).collect())
    }

    /// The session that this one took the place of.
    async fn swapped_from(&self, ctx: &Context<'_>) -> Option<ApiResult<Self>> {
        let session = ctx.loaders().one(self.0.swapped_from?).await.transpose()?;
        Some(session.map(Self))
    }
}

/// One exercise as trained in a session.
#[derive(Clone)]
pub struct WorkoutLog(pub(in crate::graphql) Arc<session::WorkoutLog>);

/// One exercise as trained in a session.
#[Object]
impl WorkoutLog {
    /// Globally unique, opaque and stable identifier.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeId::WorkoutLog(self.0.id).encode()
    }

    /// The session it belongs to.
    async fn session(&self, ctx: &Context<'_>) -> ApiResult<WorkoutSession> {
        let session = ctx.loaders().one(self.0.session).await?;
        session.map(WorkoutSession).ok_or_else(|| ApiError::missing("workout_sessions"))
    }

    /// What was done.
    async fn exercise(&self, ctx: &Context<'_>) -> ApiResult<Exercise> {
        Ok(Exercise(ctx.loaders().exercise(self.0.exercise).await?))
    }

    /// Place in the session, from 1.
    async fn position(&self) -> i32 {
        i32::from(self.0.position)
    }

    /// When another log took its place; null while it is live.
    async fn replaced_at(&self) -> Option<Instant> {
        self.0.replaced_at.map(Into::into)
    }

    /// What the workout prescribes; null where nothing was prescribed, or no longer is.
    async fn prescription(&self, ctx: &Context<'_>) -> Option<ApiResult<WorkoutExercise>> {
        let (id, workout) = match self.0.source {
            LogSource::AdHoc | LogSource::Custom(_, None) => return None,
            LogSource::Program(id) => (WorkoutExerciseId::Program(id), None),
            LogSource::Custom(workout, Some(id)) => (WorkoutExerciseId::Custom(id), Some(workout)),
        };
        WorkoutExercise::find(ctx, id, workout).await.transpose()
    }

    /// The sets, in order.
    #[graphql(complexity = "1 + 5 * child_complexity")]
    async fn sets(&self, ctx: &Context<'_>) -> ApiResult<Vec<SetLog>> {
        let sets = ctx.loaders().one(SetsOf(self.0.id)).await?;
        Ok(sets.iter().flat_map(|sets| sets.iter()).cloned().map(SetLog).collect())
    }

    /// The number of its superset: logs of one session with the same number were done in turn. Null: alone.
    async fn superset(&self) -> Option<i32> {
        self.0.superset.map(i32::from)
    }

    /// The viewer's own words, up to 2000 characters.
    async fn notes(&self) -> Option<&str> {
        self.0.notes.as_deref()
    }

    /// The workout log that this one took the place of.
    async fn swapped_from(&self, ctx: &Context<'_>) -> Option<ApiResult<Self>> {
        let log = ctx.loaders().one(self.0.swapped_from?).await.transpose()?;
        Some(log.map(Self))
    }
}

/// One set as trained.
#[derive(Clone)]
pub struct SetLog(session::SetLog);

/// One set as trained.
#[Object]
impl SetLog {
    /// Place in the workout log, from 1.
    async fn number(&self) -> i32 {
        i32::from(self.0.number)
    }

    /// What the set was for.
    async fn kind(&self) -> SetKind {
        self.0.kind.into()
    }

    /// Repetitions, 0 to 1000; null for a set that is timed.
    async fn reps(&self) -> Option<i32> {
        self.0.reps.map(i32::from)
    }

    /// Load; null for the body alone, negative for assistance.
    async fn weight(
        &self,
        #[graphql(default_with = "WeightUnit::Kilogram", desc = "The unit to give it in.")] unit: WeightUnit,
    ) -> Option<f64> {
        self.0.weight_kg.map(|weight| session::WeightUnit::from(unit).from_kilograms(weight))
    }

    /// Repetitions in reserve, 0 to 10; null if nobody said.
    async fn rir(&self) -> Option<f64> {
        self.0.rir
    }

    /// Rating of perceived exertion, 10 - RIR; null if nobody said.
    async fn rpe(&self) -> Option<f64> {
        self.0.rir.map(|rir| 10.0 - rir)
    }

    /// Duration in seconds, 0 to 86400.
    async fn duration_seconds(&self) -> Option<i32> {
        self.0.duration_seconds.and_then(|seconds| i32::try_from(seconds).ok())
    }

    /// Distance in metres, 0 to 1000000.
    async fn distance_meters(&self) -> Option<f64> {
        self.0.distance_meters
    }
}

/// Which sessions to list; every condition that is given must hold.
#[derive(InputObject)]
pub struct SessionFilter {
    /// Where they stand; default: anywhere.
    pub(in crate::graphql) status: Option<Vec<SessionStatus>>,
    /// The first calendar day, where the viewer lives.
    pub(in crate::graphql) from: Option<Date>,
    /// The last calendar day, included.
    pub(in crate::graphql) to: Option<Date>,
    /// With this exercise among their logs.
    pub(in crate::graphql) exercise_id: Option<ID>,
}
