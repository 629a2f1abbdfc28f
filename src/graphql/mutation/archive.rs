//! Bringing back what `exportMyData` gave.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use crate::{
    graphql::{
        context::ContextExt as _,
        error::{ApiResult, mendable},
        types::{payload::UserError, recovery::MuscleGroupRecovery},
    },
    service::archive,
};

/// What `exportMyData` gave, here or on another server.
#[derive(InputObject)]
pub struct ImportMyDataInput {
    /// The text as it was given.
    json: String,
    /// Whether display name, time zone, equipment and unit are taken over too.
    #[graphql(default)]
    profile: bool,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// What came back, or why nothing did.
#[derive(Default, SimpleObject)]
pub struct ImportMyDataPayload {
    /// Sessions that were added.
    pub sessions_added: i32,
    /// Sessions that were there already; they stay as they are.
    pub sessions_known: i32,
    /// Sets that were added.
    pub sets_added: i32,
    /// Exercises of the viewer's own that were added.
    pub exercises_added: i32,
    /// Workouts of the viewer's own that were added.
    pub custom_workouts_added: i32,
    /// Swaps that were added to the audit trail.
    pub swaps_added: i32,
    /// Overrides that were added.
    pub overrides_added: i32,
    /// The muscle groups whose recovery changed, as they are now.
    pub recovery: Vec<MuscleGroupRecovery>,
    /// What the caller can mend.
    pub user_errors: Vec<UserError>,
}

#[derive(Default)]
pub(super) struct ArchiveMutation;

#[Object]
impl ArchiveMutation {
    /// Brings what an export holds and the viewer does not have yet, all or nothing. What they have stays as it is; the
    /// same export a second time adds nothing. Errors: `INVALID`.
    async fn import_my_data(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The export.")] input: ImportMyDataInput,
    ) -> ApiResult<ImportMyDataPayload> {
        let (env, user) = (&ctx.request().env, ctx.user()?);
        let key = input.idempotency_key.as_deref();
        let restored = match mendable(archive::import(env, user, key, &input.json, input.profile).await)? {
            Ok(restored) => restored,
            Err(errors) => {
                let user_errors = UserError::list(errors);
                return Ok(ImportMyDataPayload { user_errors, ..ImportMyDataPayload::default() });
            }
        };
        ctx.request().forget();
        let number = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        Ok(ImportMyDataPayload {
            sessions_added: number(restored.sessions),
            sessions_known: number(restored.known),
            sets_added: number(restored.sets),
            exercises_added: number(restored.exercises),
            custom_workouts_added: number(restored.workouts),
            swaps_added: number(restored.swaps),
            overrides_added: number(restored.overrides),
            recovery: MuscleGroupRecovery::load_many(ctx, restored.changed, None).await?,
            user_errors: Vec::new(),
        })
    }
}
