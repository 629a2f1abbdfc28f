//! Smart recommendations.

use std::sync::Arc;

use async_graphql::{Context, Enum, SimpleObject};

use super::{muscle::MuscleGroup, recovery::MuscleGroupRecovery, workout::Workout};
use crate::{
    domain::{
        muscle::Muscle,
        recommendation::{self, Recommendations},
    },
    graphql::{context::ContextExt as _, error::ApiResult, scalar::Instant},
    service::recommend::{ANALYSIS, Situation},
};

/// What to train at an instant, and why.
#[derive(SimpleObject)]
pub struct SmartRecommendations {
    /// The instant that the recommendations are for.
    pub at: Instant,
    /// What they were made from.
    pub analysis: TrainingAnalysis,
    /// The best workouts, best first.
    pub recommendations: Vec<WorkoutRecommendation>,
    /// The workouts within the limits that asked too much of a tired muscle group, the first to open first.
    pub excluded: Vec<ExcludedWorkout>,
    /// The advice to rest; null if there is something to train.
    pub rest_day: Option<RestDayAdvice>,
}

/// What was trained in the 7 times 24 hours before.
#[derive(SimpleObject)]
pub struct TrainingAnalysis {
    /// The beginning of the span, excluded.
    pub from: Instant,
    /// The end of the span, included.
    pub to: Instant,
    /// Sessions completed in it.
    pub sessions: i32,
    /// Sets on each of the 17 muscle groups.
    pub muscle_groups: Vec<MuscleGroupVolume>,
}

/// Sets on one muscle group.
#[derive(SimpleObject)]
pub struct MuscleGroupVolume {
    /// The muscle group.
    pub muscle_group: MuscleGroup,
    /// Primary sets count 1, secondary ones 0.5, warm-ups 0. Twelve a week are what recommendations aim at.
    pub fractional_sets: f64,
}

/// A recommended workout.
#[derive(SimpleObject)]
pub struct WorkoutRecommendation {
    /// Place, from 1.
    pub rank: i32,
    /// The workout.
    pub workout: Workout,
    /// What it is ranked by, 0 to 100: 0.6 * readiness + 30 * need + 10 * variety.
    pub score: f64,
    /// How recovered the muscle groups are that it loads, weighted by its sets, 0 to 100.
    pub readiness: f64,
    /// How much its primary muscle groups lack of their weekly sets, 0 to 1.
    pub need: f64,
    /// How long ago it was done, 0 to 1; 1 from seven days on and if never.
    pub variety: f64,
    /// The numbers behind it that matter most.
    pub reasons: Vec<RecommendationReason>,
}

/// What a reason is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "recommendation::ReasonCode")]
pub enum RecommendationReasonCode {
    /// How recovered a muscle group is; `value` is its score, above 30 and at most 100.
    MuscleRecovered,
    /// A muscle group lacks weekly sets; `value` is its sets of the last 7 days, below 12.
    WeeklySetsShort,
    /// The workout was not done for two days or more; `value` is the days.
    NotDoneRecently,
    /// The workout was never done; `value` is 0.
    NeverDone,
    /// The muscle group was asked for; `value` is its score. Only in generated workouts.
    InFocus,
}

/// A reason for a recommendation: numbers for clients that localise, words for those that do not.
#[derive(SimpleObject)]
pub struct RecommendationReason {
    /// What it is about.
    pub code: RecommendationReasonCode,
    /// An English sentence.
    pub message: String,
    /// The muscle group that it is about; null if it is about the workout.
    pub muscle_group: Option<MuscleGroup>,
    /// The number; its meaning depends on the code.
    pub value: Option<f64>,
}

impl RecommendationReason {
    pub(super) async fn load(
        ctx: &Context<'_>,
        reasons: Vec<recommendation::Reason>,
    ) -> ApiResult<Vec<Self>> {
        let mut loaded = Vec::new();
        for reason in reasons {
            let group = ctx.loaders().muscle_groups(reason.muscle).await?;
            loaded.push(Self {
                code: reason.code.into(),
                message: reason.message,
                muscle_group: group.into_iter().next().map(MuscleGroup),
                value: Some(reason.value),
            });
        }
        Ok(loaded)
    }
}

