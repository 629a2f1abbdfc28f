//! Histories brought from other apps.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};

use super::{exercise::Exercise, payload::UserError, recovery::MuscleGroupRecovery};
use crate::{
    domain::{
        id::ExerciseId,
        import::{self, LineNote, NameOnReceipt, Receipt, SessionOnReceipt},
    },
    graphql::{context::ContextExt as _, error::ApiResult, node::NodeId, scalar::Instant},
    store::imports,
};

/// The app that wrote a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "import::Source")]
pub enum ImportSource {
    /// Strong, since 2015, in English, German, French or Portuguese.
    Strong,
    /// Hevy.
    Hevy,
    /// `FitNotes`, for Android or iOS.
    #[graphql(name = "FITNOTES")]
    FitNotes,
}

/// A history that the viewer brought from another app.
pub struct SessionImport(pub(in crate::graphql) imports::Import);

/// A history that the viewer brought from another app.
#[Object]
impl SessionImport {
    /// Globally unique, opaque and stable identifier.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeId::Import(self.0.id).encode()
    }

    /// When it came.
    async fn created_at(&self) -> Instant {
        self.0.created_at.into()
    }

    /// When it was undone; null while it stands.
    async fn undone_at(&self) -> Option<Instant> {
        self.0.undone_at.map(Into::into)
    }

    /// What became of every line.
    async fn receipt(&self) -> ImportReceipt {
        ImportReceipt(self.0.receipt.clone())
    }
}

/// What became of a file. Every record is a set of a session that was created or was there already, or stands among
/// `skipped` or `errors`.
pub struct ImportReceipt(pub(in crate::graphql) Receipt);

/// What became of a file. Every record is a set of a session that was created or was there already, or stands among
/// `skipped` or `errors`.
#[Object]
impl ImportReceipt {
    /// The app that wrote the file.
    async fn source(&self) -> ImportSource {
        self.0.source.into()
    }

    /// Records of the file, the header aside.
    async fn rows(&self) -> i32 {
        number(self.0.rows)
    }

    /// Sets of the created sessions.
    async fn sets_created(&self) -> i32 {
        number(self.0.sets())
    }

    /// How many sessions were created.
    async fn sessions_created(&self) -> i32 {
        number(self.0.created.len())
    }

    /// How many sessions were there already from an import before: same source, start and name.
    async fn sessions_known(&self) -> i32 {
        number(self.0.known.len())
    }

    /// The sessions that were created, by start.
    async fn created(&self) -> Vec<ImportedSession> {
        self.0.created.iter().cloned().map(ImportedSession).collect()
    }

    /// The sessions that were there already, by start. Nothing of them was changed.
    async fn known(&self) -> Vec<ImportedSession> {
        self.0.known.iter().cloned().map(ImportedSession).collect()
    }

    /// What each name of an exercise in the created sessions was taken for, by name.
    async fn exercises(&self) -> Vec<ImportedName> {
        self.0.names.iter().cloned().map(ImportedName).collect()
    }

    /// Records that are no set, by line: rest timers, notes, sets in which nothing was done.
    async fn skipped(&self) -> Vec<ImportLine> {
        lines(&self.0.skipped)
    }

    /// Records that could not be read, by line. The others were.
    async fn errors(&self) -> Vec<ImportLine> {
        lines(&self.0.errors)
    }

    /// What was left out of records that did become sets, by line.
    async fn remarks(&self) -> Vec<ImportLine> {
        lines(&self.0.remarks)
    }
}

/// A session of a file.
pub struct ImportedSession(SessionOnReceipt);

/// A session of a file.
#[Object(serial)]
impl ImportedSession {
    /// What the other app calls it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// When it began.
    async fn started_at(&self) -> Instant {
        self.0.started_at.into()
    }

    /// How many sets it has.
    async fn sets(&self) -> i32 {
        number(self.0.sets)
    }
}

/// What a name of an exercise was taken for.
pub struct ImportedName(NameOnReceipt);

/// What a name of an exercise was taken for.
#[Object]
impl ImportedName {
    /// The name in the file.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// How many sets have it.
    async fn sets(&self) -> i32 {
        number(self.0.sets)
    }

    /// The exercise; null where it would be new and nothing was written, and where the import was undone.
    async fn exercise(&self, ctx: &Context<'_>) -> ApiResult<Option<Exercise>> {
        found(ctx, self.0.exercise).await
    }

    /// How similar the names are, 0.75 to 1: the share of words in common. Null where the exercise is new.
    async fn similarity(&self) -> Option<f64> {
        self.0.similarity
    }

    /// Whether it became an exercise of the viewer's own, because no exercise or several could be meant. It tires no
    /// muscle group until `updateExercise` says what it trains.
    async fn is_new(&self) -> bool {
        self.0.similarity.is_none()
    }

    /// The exercises that were equally similar: too many to choose one.
    async fn candidates(&self, ctx: &Context<'_>) -> ApiResult<Vec<Exercise>> {
        let mut candidates = Vec::new();
        for id in &self.0.candidates {
            candidates.extend(found(ctx, *id).await?);
        }
        Ok(candidates)
    }
}

async fn found(ctx: &Context<'_>, id: ExerciseId) -> ApiResult<Option<Exercise>> {
    let catalogue = ctx.loaders().catalogue_knowing([id]).await?;
    Ok(catalogue.exercise(id).map(|exercise| Exercise(std::sync::Arc::clone(exercise))))
}

/// Something to say about a line of a file.
#[derive(SimpleObject)]
pub struct ImportLine {
    /// The line that the record begins in, from 1; the header is a line too.
    line: i32,
    /// What there is to say, in English.
    reason: String,
}

fn lines(notes: &[LineNote]) -> Vec<ImportLine> {
    let line = |note: &LineNote| ImportLine { line: number(note.line), reason: note.reason.to_string() };
    notes.iter().map(line).collect()
}

fn number(value: impl TryInto<i32>) -> i32 {
    value.try_into().unwrap_or(i32::MAX)
}

/// What an import did, or why it did nothing.
#[derive(Default, SimpleObject)]
pub struct ImportPayload {
    /// The import; null for a dry run.
    pub session_import: Option<SessionImport>,
    /// What became of every line, or would.
    pub receipt: Option<ImportReceipt>,
    /// The muscle groups whose recovery changed, as they are now.
    pub recovery: Vec<MuscleGroupRecovery>,
    /// What the caller can mend.
    pub user_errors: Vec<UserError>,
}

/// What the undoing of an import did, or why it did nothing.
#[derive(Default, SimpleObject)]
pub struct UndoImportPayload {
    /// The import.
    pub session_import: Option<SessionImport>,
    /// How many sessions were removed: those of the import that had not been deleted since.
    pub sessions_removed: i32,
    /// How many exercises that the import had made were removed.
    pub exercises_removed: i32,
    /// How many of them stay, because something else uses them.
    pub exercises_kept: i32,
    /// The muscle groups whose recovery changed, as they are now.
    pub recovery: Vec<MuscleGroupRecovery>,
    /// What the caller can mend.
    pub user_errors: Vec<UserError>,
}
