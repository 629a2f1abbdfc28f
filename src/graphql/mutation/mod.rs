//! The mutations, one file for each noun.

pub mod account;
pub mod archive;
pub mod custom_workout;
pub mod edit_session;
pub mod exercise;
pub mod generate;
pub mod import;
pub mod program;
pub mod recovery;
pub mod session;
pub mod swap;

use async_graphql::MergedObject;

/// Everything that can be changed. Each field is one transaction: what answers with `userErrors` wrote nothing.
#[derive(Default, MergedObject)]
pub struct Mutation(
    account::AccountMutation,
    archive::ArchiveMutation,
    program::ProgramMutation,
    session::SessionMutation,
    edit_session::EditSessionMutation,
    custom_workout::CustomWorkoutMutation,
    exercise::ExerciseMutation,
    generate::GenerateMutation,
    import::ImportMutation,
    swap::SwapMutation,
    recovery::RecoveryMutation,
);
