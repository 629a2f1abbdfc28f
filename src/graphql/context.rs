//! What a request carries: who asks, from where, and its dataloaders.

use std::{
    net::IpAddr,
    sync::{Arc, PoisonError, RwLock},
};

use async_graphql::Context;
use chrono::{DateTime, TimeDelta, Utc};

use super::{
    error::{ApiError, ApiResult},
    loader::{CatalogueLoader, Loaders},
    scalar::Instant,
};
use crate::{
    domain::{catalogue::Catalogue, id::UserId},
    service::{Env, access_token::TokenProblem},
};

/// How far ahead recovery can be asked for.
const HORIZON: TimeDelta = TimeDelta::days(30);

/// The most instants that one request may ask about: each of the past is a replay of its own.
pub(super) const MOST_INSTANTS: usize = 32;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// Nobody in particular.
    SignedOut,
    /// Somebody whose token says nothing.
    Refused(TokenProblem),
    /// A user.
    SignedIn(UserId),
}

impl Viewer {
    /// The user, or the error that tells the client to sign in.
    pub fn user(self) -> ApiResult<UserId> {
        match self {
            Self::SignedIn(user) => Ok(user),
            Self::SignedOut => Err(ApiError::unauthenticated(
                "sign in first: send the accessToken of signIn as `Authorization: Bearer <accessToken>`",
            )),
            Self::Refused(TokenProblem::Expired) => Err(ApiError::unauthenticated(
                "the access token has expired; refreshTokens gives the next one",
            )),
            Self::Refused(TokenProblem::Invalid) => {
                Err(ApiError::unauthenticated("the access token is not one of this server; sign in again"))
            }
        }
    }
}

/// What a request carries.
pub struct RequestContext {
    /// The world of the use cases.
    pub env: Env,
    /// Who asks.
    pub viewer: Viewer,
    /// From where.
    pub address: Option<IpAddr>,
    loaders: RwLock<Arc<Loaders>>,
}

impl RequestContext {
    /// Begins a request.
    #[must_use]
    pub fn new(env: Env, catalogue: Arc<CatalogueLoader>, viewer: Viewer, address: Option<IpAddr>) -> Self {
        let loaders = Loaders::new(&env, catalogue, viewer);
        Self { env, viewer, address, loaders: RwLock::new(Arc::new(loaders)) }
    }

    /// The dataloaders, good until the next write of this request.
    #[must_use]
    pub fn loaders(&self) -> Arc<Loaders> {
        Arc::clone(&self.loaders.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Forgets everything that was read: a write has changed it.
    pub fn forget(&self) {
        let catalogue = self.loaders().catalogue_loader();
        let fresh = Arc::new(Loaders::new(&self.env, catalogue, self.viewer));
        *self.loaders.write().unwrap_or_else(PoisonError::into_inner) = fresh;
    }
}

/// Short ways to what a request carries.
pub trait ContextExt {
    /// What the request carries.
    fn request(&self) -> &RequestContext;

    /// The dataloaders.
    fn loaders(&self) -> Arc<Loaders> {
        self.request().loaders()
    }

    /// The catalogue of this request.
    fn catalogue(&self) -> Arc<Catalogue> {
        self.loaders().catalogue()
    }

    /// The signed-in user.
    fn user(&self) -> ApiResult<UserId> {
        self.request().viewer.user()
    }

    /// The instant that `at` means: the request's own by default, at most 30 days ahead.
    fn at(&self, at: Option<Instant>) -> ApiResult<DateTime<Utc>> {
        let now = self.loaders().now();
        let at = at.map_or(now, |Instant(at)| at);
        if !self.loaders().admits(at) {
            let message = format!(
                "the query asks for more than {MOST_INSTANTS} different instants; ask in several queries"
            );
            return Err(ApiError::too_complex(message));
        }
        if at > now + HORIZON {
            return Err(ApiError::bad_input(format!(
                "at lies more than 30 days ahead of now ({})",
                Instant(now).text()
            )));
        }
        Ok(at)
    }
}

impl ContextExt for Context<'_> {
    fn request(&self) -> &RequestContext {
        self.data_unchecked::<RequestContext>()
    }
}
