//! Workouts: what to train.

use std::sync::Arc;

use async_graphql::{Context, ID, Interface, Object, SimpleObject};

use super::{
    exercise::Exercise,
    muscle::{MuscleGroup, MuscleRole},
    program::Program,
    workout_exercise::WorkoutExercise,
};
use crate::{
    domain::{
        id::WorkoutId,
        workout::{self, WorkoutOrigin},
    },
    graphql::{
        context::{ContextExt as _, Viewer},
        error::{ApiError, ApiResult},
        node::NodeId,
        scalar::Instant,
    },
    service::recommend::workout_readiness,
};

/// A template: an ordered list of prescribed exercises.
#[derive(Clone, Interface)]
#[graphql(
    field(name = "id", ty = "ID", desc = "Globally unique, opaque and stable identifier."),
    field(name = "name", ty = "String", desc = "What people call it."),
    field(
        name = "estimated_minutes",
        ty = "i32",
        desc = "Minutes that it takes: four seconds a repetition, the rests, a minute's change between exercises."
    ),
    field(
        name = "exercises",
        ty = "ApiResult<Vec<WorkoutExercise>>",
        desc = "What it prescribes, in order."
    ),
    field(
        name = "muscle_groups",
        ty = "ApiResult<Vec<WorkoutMuscleGroup>>",
        desc = "The muscle groups it loads, most sets first."
    ),
    field(
        name = "readiness",
        ty = "Option<ApiResult<f64>>",
        arg(
            name = "at",
            ty = "Option<Instant>",
            desc = "At which instant: any in the past, or up to 30 days ahead. Default: now."
        ),
        desc = "How ready the viewer's muscle groups are for it, 0 to 100: their recovery, weighted by their sets. \
                Null signed out."
    )
)]
pub enum Workout {
    /// Of a program.
    Program(ProgramWorkout),
    /// A user's own.
    Custom(CustomWorkout),
}

impl Workout {
    /// A workout as the kind that it is.
    pub(in crate::graphql) fn new(workout: Arc<workout::Workout>) -> Self {
        match workout.origin {
            WorkoutOrigin::Program { .. } => Self::Program(ProgramWorkout(workout)),
            WorkoutOrigin::Custom { .. } => Self::Custom(CustomWorkout(workout)),
        }
    }

    /// The workout with this identifier, if the viewer may see it.
    pub(in crate::graphql) async fn find(ctx: &Context<'_>, id: WorkoutId) -> ApiResult<Option<Self>> {
        let workout = match id {
            WorkoutId::Program(id) => ctx.catalogue().workout(id).map(Arc::clone),
            WorkoutId::Custom(id) => ctx.loaders().one(id).await?,
        };
        Ok(workout.map(Self::new))
    }
}

/// A workout of a program.
#[derive(Clone)]
pub struct ProgramWorkout(pub(in crate::graphql) Arc<workout::Workout>);

/// A user's own workout.
#[derive(Clone)]
pub struct CustomWorkout(pub(in crate::graphql) Arc<workout::Workout>);

/// The fields that both kinds share; the library knows no inheritance.
async fn exercises(ctx: &Context<'_>, workout: &workout::Workout) -> ApiResult<Vec<WorkoutExercise>> {
    let exercises = ctx.loaders().exercises(workout.exercises.iter().map(|row| row.exercise)).await?;
    let rows = workout.exercises.iter().zip(exercises);
    Ok(rows
        .map(|(row, exercise)| WorkoutExercise { row: row.clone(), exercise: Exercise(exercise) })
        .collect())
}

async fn muscle_groups(ctx: &Context<'_>, workout: &workout::Workout) -> ApiResult<Vec<WorkoutMuscleGroup>> {
    let catalogue = ctx.loaders().catalogue_knowing(workout.prescribed()).await?;
    let volume = workout.volume(|id| catalogue.exercise(id).map(|exercise| &**exercise));
    let groups = ctx.loaders().muscle_groups(volume.iter().map(|volume| volume.muscle)).await?;
    Ok(volume
        .into_iter()
        .zip(groups)
        .map(|(volume, group)| WorkoutMuscleGroup {
            muscle_group: MuscleGroup(group),
            role: volume.role.into(),
            fractional_sets: volume.fractional_sets,
        })
        .collect())
}

async fn readiness(
    ctx: &Context<'_>,
    workout: &workout::Workout,
    at: Option<Instant>,
) -> Option<ApiResult<f64>> {
    match ctx.request().viewer {
        Viewer::SignedIn(_) => Some(readiness_of_viewer(ctx, workout, at).await),
        Viewer::SignedOut | Viewer::Refused(_) => None,
    }
}

async fn readiness_of_viewer(
    ctx: &Context<'_>,
    workout: &workout::Workout,
    at: Option<Instant>,
) -> ApiResult<f64> {
    let at = ctx.at(at)?;
    let states = ctx.loaders().states(at).await?;
    let catalogue = ctx.loaders().catalogue_knowing(workout.prescribed()).await?;
    Ok(workout_readiness(&catalogue, workout, &states, at))
}

