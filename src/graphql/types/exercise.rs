//! Exercises of the catalogue.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use super::muscle::{ExerciseMuscle, Muscle, MuscleGroup, MuscleRole};
use crate::{
    domain::{
        alternatives::{Gates, alternatives},
        catalogue, exercise,
    },
    graphql::{context::ContextExt as _, error::ApiResult, node::NodeId, page},
};

/// What an exercise needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "exercise::Equipment")]
pub enum Equipment {
    /// A barbell with plates.
    Barbell,
    /// One or two dumbbells.
    Dumbbell,
    /// A cable station.
    Cable,
    /// A machine.
    Machine,
    /// One or two kettlebells.
    Kettlebells,
    /// Elastic bands.
    Bands,
    /// The body alone, perhaps with a bar or a bench.
    BodyOnly,
    /// A medicine ball.
    MedicineBall,
    /// A Swiss ball.
    ExerciseBall,
    /// A cambered curl bar.
    EzCurlBar,
    /// A foam roller.
    FoamRoll,
    /// Anything else.
    Other,
    /// Nothing, or nothing named by the source.
    None,
}

/// What an exercise trains for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "exercise::Category")]
pub enum ExerciseCategory {
    /// Resistance training.
    Strength,
    /// The competition lifts and their variations.
    Powerlifting,
    /// Snatch, clean and jerk, and their variations.
    OlympicWeightlifting,
    /// Odd objects and carries.
    Strongman,
    /// Jumps and throws.
    Plyometrics,
    /// Endurance; tires no muscle group in the recovery model.
    Cardio,
    /// Flexibility and self-massage; tires no muscle group in the recovery model.
    Stretching,
}

/// The experience that an exercise asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "exercise::Level")]
pub enum ExerciseLevel {
    /// Anybody after an introduction.
    Beginner,
    /// Months of training.
    Intermediate,
    /// Years of training.
    Expert,
}

/// The direction of the effort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "exercise::Force")]
pub enum ExerciseForce {
    /// Away from the body.
    Push,
    /// Towards the body.
    Pull,
    /// Without movement.
    Static,
}

/// One joint or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "exercise::Mechanic")]
pub enum ExerciseMechanic {
    /// Several joints.
    Compound,
    /// One joint.
    Isolation,
}

/// A movement of the catalogue.
#[derive(Clone)]
pub struct Exercise(pub(in crate::graphql) Arc<exercise::Exercise>);

/// A movement of the catalogue.
#[Object(serial)]
impl Exercise {
    /// Globally unique, opaque and stable identifier.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeId::Exercise(self.0.id).encode()
    }

    /// Stable name for links, e.g. `barbell-full-squat`.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// English name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it needs.
    async fn equipment(&self) -> Equipment {
        self.0.equipment.into()
    }

    /// What it trains for.
    async fn category(&self) -> ExerciseCategory {
        self.0.category.into()
    }

    /// The experience that it asks for.
    async fn level(&self) -> ExerciseLevel {
        self.0.level.into()
    }

    /// The direction of the effort; null where the source does not tell.
    async fn force(&self) -> Option<ExerciseForce> {
        self.0.force.map(Into::into)
    }

    /// One joint or several; null where the source does not tell.
    async fn mechanic(&self) -> Option<ExerciseMechanic> {
        self.0.mechanic.map(Into::into)
    }

    /// How it is done, step by step; empty until a catalogue with instructions is imported.
    async fn instructions(&self) -> &[String] {
        &self.0.instructions
    }

    /// The muscle groups it loads, the primary one first.
    async fn muscles(&self, ctx: &Context<'_>) -> ApiResult<Vec<ExerciseMuscle>> {
        let groups = ctx.loaders().muscle_groups(self.0.muscles.iter().map(|(muscle, _)| *muscle)).await?;
        let muscles = groups.into_iter().zip(&self.0.muscles);
        Ok(muscles
            .map(|(group, (_, role))| ExerciseMuscle {
                muscle_group: MuscleGroup(group),
                role: (*role).into(),
            })
            .collect())
    }

    /// What can stand in for it, most similar first: the same primary muscle group and movement pattern, no cardio or
    /// stretching. Ties in the order of the slugs.
    #[graphql(complexity = "page::list_complexity(first, 5, child_complexity)")]
    async fn alternatives(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 5, desc = "How many at the most, 0 to 100.")] first: Option<i32>,
        #[graphql(desc = "The equipment at hand; what needs none is always offered. Default: any.")]
        equipment: Option<Vec<Equipment>>,
    ) -> ApiResult<Vec<ExerciseAlternative>> {
        let first = page::count(first, 5)?;
        let equipment: Option<Vec<exercise::Equipment>> =
            equipment.map(|list| list.into_iter().map(Into::into).collect());
        let catalogue = ctx.catalogue();
        let gates = Gates { equipment: equipment.as_deref(), not_these: &[], score: None };
        let candidates = catalogue.exercises().iter().map(|exercise| &**exercise);
        Ok(alternatives(&self.0, candidates, &gates, first)
            .into_iter()
            .filter_map(|alternative| {
                let exercise = catalogue.exercise(alternative.exercise.id)?;
                Some(ExerciseAlternative {
                    exercise: Self(Arc::clone(exercise)),
                    similarity: alternative.similarity,
                })
            })
            .collect())
    }
}

/// An exercise that can stand in for another.
#[derive(SimpleObject)]
pub struct ExerciseAlternative {
    /// The other exercise.
    pub exercise: Exercise,
    /// How alike they are, 0 to 100: muscle groups, mechanic, force, name, category and level.
    pub similarity: f64,
}

/// Which exercises to list; every condition that is given must hold.
#[derive(InputObject)]
pub struct ExerciseFilter {
    /// Words that the name must contain, without regard to case.
    search: Option<String>,
    /// A muscle group that the exercise must load.
    muscle: Option<Muscle>,
    /// The role in which it must load `muscle` (or, without that, any muscle group).
    role: Option<MuscleRole>,
    /// The equipment that the exercise may need.
    equipment: Option<Vec<Equipment>>,
}

impl From<ExerciseFilter> for catalogue::ExerciseFilter {
    fn from(filter: ExerciseFilter) -> Self {
        Self {
            search: filter.search,
            muscle: filter.muscle.map(Into::into),
            role: filter.role.map(Into::into),
            equipment: filter.equipment.map(|list| list.into_iter().map(Into::into).collect()),
        }
    }
}
