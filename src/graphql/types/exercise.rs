//! Exercises, of the catalogue and of the viewer's own.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object};

use super::{
    alternative::{AlternativeGates, ExerciseAlternative},
    muscle::{ExerciseMuscle, Muscle, MuscleGroup, MuscleRole},
};
use crate::{
    domain::{catalogue, exercise},
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

/// What can stand in for what: a leg curl never does for a leg extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "exercise::MovementPattern")]
pub enum MovementPattern {
    /// Knees and hips bend together under a load.
    Squat,
    /// The hips bend, the knees hardly.
    Hinge,
    /// A squat on one leg or in a split stance.
    Lunge,
    /// Away from the chest.
    HorizontalPush,
    /// Overhead, or down from the shoulders.
    VerticalPush,
    /// Towards the chest.
    HorizontalPull,
    /// Down from overhead.
    VerticalPull,
    /// The knee straightens alone.
    KneeExtension,
    /// The knee bends alone.
    KneeFlexion,
    /// The leg moves outwards.
    HipAbduction,
    /// The leg moves inwards.
    HipAdduction,
    /// The elbow bends alone.
    ElbowFlexion,
    /// The elbow straightens alone.
    ElbowExtension,
    /// The arm is raised or swept at the shoulder.
    ShoulderRaise,
    /// The shoulders are lifted.
    Shrug,
    /// The heel is lifted.
    CalfRaise,
    /// The trunk bends forwards.
    TrunkFlexion,
    /// The trunk turns or bends sideways.
    TrunkRotation,
    /// The trunk resists bending or turning.
    AntiExtension,
    /// A load is carried, dragged or pushed over a distance.
    Carry,
    /// The hand or the wrist works alone.
    Grip,
    /// The neck works alone.
    Neck,
    /// None of the others.
    Other,
}

/// A movement, of the catalogue or the viewer's own.
#[derive(Clone)]
pub struct Exercise(pub(in crate::graphql) Arc<exercise::Exercise>);

/// A movement, of the catalogue or the viewer's own.
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

    /// Name, in English for those of the catalogue.
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

    /// What it can stand in for; null for stretching and cardio, and where nobody told.
    async fn movement_pattern(&self) -> Option<MovementPattern> {
        self.0.pattern.map(Into::into)
    }

    /// Whether it is the viewer's own: nobody else sees it.
    async fn is_own(&self) -> bool {
        matches!(self.0.origin, exercise::ExerciseOrigin::Own { .. })
    }

    /// Whether its owner deleted it: history still shows it, and it can no longer be chosen.
    async fn is_deleted(&self) -> bool {
        !self.0.is_available()
    }

    /// How it is done, step by step; empty until a catalogue with instructions is imported.
    async fn instructions(&self) -> &[String] {
        &self.0.instructions
    }

    /// The muscle groups it loads, the primary one first; none where an import did not know them.
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
    /// stretching. What the viewer has excluded is never offered. Ties in the order of the slugs.
    #[graphql(complexity = "page::list_complexity(first, 5, child_complexity)")]
    async fn alternatives(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 5, desc = "How many at the most, 0 to 100.")] first: Option<i32>,
        #[graphql(
            desc = "The equipment at hand; what needs none is always offered. Default: the viewer's own where they named it, else any."
        )]
        equipment: Option<Vec<Equipment>>,
        #[graphql(
            default = false,
            desc = "Only exercises whose primary muscle group scores above 30 now; needs a signed-in viewer."
        )]
        recovered_only: bool,
        #[graphql(desc = "Nothing that is in this session of the viewer's already.")] session_id: Option<ID>,
    ) -> ApiResult<Vec<ExerciseAlternative>> {
        let first = page::count(first, 5)?;
        let gates = AlternativeGates::load(ctx, equipment, recovered_only, session_id).await?;
        let catalogue = ctx.loaders().catalogue_with_own().await?;
        let found = gates.alternatives(&self.0, &catalogue, first);
        Ok(found
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
