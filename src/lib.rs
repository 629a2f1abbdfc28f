//! gravl: a GraphQL API server for strength training.

pub mod catalogue;
pub mod domain;
pub mod graphql;
pub mod service;
pub mod store;
pub mod system;
