//! Planning, training and logging sessions.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object};

use crate::{
    domain::session::SetDraft,
    graphql::{
        context::ContextExt as _,
        error::{ApiError, ApiResult, mendable},
        loader::Levels,
        node::{exercise_id, session_id, workout_id, workout_log_id},
        scalar::{Date, Instant},
        types::{
            payload::{SessionPayload, UserError},
            recovery::MuscleGroupRecovery,
            session::{SetKind, WeightUnit, WorkoutSession},
        },
    },
    service::{
        self, ExerciseLogDraft,
        complete_session::{CompleteSession, complete_session},
        log_session::{LogSession, Of, log_session},
        log_sets::{LogSets, log_sets},
        plan_session::{PlanSession, SessionWritten, plan_session},
        start_session::{StartSession, start_session},
    },
};

/// Which workout to plan, and when.
#[derive(InputObject)]
pub struct PlanSessionInput {
    /// Any workout of a program, or one of the viewer's own.
    workout_id: ID,
    /// The calendar day, where the viewer lives.
    planned_for: Date,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// What to start: a planned session or a workout, one of the two.
#[derive(InputObject)]
pub struct StartSessionInput {
    /// A planned session.
    session_id: Option<ID>,
    /// A workout that is not on the calendar.
    workout_id: Option<ID>,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// One set as trained.
#[derive(InputObject)]
pub struct SetLogInput {
    /// What the set was for.
    #[graphql(default_with = "SetKind::Normal")]
    kind: SetKind,
    /// Repetitions, 0 to 1000.
    reps: Option<i32>,
    /// Load in `unit`, -1000 to 2000 kg; negative for assistance, null for the body alone.
    weight: Option<f64>,
    /// The unit of `weight`.
    #[graphql(default_with = "WeightUnit::Kilogram")]
    unit: WeightUnit,
    /// Repetitions in reserve, 0 to 10. Missing: the recovery model assumes 2 and marks the score as estimated.
    rir: Option<f64>,
    /// Rating of perceived exertion, 10 - RIR. Together with `rir` the two must agree.
    rpe: Option<f64>,
    /// Duration in seconds, 0 to 86400.
    duration_seconds: Option<i32>,
    /// Distance in metres, 0 to 1000000.
    distance_meters: Option<f64>,
}

/// One exercise as trained.
#[derive(InputObject)]
pub struct ExerciseLogInput {
    /// The exercise.
    exercise_id: ID,
    /// The sets in order, at most 100.
    sets: Vec<SetLogInput>,
    /// The viewer's own words, at most 2000 characters.
    notes: Option<String>,
}

/// The sets of one workout log.
#[derive(InputObject)]
pub struct LogSetsInput {
    /// The workout log, of a session in progress.
    workout_log_id: ID,
    /// All its sets in order, at most 100: they replace those that were there.
    sets: Vec<SetLogInput>,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// Which session to complete, and when.
#[derive(InputObject)]
pub struct CompleteSessionInput {
    /// The session, in progress.
    session_id: ID,
    /// When it was completed: not in the future, not before its start. Default: now.
    completed_at: Option<Instant>,
    /// The viewer's own words, at most 2000 characters. Default: as they were.
    notes: Option<String>,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// A finished session with all its sets: of a workout, of a planned or started session, or of neither.
#[derive(InputObject)]
pub struct LogSessionInput {
    /// What was trained, if it was not on the calendar. Not together with `sessionId`.
    workout_id: Option<ID>,
    /// The planned or started session that was trained; its logs are replaced.
    session_id: Option<ID>,
    /// When it was completed: not in the future, not before `startedAt`. Default: now.
    completed_at: Option<Instant>,
    /// When it was started. Default: unknown.
    started_at: Option<Instant>,
    /// The viewer's own words, at most 2000 characters.
    notes: Option<String>,
    /// The exercises in order, at most 100.
    logs: Vec<ExerciseLogInput>,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

impl From<SetLogInput> for SetDraft {
    fn from(input: SetLogInput) -> Self {
        Self {
            kind: input.kind.into(),
            reps: input.reps,
            weight: input.weight,
            unit: input.unit.into(),
            rir: input.rir,
            rpe: input.rpe,
            duration_seconds: input.duration_seconds,
            distance_meters: input.distance_meters,
        }
    }
}

impl From<ExerciseLogInput> for ExerciseLogDraft {
    fn from(input: ExerciseLogInput) -> Self {
        Self {
            exercise: exercise_id(&input.exercise_id),
            sets: input.sets.into_iter().map(Into::into).collect(),
            notes: input.notes,
        }
    }
}

#[derive(Default)]
pub(super) struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Puts a workout on the calendar. Errors: `INVALID`, `NOT_FOUND`.
    async fn plan_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which workout to plan, and when.")] input: PlanSessionInput,
    ) -> ApiResult<SessionPayload> {
        let plan = PlanSession { workout: workout_id(&input.workout_id), planned_for: input.planned_for.0 };
        let key = input.idempotency_key.as_deref();
        payload(ctx, plan_session(&ctx.request().env, ctx.user()?, key, &plan).await).await
    }

