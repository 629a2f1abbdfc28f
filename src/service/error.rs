//! What can come of a use case besides success.

use std::{error::Error, fmt, result};

use crate::store::StoreError;

/// What a use case returns.
pub type Result<T> = result::Result<T, Failure>;

/// Why a use case did nothing.
#[derive(Debug)]
pub enum Failure {
    /// The caller can mend it.
    User(Vec<UserError>),
    /// Too many attempts.
    RateLimited {
        /// Seconds until the next attempt may succeed.
        retry_after_seconds: i64,
    },
    /// The caller's account is gone.
    Unauthenticated,
    /// A fault of ours, for the log.
    Fault(Box<dyn Error + Send + Sync>),
}

/// The stable kinds of what a caller can mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserErrorCode {
    /// A value is out of its range or contradicts another.
    Invalid,
    /// Nothing of the viewer's has this identifier.
    NotFound,
    /// The state has moved on.
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
    /// The key belongs to another request.
    IdempotencyKeyReused,
}

/// Something that the caller can mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserError {
    /// The stable kind.
    pub code: UserErrorCode,
    /// What to change, in English.
    pub message: String,
    /// Path into the input, from `input` on.
    pub field: Vec<String>,
}

impl UserError {
    /// An error about one field of the input; the path leaves out `input` itself.
    pub fn new(code: UserErrorCode, path: &str, message: impl Into<String>) -> Self {
        let steps = path.split('.').filter(|step| !step.is_empty()).map(str::to_owned);
        let field = std::iter::once("input".to_owned()).chain(steps).collect();
        Self { code, message: message.into(), field }
    }

    /// A value that is out of its range or contradicts another.
    pub fn invalid(path: &str, message: impl Into<String>) -> Self {
        Self::new(UserErrorCode::Invalid, path, message)
    }

    /// An identifier that leads to nothing of the viewer's.
    #[must_use]
    pub fn not_found(path: &str, noun: &str) -> Self {
        Self::new(UserErrorCode::NotFound, path, format!("there is no {noun} with this id among yours"))
    }
}

impl Failure {
    /// A fault of ours, for the log.
    pub fn fault(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Fault(error.into())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Fault(Box::new(error))
    }
}

impl From<UserError> for Failure {
    fn from(error: UserError) -> Self {
        Self::User(vec![error])
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(errors) => {
                let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
                f.write_str(&messages.join("; "))
            }
            Self::RateLimited { retry_after_seconds } => {
                write!(f, "too many attempts; try again in {retry_after_seconds} s")
            }
            Self::Unauthenticated => f.write_str("the account is gone"),
            Self::Fault(error) => write!(f, "{error}"),
        }
    }
}

impl Error for Failure {}
