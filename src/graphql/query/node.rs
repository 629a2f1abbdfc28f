//! Any object by its identifier, and the viewer.

use std::sync::Arc;

use async_graphql::{Context, ID, Interface, Object};

use crate::{
    graphql::{
        context::{ContextExt as _, Viewer},
        error::{ApiError, ApiResult, mendable},
        node::NodeId,
        types::{
            exercise::Exercise,
            import::SessionImport,
            muscle::MuscleGroup,
            program::Program,
            recovery::RecoveryOverride,
            session::{WorkoutLog, WorkoutSession},
            swap::WorkoutSwap,
            user::User,
            workout::{CustomWorkout, ProgramWorkout, Workout},
            workout_exercise::WorkoutExercise,
        },
    },
    service::archive,
    store::{imports, overrides, users},
};

/// The most identifiers at once.
const MOST: usize = 100;

/// An object with a globally unique identifier.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Globally unique, opaque and stable identifier."))]
pub enum Node {
    /// A user.
    User(User),
    /// A muscle group.
    MuscleGroup(MuscleGroup),
    /// An exercise.
    Exercise(Exercise),
    /// A program.
    Program(Program),
    /// A workout of a program.
    ProgramWorkout(ProgramWorkout),
    /// A user's own workout.
    CustomWorkout(CustomWorkout),
    /// An exercise that a workout prescribes.
    WorkoutExercise(WorkoutExercise),
    /// A session.
    WorkoutSession(WorkoutSession),
    /// A workout log.
    WorkoutLog(WorkoutLog),
    /// A swap.
    WorkoutSwap(WorkoutSwap),
    /// What the viewer said of their recovery.
    RecoveryOverride(RecoveryOverride),
    /// A history that the viewer brought from another app.
    SessionImport(SessionImport),
}

#[derive(Default)]
pub(super) struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The object with this identifier; null where there is none, or none that the viewer may see.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A globally unique identifier.")] id: ID,
    ) -> Option<ApiResult<Node>> {
        find(ctx, &id).await.transpose()
    }

    /// The objects with these identifiers, in their order; null where there is none, or none that the viewer may see.
    #[graphql(complexity = "ids.len() * child_complexity")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Globally unique identifiers, at most 100.")] ids: Vec<ID>,
    ) -> ApiResult<Vec<Option<ApiResult<Node>>>> {
        if ids.len() > MOST {
            return Err(ApiError::bad_input(format!("ids has at most {MOST} entries, not {}", ids.len())));
        }
        // All at once, so that the loaders see them together.
        Ok(futures_util::future::join_all(ids.iter().map(async |id| find(ctx, id).await.transpose())).await)
    }

    /// Everything that the viewer owns as one JSON text in gravl's own format, without loss: profile, exercises,
    /// workouts, programs, sessions with every log and set, swaps, overrides and imports. `importMyData` reads it.
    #[graphql(complexity = 500)]
    async fn export_my_data(&self, ctx: &Context<'_>) -> ApiResult<String> {
        mendable(archive::export(&ctx.request().env, ctx.user()?).await)?
            .map_err(|_errors| ApiError::missing("nothing that a caller could mend"))
    }

    /// The signed-in user; null signed out.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<ApiResult<User>> {
        match ctx.request().viewer {
            Viewer::SignedOut => None,
            Viewer::SignedIn(_) | Viewer::Refused(_) => viewer(ctx).await.transpose(),
        }
    }
}

async fn viewer(ctx: &Context<'_>) -> ApiResult<Option<User>> {
    let user = ctx.user()?;
    Ok(users::find(&ctx.request().env.db, user).await?.map(User))
}

async fn find(ctx: &Context<'_>, id: &ID) -> ApiResult<Option<Node>> {
    let Some(id) = NodeId::decode(id) else { return Ok(None) };
    let loaders = ctx.loaders();
    let catalogue = ctx.catalogue();
    Ok(match id {
        NodeId::User(id) => match ctx.request().viewer {
            Viewer::SignedIn(user) if user == id => viewer(ctx).await?.map(Node::User),
            _ => None,
        },
        NodeId::MuscleGroup(muscle) => {
            loaders.muscle_groups([muscle]).await?.pop().map(|group| Node::MuscleGroup(MuscleGroup(group)))
        }
        NodeId::Exercise(id) => {
            let catalogue = loaders.catalogue_knowing([id]).await?;
            catalogue.exercise(id).map(|row| Node::Exercise(Exercise(Arc::clone(row))))
        }
        NodeId::Program(id) => catalogue.program(id).map(|row| Node::Program(Program(Arc::clone(row)))),
        NodeId::Workout(id) => Workout::find(ctx, id).await?.map(|workout| match workout {
            Workout::Program(workout) => Node::ProgramWorkout(workout),
            Workout::Custom(workout) => Node::CustomWorkout(workout),
        }),
        NodeId::WorkoutExercise(id) => WorkoutExercise::find(ctx, id, None).await?.map(Node::WorkoutExercise),
        NodeId::Session(id) => loaders.one(id).await?.map(|row| Node::WorkoutSession(WorkoutSession(row))),
        NodeId::WorkoutLog(id) => loaders.one(id).await?.map(|row| Node::WorkoutLog(WorkoutLog(row))),
        NodeId::Swap(id) => loaders.one(id).await?.map(|row| Node::WorkoutSwap(WorkoutSwap((*row).clone()))),
        NodeId::RecoveryOverride(id) => match ctx.request().viewer {
            Viewer::SignedIn(user) => overrides::find(&ctx.request().env.db, user, id)
                .await?
                .map(|(id, said)| Node::RecoveryOverride(RecoveryOverride::new(id, said))),
            Viewer::SignedOut | Viewer::Refused(_) => None,
        },
        NodeId::Import(id) => match ctx.request().viewer {
            Viewer::SignedIn(user) => imports::find(&ctx.request().env.db, user, id)
                .await?
                .map(|import| Node::SessionImport(SessionImport(import))),
            Viewer::SignedOut | Viewer::Refused(_) => None,
        },
    })
}