fn minutes(workout: &workout::Workout) -> i32 {
    i32::try_from(workout.estimated_minutes()).unwrap_or(i32::MAX)
}

/// A workout of a program.
#[Object(serial)]
impl ProgramWorkout {
    /// Globally unique, opaque and stable identifier.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeId::Workout(self.0.id).encode()
    }

    /// What people call it.
    async fn name(&self) -> String {
        self.0.name.clone()
    }

    /// Minutes that it takes: four seconds a repetition, the rests, a minute's change between exercises.
    async fn estimated_minutes(&self) -> i32 {
        minutes(&self.0)
    }

    /// What it prescribes, in order.
    #[graphql(complexity = "1 + 8 * child_complexity")]
    async fn exercises(&self, ctx: &Context<'_>) -> ApiResult<Vec<WorkoutExercise>> {
        exercises(ctx, &self.0).await
    }

    /// The muscle groups it loads, most sets first.
    #[graphql(complexity = "1 + 8 * child_complexity")]
    async fn muscle_groups(&self, ctx: &Context<'_>) -> ApiResult<Vec<WorkoutMuscleGroup>> {
        muscle_groups(ctx, &self.0).await
    }

    /// How ready the viewer's muscle groups are for it, 0 to 100: their recovery, weighted by their sets. Null signed
    /// out.
    async fn readiness(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At which instant: any in the past, or up to 30 days ahead. Default: now.")]
        at: Option<Instant>,
    ) -> Option<ApiResult<f64>> {
        readiness(ctx, &self.0, at).await
    }

    /// The program that it belongs to.
    async fn program(&self, ctx: &Context<'_>) -> ApiResult<Program> {
        let WorkoutOrigin::Program { program, .. } = self.0.origin else {
            return Err(ApiError::missing("program_workouts.program_id"));
        };
        let catalogue = ctx.catalogue();
        let program = catalogue.program(program).ok_or_else(|| ApiError::missing("programs"))?;
        Ok(Program(Arc::clone(program)))
    }

    /// Its day in the program's week, from 1.
    async fn day(&self) -> i32 {
        match self.0.origin {
            WorkoutOrigin::Program { day, .. } => i32::from(day),
            WorkoutOrigin::Custom { .. } => 0,
        }
    }
}

/// A user's own workout.
#[Object(serial)]
impl CustomWorkout {
    /// Globally unique, opaque and stable identifier.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeId::Workout(self.0.id).encode()
    }

    /// What its owner calls it.
    async fn name(&self) -> String {
        self.0.name.clone()
    }

    /// Minutes that it takes: four seconds a repetition, the rests, a minute's change between exercises.
    async fn estimated_minutes(&self) -> i32 {
        minutes(&self.0)
    }

    /// What it prescribes, in order.
    #[graphql(complexity = "1 + 8 * child_complexity")]
    async fn exercises(&self, ctx: &Context<'_>) -> ApiResult<Vec<WorkoutExercise>> {
        exercises(ctx, &self.0).await
    }

    /// The muscle groups it loads, most sets first.
    #[graphql(complexity = "1 + 8 * child_complexity")]
    async fn muscle_groups(&self, ctx: &Context<'_>) -> ApiResult<Vec<WorkoutMuscleGroup>> {
        muscle_groups(ctx, &self.0).await
    }

    /// How ready the owner's muscle groups are for it, 0 to 100: their recovery, weighted by their sets.
    async fn readiness(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At which instant: any in the past, or up to 30 days ahead. Default: now.")]
        at: Option<Instant>,
    ) -> Option<ApiResult<f64>> {
        readiness(ctx, &self.0, at).await
    }

    /// Whether its owner deleted it: history still shows it, but it can no longer be trained.
    async fn deleted(&self) -> bool {
        self.0.is_deleted()
    }

    /// The workout of a program that it is a fork of; null if it was made from scratch.
    async fn based_on(&self, ctx: &Context<'_>) -> Option<ProgramWorkout> {
        match self.0.origin {
            WorkoutOrigin::Custom { based_on: Some(id), .. } => {
                ctx.catalogue().workout(id).map(|workout| ProgramWorkout(Arc::clone(workout)))
            }
            WorkoutOrigin::Custom { based_on: None, .. } | WorkoutOrigin::Program { .. } => None,
        }
    }
}

/// A muscle group that a workout loads.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct WorkoutMuscleGroup {
    /// The muscle group.
    pub muscle_group: MuscleGroup,
    /// Primary if at least one exercise has it as primary.
    pub role: MuscleRole,
    /// Sets on it: primary ones count 1, secondary ones 0.5.
    pub fractional_sets: f64,
}

/// A workout that could take the place of a session's.
#[derive(SimpleObject)]
pub struct AvailableWorkout {
    /// The workout.
    pub workout: Workout,
    /// How ready the viewer's muscle groups are for it now, 0 to 100.
    pub readiness: f64,
}
