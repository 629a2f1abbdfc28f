//! Use cases: one file, one use case, one transaction.

pub mod access_token;
pub mod account;
pub mod archive;
pub mod catalogue;
pub mod complete_session;
pub mod counts;
pub mod custom_workouts;
pub mod demo;
pub mod edit_session;
mod error;
pub mod follow_program;
pub mod generate_workout;
mod hs256;
pub mod import_sessions;
pub mod key_ring;
mod log_drafts;
pub mod log_session;
pub mod log_sets;
pub mod override_recovery;
pub mod own_exercises;
pub mod password;
pub mod plan_session;
pub mod recommend;
pub mod recovery;
pub mod refresh_tokens;
pub mod revert_swap;
pub mod seed_load;
pub mod sign_in;
pub mod sign_in_limit;
pub mod sign_out;
pub mod sign_up;
pub mod start_session;
pub mod swap_exercise;
pub mod swap_workout;
pub mod trainable;
mod write;

use std::sync::Arc;

pub use error::{Failure, Result, UserError, UserErrorCode};
pub use log_drafts::ExerciseLogDraft;

use crate::{
    domain::system::System,
    service::{
        access_token::AccessTokens, catalogue::CatalogueCache, counts::Counts, password::PasswordHasher,
    },
    store::Db,
};

/// Everything that a use case needs of the world.
#[derive(Clone)]
pub struct Env {
    /// The database.
    pub db: Db,
    /// Time, identifiers, randomness.
    pub system: Arc<dyn System>,
    /// The catalogue of this process.
    pub catalogue: Arc<CatalogueCache>,
    /// Password hashing.
    pub passwords: PasswordHasher,
    /// Access tokens.
    pub tokens: Arc<AccessTokens>,
    /// Whether attempts to sign in and sign up are limited.
    pub limit_sign_ins: bool,
    /// What is counted.
    pub counts: Counts,
}
