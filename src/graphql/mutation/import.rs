//! Bringing a history from another app, and taking it back.

use async_graphql::{Context, ID, InputObject, Object};

use crate::{
    graphql::{
        context::ContextExt as _,
        error::{ApiError, ApiResult, mendable},
        node::import_id,
        types::{
            import::{ImportPayload, ImportReceipt, ImportSource, SessionImport, UndoImportPayload},
            payload::UserError,
            recovery::MuscleGroupRecovery,
            session::WeightUnit,
        },
    },
    service::import_sessions::{ImportSessions, import_sessions, undo_import},
    store::imports,
};

/// A file from another app.
#[derive(InputObject)]
pub struct ImportSessionsInput {
    /// The app that wrote it. Default: its header tells.
    source: Option<ImportSource>,
    /// The text of the file, header and all: at most 5 MiB and 50,000 records.
    csv: String,
    /// IANA time zone of the times in it. Default: the viewer's.
    time_zone: Option<String>,
    /// The unit of its weights, where it does not say so itself. Where neither does, the answer is `INVALID`: it is never
    /// guessed.
    unit: Option<WeightUnit>,
    /// Only tells what would happen; nothing is written.
    #[graphql(default)]
    dry_run: bool,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// Which import to take back.
#[derive(InputObject)]
pub struct UndoImportInput {
    /// One of the viewer's imports.
    import_id: ID,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

#[derive(Default)]
pub(super) struct ImportMutation;

#[Object]
impl ImportMutation {
    /// Brings the sessions of a file that Strong, Hevy or `FitNotes` exported. What was imported before is not imported
    /// again. Lines that cannot be read are told; the others are imported. Errors: `INVALID` where the file cannot be
    /// read at all.
    async fn import_sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file.")] input: ImportSessionsInput,
    ) -> ApiResult<ImportPayload> {
        let (env, user) = (&ctx.request().env, ctx.user()?);
        let bring = ImportSessions {
            source: input.source.map(Into::into),
            content: input.csv.into_bytes().into(),
            time_zone: input.time_zone,
            unit: input.unit.map(Into::into),
            dry_run: input.dry_run,
        };
        let brought =
            match mendable(import_sessions(env, user, input.idempotency_key.as_deref(), &bring).await)? {
                Ok(brought) => brought,
                Err(errors) => {
                    return Ok(ImportPayload {
                        user_errors: UserError::list(errors),
                        ..ImportPayload::default()
                    });
                }
            };
        ctx.request().forget();
        let import = match brought.import {
            Some(id) => imports::find(&env.db, user, id).await?,
            None => None,
        };
        Ok(ImportPayload {
            session_import: import.map(SessionImport),
            receipt: Some(ImportReceipt(brought.receipt)),
            recovery: MuscleGroupRecovery::load_many(ctx, brought.changed, None).await?,
            user_errors: Vec::new(),
        })
    }

    /// Removes what an import made: its sessions as they are now, and the exercises that nothing else uses. Errors:
    /// `NOT_FOUND`; `CONFLICT` where it was undone already.
    async fn undo_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which import.")] input: UndoImportInput,
    ) -> ApiResult<UndoImportPayload> {
        let (env, user) = (&ctx.request().env, ctx.user()?);
        let id = import_id(&input.import_id);
        let undone = match mendable(undo_import(env, user, input.idempotency_key.as_deref(), id).await)? {
            Ok(undone) => undone,
            Err(errors) => {
                let user_errors = UserError::list(errors);
                return Ok(UndoImportPayload { user_errors, ..UndoImportPayload::default() });
            }
        };
        ctx.request().forget();
        let import = imports::find(&env.db, user, undone.import).await?;
        let number = |count: u64| i32::try_from(count).unwrap_or(i32::MAX);
        Ok(UndoImportPayload {
            session_import: Some(SessionImport(import.ok_or_else(|| ApiError::missing("imports"))?)),
            sessions_removed: number(undone.sessions),
            exercises_removed: number(undone.exercises),
            exercises_kept: number(undone.kept),
            recovery: MuscleGroupRecovery::load_many(ctx, undone.changed, None).await?,
            user_errors: Vec::new(),
        })
    }
}
