//! What mutations answer: the object that was written, or what the caller can mend.

use async_graphql::{Enum, ID, SimpleObject};

use super::{
    exercise::Exercise,
    recovery::{MuscleGroupRecovery, RecoveryOverride},
    session::WorkoutSession,
    swap::WorkoutSwap,
    user::User,
    workout::CustomWorkout,
};
use crate::{
    graphql::scalar::Instant,
    service::{self, refresh_tokens::SignedIn},
};

/// The stable kinds of what a caller can mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "service::UserErrorCode")]
pub enum UserErrorCode {
    /// A value is out of its range or contradicts another.
    Invalid,
    /// Nothing of the viewer's has this identifier.
    NotFound,
    /// The state has moved on: read it again.
    Conflict,
    /// The e-mail address has an account.
    EmailTaken,
    /// The e-mail address or the password is wrong.
    WrongCredentials,
    /// The refresh token is unknown, used, revoked or expired.
    TokenInvalid,
    /// An instant that must lie in the past does not.
    InTheFuture,
    /// Sets are logged where none may be.
    HasLoggedSets,
    /// The swap cannot be taken back now.
    NotRevertible,
    /// The idempotency key belongs to another request.
    IdempotencyKeyReused,
}

/// Something that the caller can mend. Nothing was written.
#[derive(Clone, Debug, SimpleObject)]
pub struct UserError {
    /// The stable kind.
    pub code: UserErrorCode,
    /// What to change, in English.
    pub message: String,
    /// Path into the input, e.g. `["input", "logs", "0", "sets", "1", "reps"]`.
    pub field: Option<Vec<String>>,
}

impl UserError {
    /// The errors of a use case as clients see them.
    pub(in crate::graphql) fn list(errors: Vec<service::UserError>) -> Vec<Self> {
        let convert = |error: service::UserError| Self {
            code: error.code.into(),
            message: error.message,
            field: Some(error.field),
        };
        errors.into_iter().map(convert).collect()
    }
}

/// A signed-in user with their tokens, or why there is none.
#[derive(Default, SimpleObject)]
pub struct AuthPayload {
    /// Who signed in.
    pub user: Option<User>,
    /// A JSON Web Token, good for 15 minutes: send it as `Authorization: Bearer <accessToken>`.
    pub access_token: Option<String>,
    /// When the access token ends.
    pub access_token_expires_at: Option<Instant>,
    /// Good for 30 days and one use: `refreshTokens` exchanges it for the next pair.
    pub refresh_token: Option<String>,
    /// What the caller can mend.
    pub user_errors: Vec<UserError>,
}

impl From<SignedIn> for AuthPayload {
    fn from(signed_in: SignedIn) -> Self {
        Self {
            user: Some(User(signed_in.user)),
            access_token: Some(signed_in.access.token),
            access_token_expires_at: Some(signed_in.access.expires_at.into()),
            refresh_token: Some(signed_in.refresh_token),
            user_errors: Vec::new(),
        }
    }
}

/// Whether signing out worked.
#[derive(Default, SimpleObject)]
pub struct SignOutPayload {
    /// True: the refresh token and all its descendants are void. The access token lives out its 15 minutes.
    pub signed_out: bool,
    /// What the caller can mend.
    pub user_errors: Vec<UserError>,
}

/// The sessions that were planned or skipped, or why none were.
#[derive(Default, SimpleObject)]
pub struct FollowProgramPayload {
    /// The sessions, in the order of the calendar: those that were planned, or those that were skipped.
    pub sessions: Vec<WorkoutSession>,
    /// What the caller can mend.
    pub user_errors: Vec<UserError>,
}

/// The session that was written, or why none was.
#[derive(Default, SimpleObject)]
pub struct SessionPayload {
    /// The session after the change.
    pub session: Option<WorkoutSession>,
    /// The muscle groups whose recovery changed, as they are now.
    pub recovery: Vec<MuscleGroupRecovery>,
    /// What the caller can mend.
    pub user_errors: Vec<UserError>,
}

/// The override that was written, or why none was.
#[derive(Default, SimpleObject)]
pub struct RecoveryOverridePayload {
    /// What the viewer said.
    pub recovery_override: Option<RecoveryOverride>,
    /// The muscle groups whose recovery changed, as they are now.
    pub recovery: Vec<MuscleGroupRecovery>,
    /// What the caller can mend.
    pub user_errors: Vec<UserError>,
}

/// The user whose profile changed, or why it did not.
#[derive(Default, SimpleObject)]
pub struct UserPayload {
    /// The user after the change.
    pub user: Option<User>,
    /// What the caller can mend.
    pub user_errors: Vec<UserError>,
}

/// What was deleted, or why nothing was.
#[derive(Default, SimpleObject)]
pub struct DeletePayload {
    /// The identifier of what is gone.
    pub deleted_id: Option<ID>,
    /// The muscle groups whose recovery changed, as they are now.
    pub recovery: Vec<MuscleGroupRecovery>,
    /// What the caller can mend.
    pub user_errors: Vec<UserError>,
}

/// The custom workout that was written, or why none was.
#[derive(SimpleObject)]
pub struct CustomWorkoutPayload {
    /// The workout after the change.
    pub custom_workout: Option<CustomWorkout>,
    /// What the caller can mend.
    pub user_errors: Vec<UserError>,
}

/// The swap that was made or taken back, or why not.
#[derive(Default, SimpleObject)]
pub struct SwapPayload {
    /// The row of the audit trail.
    pub swap: Option<WorkoutSwap>,
    /// The session that is live after the change.
    pub session: Option<WorkoutSession>,
    /// The muscle groups whose recovery changed, as they are now: where completed work was taken back.
    pub recovery: Vec<MuscleGroupRecovery>,
    /// What the caller can mend.
    pub user_errors: Vec<UserError>,
}

/// The exercise that was written, or why none was.
#[derive(Default, SimpleObject)]
pub struct ExercisePayload {
    /// The exercise after the change.
    pub exercise: Option<Exercise>,
    /// The muscle groups whose recovery changed, as they are now.
    pub recovery: Vec<MuscleGroupRecovery>,
    /// What the caller can mend.
    pub user_errors: Vec<UserError>,
}
