//! Changing, skipping and deleting sessions.

use async_graphql::{Context, ID, InputObject, Object};

use super::session::{ExerciseLogInput, payload};
use crate::{
    graphql::{
        context::ContextExt as _,
        error::{ApiResult, mendable},
        node::{NodeId, session_id},
        scalar::Instant,
        types::{
            payload::{DeletePayload, SessionPayload, UserError},
            recovery::MuscleGroupRecovery,
        },
    },
    service::edit_session::{UpdateSession, delete, skip, update},
};

/// What to change of a session.
#[derive(InputObject)]
pub struct UpdateSessionInput {
    /// The session.
    session_id: ID,
    /// When it was completed: not in the future, not before its start. Default: as it was.
    completed_at: Option<Instant>,
    /// The viewer's own words, at most 2000 characters; an empty text removes them. Default: as they were.
    notes: Option<String>,
    /// All exercises in order with all their sets, at most 100. Default: as they were.
    logs: Option<Vec<ExerciseLogInput>>,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// Which session to skip.
#[derive(InputObject)]
pub struct SkipSessionInput {
    /// A planned session, or a started one in which nothing is logged.
    session_id: ID,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// Which session to delete.
#[derive(InputObject)]
pub struct DeleteSessionInput {
    /// A session of any status but REPLACED.
    session_id: ID,
}

#[derive(Default)]
pub(super) struct EditSessionMutation;

#[Object]
impl EditSessionMutation {
    /// Changes a session; recovery is rebuilt from what is now true. Errors: `INVALID`, `NOT_FOUND`, `CONFLICT` (the
    /// session's status does not allow it), `IN_THE_FUTURE`.
    async fn update_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change of a session.")] input: UpdateSessionInput,
    ) -> ApiResult<SessionPayload> {
        let change = UpdateSession {
            session: session_id(&input.session_id),
            completed_at: input.completed_at.map(|Instant(at)| at),
            notes: input.notes,
            logs: input.logs.map(|logs| logs.into_iter().map(Into::into).collect()),
        };
        let key = input.idempotency_key.as_deref();
        payload(ctx, update(&ctx.request().env, ctx.user()?, key, &change).await).await
    }

    /// Leaves a session out. Errors: `NOT_FOUND`, `CONFLICT`, `HAS_LOGGED_SETS`.
    async fn skip_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session to skip.")] input: SkipSessionInput,
    ) -> ApiResult<SessionPayload> {
        let key = input.idempotency_key.as_deref();
        payload(ctx, skip(&ctx.request().env, ctx.user()?, key, session_id(&input.session_id)).await).await
    }

    /// Deletes a session with its logs and sets, and with the sessions that swaps replaced by it; recovery is rebuilt.
    /// The audit trail of swaps keeps its rows. Errors: `NOT_FOUND`, `CONFLICT`.
    async fn delete_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session to delete.")] input: DeleteSessionInput,
    ) -> ApiResult<DeletePayload> {
        let outcome = delete(&ctx.request().env, ctx.user()?, session_id(&input.session_id)).await;
        Ok(match mendable(outcome)? {
            Ok(written) => {
                ctx.request().forget();
                DeletePayload {
                    deleted_id: Some(NodeId::Session(written.session).encode()),
                    recovery: MuscleGroupRecovery::load_many(ctx, written.changed, None).await?,
                    user_errors: Vec::new(),
                }
            }
            Err(errors) => DeletePayload { user_errors: UserError::list(errors), ..DeletePayload::default() },
        })
    }
}
