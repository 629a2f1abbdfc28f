//! What can stand in for an exercise.

use std::sync::Arc;

use async_graphql::{Context, ID, SimpleObject};
use chrono::{DateTime, Utc};

use super::exercise::{Equipment, Exercise};
use crate::{
    domain::{
        alternatives::{Alternative, Gates, alternatives},
        catalogue::Catalogue,
        exercise,
        id::ExerciseId,
        muscle::{Muscle, MuscleMap},
        recovery::MuscleState,
    },
    graphql::{
        context::{ContextExt as _, Viewer},
        error::ApiResult,
        loader::LogsOf,
        node,
    },
};

/// What an alternative must pass: what was asked for, and what the viewer wants always.
pub(super) struct AlternativeGates {
    equipment: Option<Vec<exercise::Equipment>>,
    not_these: Vec<ExerciseId>,
    recovery: Option<(Arc<MuscleMap<MuscleState>>, DateTime<Utc>)>,
}

impl AlternativeGates {
    pub(super) async fn load(
        ctx: &Context<'_>,
        equipment: Option<Vec<Equipment>>,
        recovered_only: bool,
        session: Option<ID>,
    ) -> ApiResult<Self> {
        let loaders = ctx.loaders();
        let mut gates = Self {
            equipment: equipment.map(|list| list.into_iter().map(Into::into).collect()),
            not_these: Vec::new(),
            recovery: None,
        };
        if let Viewer::SignedIn(_) = ctx.request().viewer {
            gates.not_these.extend_from_slice(&loaders.exclusions().await?);
            if gates.equipment.is_none() {
                gates.equipment.clone_from(&loaders.account().await?.equipment);
            }
        }
        if let Some(id) = session.as_ref().and_then(node::session_id)
            && let Some(logs) = loaders.one(LogsOf(id)).await?
        {
            gates.not_these.extend(logs.iter().map(|log| log.exercise));
        }
        if recovered_only {
            gates.recovery = Some((loaders.states(loaders.now()).await?, loaders.now()));
        }
        Ok(gates)
    }

    pub(super) fn alternatives<'a>(
        &self,
        of: &exercise::Exercise,
        catalogue: &'a Catalogue,
        first: usize,
    ) -> Vec<Alternative<'a>> {
        let score = |muscle: Muscle| {
            let recovery = self.recovery.as_ref();
            recovery.map_or(100.0, |(states, at)| states.get(muscle).score_at(muscle, *at))
        };
        let gates = Gates {
            equipment: self.equipment.as_deref(),
            not_these: &self.not_these,
            score: self.recovery.is_some().then_some(&score as &dyn Fn(_) -> f64),
        };
        alternatives(of, catalogue.choices().map(|exercise| &**exercise), &gates, first)
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
