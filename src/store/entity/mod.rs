//! One sea-orm entity for each table, private to the store.

pub(super) mod catalogue_state;
pub(super) mod custom_workout;
pub(super) mod custom_workout_exercise;
pub(super) mod excluded_exercise;
pub(super) mod exercise;
pub(super) mod exercise_muscle;
pub(super) mod idempotency_key;
pub(super) mod import;
pub(super) mod muscle_group;
pub(super) mod muscle_group_recovery;
pub(super) mod program;
pub(super) mod program_enrolment;
pub(super) mod program_workout;
pub(super) mod program_workout_exercise;
pub(super) mod rate_limit;
pub(super) mod recovery_override;
pub(super) mod refresh_token;
pub(super) mod set_log;
pub(super) mod user;
pub(super) mod workout_log;
pub(super) mod workout_session;
pub(super) mod workout_swap;
