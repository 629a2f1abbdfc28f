//! gravl: a GraphQL API server for strength training.
//!
//! Rooms from the street to the cellar, each using only those below it:
//! `cli` and `lifecycle`, [`http`], [`graphql`], [`service`], [`store`] and [`catalogue`], [`domain`].

pub mod catalogue;
pub mod cli;
pub mod config;
pub mod domain;
pub mod graphql;
pub mod http;
pub mod key_file;
pub mod lifecycle;
pub mod secret;
pub mod service;
pub mod store;
pub mod system;
pub mod telemetry;
pub mod watch;
