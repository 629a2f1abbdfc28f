//! The only type that becomes words for a client.

use async_graphql::ErrorExtensions as _;

use crate::{
    service::{Failure, UserError},
    store::StoreError,
};

/// A protocol error with a stable code.
///
/// It does not implement `Display` on purpose: the library turns everything that does into a client error, so that
/// `?` on any other error must not compile.
#[derive(Clone, Debug)]
pub struct ApiError {
    code: &'static str,
    message: String,
    retry_after_seconds: Option<i64>,
}

/// What a resolver returns.
pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    const fn new(code: &'static str, message: String) -> Self {
        Self { code, message, retry_after_seconds: None }
    }

    /// The viewer is not signed in, or no longer.
    #[must_use]
    pub fn unauthenticated(message: &str) -> Self {
        Self::new("UNAUTHENTICATED", message.to_owned())
    }

    /// An argument is out of its range.
    #[must_use]
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self::new("BAD_USER_INPUT", message.into())
    }

    /// The query asks for too much at once.
    #[must_use]
    pub fn too_complex(message: String) -> Self {
        Self::new("QUERY_TOO_COMPLEX", message)
    }

    /// A fault of ours; its detail goes to the log and nowhere else.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(error = %error, "internal error");
        Self::new(
            "INTERNAL",
            "something went wrong on our side; quote the request id when you report it".to_owned(),
        )
    }

    /// Something that must be there is not.
    #[must_use]
    pub fn missing(what: &'static str) -> Self {
        Self::internal(&StoreError::Corrupt(what))
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::internal(&error)
    }
}

impl From<ApiError> for async_graphql::Error {
    fn from(error: ApiError) -> Self {
        Self::new(error.message).extend_with(|_, extensions| {
            extensions.set("code", error.code);
            if let Some(seconds) = error.retry_after_seconds {
                extensions.set("retryAfterSeconds", seconds);
            }
        })
    }
}

/// Parts what the caller can mend, which is data, from everything else, which is an error.
pub(super) fn mendable<T>(outcome: Result<T, Failure>) -> ApiResult<Result<T, Vec<UserError>>> {
    match outcome {
        Ok(done) => Ok(Ok(done)),
        Err(Failure::User(errors)) => Ok(Err(errors)),
        Err(Failure::Unauthenticated) => {
            Err(ApiError::unauthenticated("this account is gone; sign up again"))
        }
        Err(failure @ Failure::RateLimited { retry_after_seconds }) => Err(ApiError {
            retry_after_seconds: Some(retry_after_seconds),
            ..ApiError::new("RATE_LIMITED", failure.to_string())
        }),
        Err(Failure::Fault(error)) => Err(ApiError::internal(&*error)),
    }
}
