//! What the viewer says of their recovery.

use async_graphql::{Context, ID, InputObject, Object};

use crate::{
    domain::recovery::Override,
    graphql::{
        context::ContextExt as _,
        error::{ApiError, ApiResult, mendable},
        node::{NodeId, override_id},
        scalar::Instant,
        types::{
            muscle::Muscle,
            payload::{DeletePayload, RecoveryOverridePayload, UserError},
            recovery::{MuscleGroupRecovery, RecoveryOverride},
        },
    },
    service::override_recovery::{OverrideRecovery, override_recovery, remove_override},
    store::overrides,
};

/// What the viewer says of a muscle group ("my chest feels fresh: 90").
#[derive(InputObject)]
pub struct OverrideRecoveryInput {
    /// The muscle group.
    muscle: Muscle,
    /// How recovered it is, above 0 and at most 100.
    score: f64,
    /// Since when, not in the future. Default: now.
    at: Option<Instant>,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// Which override to take back.
#[derive(InputObject)]
pub struct RemoveRecoveryOverrideInput {
    /// One of the viewer's overrides.
    override_id: ID,
}

#[derive(Default)]
pub(super) struct RecoveryMutation;

#[Object]
impl RecoveryMutation {
    /// Sets a muscle group's score from an instant on: fatigue restarts from it, and sessions completed at or before it
    /// stop counting for the muscle group. Errors: `INVALID`, `IN_THE_FUTURE`.
    async fn override_recovery(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the viewer says of a muscle group.")] input: OverrideRecoveryInput,
    ) -> ApiResult<RecoveryOverridePayload> {
        let user = ctx.user()?;
        let env = &ctx.request().env;
        let said = OverrideRecovery {
            muscle: input.muscle.into(),
            score: input.score,
            at: input.at.map(|Instant(at)| at),
        };
        let key = input.idempotency_key.as_deref();
        let written = match mendable(override_recovery(env, user, key, &said).await)? {
            Ok(written) => written,
            Err(errors) => {
                return Ok(RecoveryOverridePayload {
                    user_errors: UserError::list(errors),
                    ..RecoveryOverridePayload::default()
                });
            }
        };
        ctx.request().forget();
        let kept = overrides::find(&env.db, user, written.id).await?;
        let (id, said): (_, Override) = kept.ok_or_else(|| ApiError::missing("recovery_overrides"))?;
        Ok(RecoveryOverridePayload {
            recovery_override: Some(RecoveryOverride::new(id, said)),
            recovery: MuscleGroupRecovery::load_many(ctx, written.changed, None).await?,
            user_errors: Vec::new(),
        })
    }

    /// Takes an override back: everything counts as if it had never been said. Errors: `NOT_FOUND`.
    async fn remove_recovery_override(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which override to take back.")] input: RemoveRecoveryOverrideInput,
    ) -> ApiResult<DeletePayload> {
        let id = override_id(&input.override_id);
        Ok(match mendable(remove_override(&ctx.request().env, ctx.user()?, id).await)? {
            Ok(written) => {
                ctx.request().forget();
                DeletePayload {
                    deleted_id: Some(NodeId::RecoveryOverride(written.id).encode()),
                    recovery: MuscleGroupRecovery::load_many(ctx, written.changed, None).await?,
                    user_errors: Vec::new(),
                }
            }
            Err(errors) => DeletePayload { user_errors: UserError::list(errors), ..DeletePayload::default() },
        })
    }
}