    /// Starts a planned session, or a workout that is not on the calendar; its exercises stand ready to be logged.
    /// Starting a started session again changes nothing. Errors: `INVALID`, `NOT_FOUND`, `CONFLICT`.
    async fn start_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to start.")] input: StartSessionInput,
    ) -> ApiResult<SessionPayload> {
        let user = ctx.user()?;
        let start = match (&input.session_id, &input.workout_id) {
            (Some(id), None) => StartSession::Session(session_id(id)),
            (None, Some(id)) => StartSession::Workout(workout_id(id)),
            _ => return Ok(one_of("", "give sessionId or workoutId, one of the two")),
        };
        let key = input.idempotency_key.as_deref();
        payload(ctx, start_session(&ctx.request().env, user, key, &start).await).await
    }

    /// Live logging: replaces the sets of one workout log of a session in progress. Errors: `INVALID`, `NOT_FOUND`,
    /// `CONFLICT` (the session is not in progress).
    async fn log_sets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The sets of one workout log.")] input: LogSetsInput,
    ) -> ApiResult<SessionPayload> {
        let sets = LogSets {
            log: workout_log_id(&input.workout_log_id),
            sets: input.sets.into_iter().map(Into::into).collect(),
        };
        let key = input.idempotency_key.as_deref();
        payload(ctx, log_sets(&ctx.request().env, ctx.user()?, key, &sets).await).await
    }

    /// Completes a session in progress: from now on its sets tire. Completing it again at the same instant changes
    /// nothing. Errors: `INVALID`, `NOT_FOUND`, `CONFLICT`, `IN_THE_FUTURE`.
    async fn complete_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session to complete, and when.")] input: CompleteSessionInput,
    ) -> ApiResult<SessionPayload> {
        let complete = CompleteSession {
            session: session_id(&input.session_id),
            completed_at: input.completed_at.map(|Instant(at)| at),
            notes: input.notes,
        };
        let key = input.idempotency_key.as_deref();
        payload(ctx, complete_session(&ctx.request().env, ctx.user()?, key, &complete).await).await
    }

    /// One shot: a finished session with all its sets, also one of the past. Errors: `INVALID`, `NOT_FOUND`, `CONFLICT`,
    /// `IN_THE_FUTURE`.
    async fn log_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A finished session with all its sets.")] input: LogSessionInput,
    ) -> ApiResult<SessionPayload> {
        let user = ctx.user()?;
        let of = match (&input.session_id, &input.workout_id) {
            (Some(id), None) => Of::Session(session_id(id)),
            (None, Some(id)) => Of::Workout(workout_id(id)),
            (None, None) => Of::AdHoc,
            (Some(_), Some(_)) => {
                return Ok(one_of(
                    "workoutId",
                    "give sessionId or workoutId, not both: a session has its workout",
                ));
            }
        };
        let session = LogSession {
            of,
            completed_at: input.completed_at.map(|Instant(at)| at),
            started_at: input.started_at.map(|Instant(at)| at),
            notes: input.notes,
            logs: input.logs.into_iter().map(Into::into).collect(),
        };
        let key = input.idempotency_key.as_deref();
        payload(ctx, log_session(&ctx.request().env, user, key, &session).await).await
    }
}

fn one_of(path: &str, message: &str) -> SessionPayload {
    let errors = vec![service::UserError::invalid(path, message)];
    SessionPayload { user_errors: UserError::list(errors), ..SessionPayload::default() }
}

/// The session that was written, read anew, with the recovery that it changed.
pub(super) async fn payload(
    ctx: &Context<'_>,
    outcome: service::Result<SessionWritten>,
) -> ApiResult<SessionPayload> {
    let written = match mendable(outcome)? {
        Ok(written) => written,
        Err(errors) => {
            return Ok(SessionPayload { user_errors: UserError::list(errors), ..SessionPayload::default() });
        }
    };
    let request = ctx.request();
    request.forget();
    let loaders = ctx.loaders();
    let session = loaders.one(written.session).await?.ok_or_else(|| ApiError::missing("workout_sessions"))?;
    let levels = Levels::of_list(ctx.look_ahead().field("session"));
    let rows = [Arc::clone(&session)];
    loaders.prefetch_sessions(&request.env, ctx.user()?, &rows, &levels).await?;
    let recovery = MuscleGroupRecovery::load_many(ctx, written.changed, None).await?;
    Ok(SessionPayload { session: Some(WorkoutSession(session)), recovery, user_errors: Vec::new() })
}
