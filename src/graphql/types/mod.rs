//! The types of the schema: thin wrappers over the domain's structs, one file for each noun.

pub mod alternative;
pub mod exercise;
pub mod generated;
pub mod import;
pub mod insight;
pub mod muscle;
pub mod payload;
pub mod program;
pub mod recommendation;
pub mod recovery;
pub mod session;
pub mod swap;
pub mod user;
pub mod workout;
pub mod workout_exercise;
