//! Muscle groups.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};

use super::recovery::MuscleGroupRecovery;
use crate::{
    domain::muscle,
    graphql::{
        context::{ContextExt as _, Viewer},
        error::ApiResult,
        loader::MuscleGroupRow,
        node::NodeId,
        scalar::Instant,
    },
};

/// One of the 17 muscle groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "muscle::Muscle")]
pub enum Muscle {
    /// Rectus abdominis and obliques.
    Abdominals,
    /// Hip abductors.
    Abductors,
    /// Hip adductors.
    Adductors,
    /// Elbow flexors of the upper arm.
    Biceps,
    /// Gastrocnemius and soleus.
    Calves,
    /// Pectorals.
    Chest,
    /// Wrist flexors and extensors, grip.
    Forearms,
    /// Gluteals.
    Glutes,
    /// Hamstrings.
    Hamstrings,
    /// Latissimus dorsi.
    Lats,
    /// Spinal erectors of the lumbar region.
    LowerBack,
    /// Rhomboids and middle trapezius.
    MiddleBack,
    /// Neck flexors and extensors.
    Neck,
    /// Quadriceps.
    Quadriceps,
    /// Deltoids.
    Shoulders,
    /// Upper trapezius.
    Traps,
    /// Elbow extensors of the upper arm.
    Triceps,
}

/// How an exercise loads a muscle group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "muscle::Role")]
pub enum MuscleRole {
    /// The muscle group that the exercise is for; a set of it counts 1.
    Primary,
    /// A muscle group that helps; a set of it counts 0.5.
    Secondary,
}

/// A muscle group.
#[derive(Clone)]
pub struct MuscleGroup(pub(in crate::graphql) Arc<MuscleGroupRow>);

/// A muscle group.
#[Object(serial)]
impl MuscleGroup {
    /// Globally unique, opaque and stable identifier.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeId::MuscleGroup(self.0.muscle).encode()
    }

    /// Which one it is.
    async fn muscle(&self) -> Muscle {
        self.0.muscle.into()
    }

    /// English name, e.g. `Lower back`.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The viewer's recovery of it; null signed out.
    async fn recovery(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "At which instant: any in the past (later sessions do not count), or up to 30 days ahead \
                          (if nothing more is trained). Default: now."
        )]
        at: Option<Instant>,
    ) -> Option<ApiResult<MuscleGroupRecovery>> {
        match ctx.request().viewer {
            Viewer::SignedIn(_) => Some(MuscleGroupRecovery::load(ctx, Arc::clone(&self.0), at).await),
            Viewer::SignedOut | Viewer::Refused(_) => None,
        }
    }
}

/// A muscle group that an exercise loads.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ExerciseMuscle {
    /// The muscle group.
    pub muscle_group: MuscleGroup,
    /// How the exercise loads it.
    pub role: MuscleRole,
}
