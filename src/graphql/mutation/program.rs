//! Following programs.

use async_graphql::{Context, Enum, ID, InputObject, Object};

use crate::{
    graphql::{
        context::ContextExt as _,
        error::{ApiResult, mendable},
        loader::Levels,
        node::program_id,
        scalar::Date,
        types::{
            payload::{FollowProgramPayload, UserError},
            session::WorkoutSession,
        },
    },
    service::{
        self,
        follow_program::{FollowProgram, Followed, follow_program, unfollow_program},
    },
};

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "chrono::Weekday")]
pub enum Weekday {
    /// Monday.
    #[graphql(name = "MONDAY")]
    Mon,
    /// Tuesday.
    #[graphql(name = "TUESDAY")]
    Tue,
    /// Wednesday.
    #[graphql(name = "WEDNESDAY")]
    Wed,
    /// Thursday.
    #[graphql(name = "THURSDAY")]
    Thu,
    /// Friday.
    #[graphql(name = "FRIDAY")]
    Fri,
    /// Saturday.
    #[graphql(name = "SATURDAY")]
    Sat,
    /// Sunday.
    #[graphql(name = "SUNDAY")]
    Sun,
}

/// Which program to follow, and when.
#[derive(InputObject)]
pub struct FollowProgramInput {
    /// The program.
    program_id: ID,
    /// The first day that may be trained on, where the viewer lives.
    starts_on: Date,
    /// The days of the week to train on, at least one. The workouts fall on them in order, over and over.
    weekdays: Vec<Weekday>,
    /// For how many weeks, 1 to 52.
    #[graphql(default = 4)]
    weeks: i32,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// Which program to leave.
#[derive(InputObject)]
pub struct UnfollowProgramInput {
    /// The program.
    program_id: ID,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

#[derive(Default)]
pub(super) struct ProgramMutation;

#[Object]
impl ProgramMutation {
    /// Follows a program: plans a session on each chosen weekday. Errors: `INVALID`, `NOT_FOUND`, `CONFLICT` (the program is
    /// followed in these weeks already).
    async fn follow_program(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which program to follow, and when.")] input: FollowProgramInput,
    ) -> ApiResult<FollowProgramPayload> {
        let user = ctx.user()?;
        let plan = FollowProgram {
            program: program_id(&input.program_id),
            starts_on: input.starts_on.0,
            weekdays: input.weekdays.into_iter().map(Into::into).collect(),
            weeks: input.weeks,
        };
        let key = input.idempotency_key.as_deref();
        payload(ctx, follow_program(&ctx.request().env, user, key, &plan).await).await
    }

    /// Stops following a program: sessions that it planned are skipped unless they are started, what was trained stays,
    /// and its workouts are no longer recommended. Errors: `NOT_FOUND`.
    async fn unfollow_program(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which program to leave.")] input: UnfollowProgramInput,
    ) -> ApiResult<FollowProgramPayload> {
        let (user, program) = (ctx.user()?, program_id(&input.program_id));
        let key = input.idempotency_key.as_deref();
        payload(ctx, unfollow_program(&ctx.request().env, user, key, program).await).await
    }
}

/// The sessions that were planned or skipped, read anew.
async fn payload(ctx: &Context<'_>, outcome: service::Result<Followed>) -> ApiResult<FollowProgramPayload> {
    let followed = match mendable(outcome)? {
        Ok(followed) => followed,
        Err(errors) => {
            let user_errors = UserError::list(errors);
            return Ok(FollowProgramPayload { user_errors, ..FollowProgramPayload::default() });
        }
    };
    ctx.request().forget();
    let loaders = ctx.loaders();
    let mut rows = loaders.many(followed.sessions.iter().copied()).await?;
    let rows: Vec<_> = followed.sessions.iter().filter_map(|id| rows.remove(id)).collect();
    let levels = Levels::of_list(ctx.look_ahead().field("sessions"));
    loaders.prefetch_sessions(&ctx.request().env, ctx.user()?, &rows, &levels).await?;
    Ok(FollowProgramPayload {
        sessions: rows.into_iter().map(WorkoutSession).collect(),
        user_errors: Vec::new(),
    })
}
