//! The rules of training: pure functions and plain structs, no I/O, no clock but the one handed in.

pub mod account;
pub mod alternatives;
pub mod archive;
pub mod catalogue;
pub mod exercise;
pub mod id;
pub mod import;
pub mod insight;
pub mod muscle;
pub mod page;
pub mod program;
pub mod recommendation;
pub mod recovery;
pub mod session;
pub mod swap;
pub mod system;
pub(crate) mod text;
pub mod workout;