/// A workout that is not recommended yet, because a primary muscle group scores 30 or less.
#[derive(SimpleObject)]
pub struct ExcludedWorkout {
    /// The workout.
    pub workout: Workout,
    /// The primary muscle group that opens last.
    pub blocked_by: MuscleGroupRecovery,
    /// When every primary muscle group scores above 30, if nothing is trained until then.
    pub opens_at: Instant,
    /// An English sentence, e.g. `Quadriceps 23 %, ready in 7.8 h`.
    pub message: String,
}

/// The advice to rest: every workout asks too much of a tired muscle group.
#[derive(SimpleObject)]
pub struct RestDayAdvice {
    /// An English sentence.
    pub message: String,
    /// The muscle group whose recovery opens the first workout.
    pub opens_first: MuscleGroupRecovery,
    /// When it does.
    pub opens_at: Instant,
}

impl SmartRecommendations {
    /// What the ranking found, in the shape of the API.
    pub(in crate::graphql) async fn new(
        ctx: &Context<'_>,
        situation: &Situation,
        found: Recommendations,
    ) -> ApiResult<Self> {
        let at = Instant(situation.at);
        let mut recommendations = Vec::new();
        for (recommendation, rank) in found.ranked.into_iter().zip(1..) {
            recommendations.push(WorkoutRecommendation::new(ctx, recommendation, rank).await?);
        }
        let blocking = found.excluded.iter().map(|excluded| excluded.blocked_by);
        let blocking = MuscleGroupRecovery::load_many(ctx, blocking, Some(at)).await?;
        let excluded =
            found.excluded.into_iter().zip(blocking).map(|(excluded, blocked_by)| ExcludedWorkout {
                workout: Workout::new(excluded.workout),
                blocked_by,
                opens_at: excluded.opens_at.into(),
                message: excluded.message,
            });
        let rest_day = match found.rest_day {
            None => None,
            Some(rest) => {
                let opens_first = MuscleGroupRecovery::load_many(ctx, [rest.opens_first], Some(at)).await?;
                opens_first.into_iter().next().map(|opens_first| RestDayAdvice {
                    message: rest.message,
                    opens_first,
                    opens_at: rest.opens_at.into(),
                })
            }
        };
        Ok(Self {
            at,
            analysis: TrainingAnalysis::new(ctx, situation).await?,
            recommendations,
            excluded: excluded.collect(),
            rest_day,
        })
    }
}

impl TrainingAnalysis {
    async fn new(ctx: &Context<'_>, situation: &Situation) -> ApiResult<Self> {
        let weekly_sets = situation.weekly_sets();
        let groups = ctx.loaders().muscle_groups(Muscle::ALL).await?;
        Ok(Self {
            from: (situation.at - ANALYSIS).into(),
            to: situation.at.into(),
            sessions: i32::try_from(situation.week.sessions).unwrap_or(i32::MAX),
            muscle_groups: groups
                .into_iter()
                .map(|group| MuscleGroupVolume {
                    fractional_sets: *weekly_sets.get(group.muscle),
                    muscle_group: MuscleGroup(group),
                })
                .collect(),
        })
    }
}

impl WorkoutRecommendation {
    async fn new(
        ctx: &Context<'_>,
        recommendation: recommendation::Recommendation,
        rank: i32,
    ) -> ApiResult<Self> {
        Ok(Self {
            rank,
            workout: Workout::new(Arc::clone(&recommendation.workout)),
            score: recommendation.score,
            readiness: recommendation.readiness,
            need: recommendation.need,
            variety: recommendation.variety,
            reasons: RecommendationReason::load(ctx, recommendation.reasons).await?,
        })
    }
}
