//! Users.

use async_graphql::{ID, Object};

use crate::{
    domain::account,
    graphql::{node::NodeId, scalar::Instant},
};

/// A user. Everybody sees only themselves.
#[derive(Clone)]
pub struct User(pub(in crate::graphql) account::User);

/// A user. Everybody sees only themselves.
#[Object]
impl User {
    /// Globally unique, opaque and stable identifier.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeId::User(self.0.id).encode()
    }

    /// E-mail address as it was typed at sign-up.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// What to call the user.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// IANA time zone: where the user's days begin and end.
    async fn time_zone(&self) -> &str {
        self.0.time_zone.name()
    }

    /// When the user signed up.
    async fn created_at(&self) -> Instant {
        self.0.created_at.into()
    }
}
