//! Recovery: scores, and everything that explains them.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::{muscle::MuscleGroup, session::WorkoutLog};
use crate::{
    domain::{
        id::OverrideId,
        muscle::Muscle,
        recovery::{self, MuscleState, contributions},
    },
    graphql::{
        context::ContextExt as _,
        error::{ApiError, ApiResult},
        loader::MuscleGroupRow,
        node::NodeId,
        page,
        scalar::Instant,
    },
    service::recovery::History,
};

/// How recovered a muscle group is, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "recovery::Status")]
pub enum RecoveryStatus {
    /// Score up to 30: do not train it.
    Fatigued,
    /// Score above 30, up to 60.
    Recovering,
    /// Score above 60, below 80.
    NearlyRecovered,
    /// Score 80 or more.
    Recovered,
}

/// How recovered one muscle group of the viewer is at an instant, and why.
///
/// Every performed set leaves an impulse of fatigue that decays exponentially, with a time constant of 30 to 40 hours
/// depending on the muscle group; the score is 100 * exp(-sum / 3). An engineering calibration against the training
/// literature (see docs/API.md), not medical advice.
#[derive(Clone)]
pub struct MuscleGroupRecovery {
    group: Arc<MuscleGroupRow>,
    state: MuscleState,
    at: DateTime<Utc>,
}

impl MuscleGroupRecovery {
    /// One muscle group's recovery.
    pub(in crate::graphql) async fn load(
        ctx: &Context<'_>,
        group: Arc<MuscleGroupRow>,
        at: Option<Instant>,
    ) -> ApiResult<Self> {
        ctx.user()?;
        let at = ctx.at(at)?;
        let states = ctx.loaders().states(at).await?;
        let state = *states.get(group.muscle);
        Ok(Self { group, state, at })
    }

    /// The recovery of some muscle groups, in the order asked for.
    pub(in crate::graphql) async fn load_many(
        ctx: &Context<'_>,
        muscles: impl IntoIterator<Item = Muscle>,
        at: Option<Instant>,
    ) -> ApiResult<Vec<Self>> {
        ctx.user()?;
        let at = ctx.at(at)?;
        let loaders = ctx.loaders();
        let states = loaders.states(at).await?;
        let groups = loaders.muscle_groups(muscles).await?;
        Ok(groups.into_iter().map(|group| Self { state: *states.get(group.muscle), group, at }).collect())
    }

    /// The score, 0 < score <= 100.
    pub(in crate::graphql) fn value(&self) -> f64 {
        self.state.score_at(self.group.muscle, self.at)
    }
}

/// How recovered one muscle group of the viewer is at an instant, and why.
///
/// Every performed set leaves an impulse of fatigue that decays exponentially, with a time constant of 30 to 40 hours
/// depending on the muscle group; the score is 100 * exp(-sum / 3). An engineering calibration against the training
/// literature (see docs/API.md), not medical advice.
#[Object]
impl MuscleGroupRecovery {
    /// The muscle group.
    async fn muscle_group(&self) -> MuscleGroup {
        MuscleGroup(Arc::clone(&self.group))
    }

    /// How recovered it is in per cent: above 0, at most 100. Untrained muscle groups are at 100.
    async fn score(&self) -> f64 {
        self.value()
    }

    /// The score in words.
    async fn status(&self) -> RecoveryStatus {
        recovery::Status::of(self.value()).into()
    }

    /// Whether repetitions in reserve were missing from a set that counts and 2 were assumed.
    async fn estimated(&self) -> bool {
        self.state.is_estimated_at(self.at)
    }

    /// When a session that loaded it was last completed; null if never.
    async fn last_trained_at(&self) -> Option<Instant> {
        self.state.last_trained_at.map(Into::into)
    }

    /// Sets of the 7 times 24 hours before: primary ones count 1, secondary ones 0.5, warm-ups 0.
    async fn sets_last7_days(&self, ctx: &Context<'_>) -> ApiResult<f64> {
        let week = ctx.loaders().week(self.at).await?;
        Ok(*week.fractional_sets(self.at).get(self.group.muscle))
    }

    /// When the score reaches a threshold if nothing more is trained: the instant asked about if it has already. Null
    /// if it never does: a tired muscle group approaches 100 without reaching it.
    async fn recovered_at(
        &self,
        #[graphql(default = 80.0, desc = "The threshold, above 0 and at most 100.")] score: f64,
    ) -> Option<ApiResult<Instant>> {
        if !(score > 0.0 && score <= 100.0) {
            let message = format!("score lies above 0 and at most at 100, not at {score}");
            return Some(Err(ApiError::bad_input(message)));
        }
        self.state.reaches(self.group.muscle, score, self.at).map(|instant| Ok(instant.into()))
    }

    /// The workout logs that tire it, the most tiring first.
    #[graphql(complexity = "page::list_complexity(first, 5, child_complexity)")]
    async fn contributions(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 5, desc = "How many at the most, 0 to 100.")] first: Option<i32>,
    ) -> ApiResult<Vec<RecoveryContribution>> {
        let first = page::count(first, 5)?;
        let explanation = ctx.loaders().explanation(self.at).await?;
        let History { logs, overrides } = &explanation.history;
        let mut list = contributions(logs, overrides, self.group.muscle, self.at);
        list.truncate(first);
        list.into_iter()
            .map(|contribution| {
                let log = explanation
                    .logs
                    .get(&contribution.log)
                    .ok_or_else(|| ApiError::missing("workout_logs"))?;
                Ok(RecoveryContribution {
                    log: WorkoutLog(Arc::clone(log)),
                    impulse: contribution.impulse,
                    remaining: contribution.remaining,
                })
            })
            .collect()
    }
}

/// What one workout log contributes to the fatigue of a muscle group.
#[derive(SimpleObject)]
pub struct RecoveryContribution {
    /// The workout log.
    pub log: WorkoutLog,
    /// Fatigue when the session was completed, in units of one 10-repetition set to failure.
    pub impulse: f64,
    /// What is left of it, in the same units. All contributions of a muscle group add up to 3 * ln(100 / score).
    pub remaining: f64,
}

/// What the viewer said of a muscle group: from then on its fatigue restarts from this score.
#[derive(Clone)]
pub struct RecoveryOverride {
    id: OverrideId,
    said: recovery::Override,
}

impl RecoveryOverride {
    /// An override as it is kept.
    pub(in crate::graphql) const fn new(id: OverrideId, said: recovery::Override) -> Self {
        Self { id, said }
    }
}

/// What the viewer said of a muscle group: from then on its fatigue restarts from this score.
#[Object]
impl RecoveryOverride {
    /// Globally unique, opaque and stable identifier.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeId::RecoveryOverride(self.id).encode()
    }

    /// The muscle group.
    async fn muscle_group(&self, ctx: &Context<'_>) -> ApiResult<MuscleGroup> {
        let group = ctx.loaders().muscle_groups([self.said.muscle]).await?.pop();
        group.map(MuscleGroup).ok_or_else(|| ApiError::missing("muscle_groups"))
    }

    /// How recovered it was said to be, above 0 and at most 100.
    async fn score(&self) -> f64 {
        self.said.score
    }

    /// Since when.
    async fn at(&self) -> Instant {
        self.said.at.into()
    }
}
