//! gravl from the outside, in one binary: what touches a database runs on SQLite and on PostgreSQL.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "what a test does not expect makes it fail"
)]

mod harness;

mod accounts;
mod advice;
mod archive;
mod backup;
mod binary;
mod catalogue;
mod concurrency;
mod docs;
mod editing;
mod expanding;
mod explain;
mod generate;
mod http;
mod imports;
mod insight;
mod keys;
mod layers;
mod load;
mod metrics;
mod migrations;
mod newcomer;
mod overrides;
mod own_exercises;
mod pages;
mod passwords;
mod processes;
mod races;
mod random_walk;
mod recovery;
mod rollout;
mod schema;
mod sessions;
mod statements;
mod swaps;
mod traces;
mod vectors;
