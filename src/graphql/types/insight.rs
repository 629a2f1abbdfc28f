//! What the viewer's history shows.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::NaiveDate;

use super::{
    exercise::Exercise,
    muscle::MuscleGroup,
    recommendation::MuscleGroupVolume,
    recovery::MuscleGroupRecovery,
    session::{WeightUnit, WorkoutSession},
};
use crate::{
    domain::{
        exercise,
        insight::{self, PerformedSet, Volume, brzycki, epley},
        session,
    },
    graphql::{
        context::ContextExt as _,
        error::{ApiError, ApiResult},
        scalar::{Date, Instant},
    },
};

/// What was trained in a week.
pub struct WeeklyVolume {
    pub(in crate::graphql) monday: NaiveDate,
    pub(in crate::graphql) volume: Volume,
}

/// What was trained in a week.
#[Object]
impl WeeklyVolume {
    /// The Monday that the week begins on, where the viewer lives.
    async fn week(&self) -> Date {
        Date(self.monday)
    }

    /// Completed sessions.
    async fn sessions(&self) -> i32 {
        i32::try_from(self.volume.sessions).unwrap_or(i32::MAX)
    }

    /// Performed sets but warm-ups.
    async fn sets(&self) -> i32 {
        i32::try_from(self.volume.sets).unwrap_or(i32::MAX)
    }

    /// Load times repetitions; sets with the body alone or with assistance add nothing.
    async fn tonnage(
        &self,
        #[graphql(default_with = "WeightUnit::Kilogram", desc = "The unit to give it in.")] unit: WeightUnit,
    ) -> f64 {
        in_unit(unit, self.volume.tonnage_kg)
    }

    /// Sets on each of the 17 muscle groups.
    #[graphql(complexity = "17 * child_complexity")]
    async fn muscle_groups(&self, ctx: &Context<'_>) -> ApiResult<Vec<MuscleGroupVolume>> {
        let sets = &self.volume.fractional_sets;
        let groups = ctx.loaders().muscle_groups(sets.iter().map(|(muscle, _)| muscle)).await?;
        Ok(groups
            .into_iter()
            .map(|group| MuscleGroupVolume {
                fractional_sets: *sets.get(group.muscle),
                muscle_group: MuscleGroup(group),
            })
            .collect())
    }
}

/// What was trained on a day.
#[derive(SimpleObject)]
pub struct TrainingDay {
    /// The day, where the viewer lives.
    pub day: Date,
    /// Completed sessions.
    pub sessions: i32,
    /// Performed sets but warm-ups.
    pub sets: i32,
}

/// The best of an exercise.
#[derive(SimpleObject)]
pub struct ExerciseRecords {
    /// The exercise.
    pub exercise: Exercise,
    /// The heaviest load.
    pub heaviest: RecordSet,
    /// The most repetitions; of several, the heaviest.
    pub most_reps: RecordSet,
    /// The highest estimated one-repetition maximum, after Epley.
    pub strongest: RecordSet,
    /// One point for each session, oldest first.
    pub trend: Vec<StrengthPoint>,
}

/// A set that set a record, the first one to do so.
pub struct RecordSet(pub(in crate::graphql) PerformedSet);

/// A set that set a record, the first one to do so.
#[Object]
impl RecordSet {
    /// The session it was done in.
    async fn session(&self, ctx: &Context<'_>) -> ApiResult<WorkoutSession> {
        let session = ctx.loaders().one(self.0.session).await?;
        session.map(WorkoutSession).ok_or_else(|| ApiError::missing("workout_sessions"))
    }

    /// When that session was completed.
    async fn completed_at(&self) -> Instant {
        self.0.completed_at.into()
    }

    /// Repetitions.
    async fn reps(&self) -> i32 {
        i32::from(self.0.reps)
    }

    /// Load.
    async fn weight(
        &self,
        #[graphql(default_with = "WeightUnit::Kilogram", desc = "The unit to give it in.")] unit: WeightUnit,
    ) -> f64 {
        in_unit(unit, self.0.weight_kg)
    }

    /// The load that could be lifted once, by a formula; more than 12 repetitions count as 12.
    async fn one_rep_max(
        &self,
        #[graphql(default_with = "OneRepMaxFormula::Epley", desc = "The formula.")] formula: OneRepMaxFormula,
        #[graphql(default_with = "WeightUnit::Kilogram", desc = "The unit to give it in.")] unit: WeightUnit,
    ) -> f64 {
        let kilograms = match formula {
            OneRepMaxFormula::Epley => epley(self.0.weight_kg, self.0.reps),
            OneRepMaxFormula::Brzycki => brzycki(self.0.weight_kg, self.0.reps),
        };
        in_unit(unit, kilograms)
    }
}

/// How a one-repetition maximum is estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum OneRepMaxFormula {
    /// Epley (1985): load * (1 + reps / 30); one repetition is the load itself.
    Epley,
    /// Brzycki (1993): load * 36 / (37 - reps).
    Brzycki,
}

/// How strong an exercise was in one session.
pub struct StrengthPoint(pub(in crate::graphql) insight::TrendPoint);

/// How strong an exercise was in one session.
#[Object]
impl StrengthPoint {
    /// When the session was completed.
    async fn completed_at(&self) -> Instant {
        self.0.completed_at.into()
    }

    /// The session's highest estimated one-repetition maximum, after Epley.
    async fn one_rep_max(
        &self,
        #[graphql(default_with = "WeightUnit::Kilogram", desc = "The unit to give it in.")] unit: WeightUnit,
    ) -> f64 {
        in_unit(unit, self.0.best_kg)
    }

    /// Load times repetitions of the session.
    async fn tonnage(
        &self,
        #[graphql(default_with = "WeightUnit::Kilogram", desc = "The unit to give it in.")] unit: WeightUnit,
    ) -> f64 {
        in_unit(unit, self.0.tonnage_kg)
    }
}

/// A muscle group that could be trained and is not.
#[derive(SimpleObject)]
pub struct NeglectedMuscleGroup {
    /// Its recovery.
    pub recovery: MuscleGroupRecovery,
    /// Sets of the last 7 times 24 hours: primary ones count 1, secondary ones 0.5.
    pub weekly_sets: f64,
    /// Days since it was last trained; null if never.
    pub days_since_trained: Option<f64>,
}

/// What to do next time, by double progression: first more repetitions, then more load.
pub struct SuggestedLoad(pub(in crate::graphql) insight::Progression);

/// What to do next time, by double progression: first more repetitions, then more load.
#[Object]
impl SuggestedLoad {
    /// Load.
    async fn weight(
        &self,
        #[graphql(default_with = "WeightUnit::Kilogram", desc = "The unit to give it in.")] unit: WeightUnit,
    ) -> f64 {
        in_unit(unit, self.0.weight_kg)
    }

    /// Repetitions to aim at in every set.
    async fn reps(&self) -> i32 {
        i32::from(self.0.reps)
    }

    /// Why.
    async fn reason(&self) -> SuggestedLoadReason {
        self.0.reason.into()
    }
}

/// Why a load is suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "insight::ProgressionReason")]
pub enum SuggestedLoadReason {
    /// Every set reached the most repetitions last time: a step more load, the fewest repetitions again.
    AllSetsAtTheTop,
    /// Between the two ends: the same load, one repetition more.
    MoreRepetitions,
    /// Two sessions in a row missed the fewest repetitions: a tenth less load.
    MissedTwice,
    /// Missed once: the same again.
    TryAgain,
}

fn in_unit(unit: WeightUnit, kilograms: f64) -> f64 {
    session::WeightUnit::from(unit).from_kilograms(kilograms)
}

impl ExerciseRecords {
    /// The records among an exercise's sets; none without any.
    pub(in crate::graphql) fn new(exercise: Arc<exercise::Exercise>, sets: &[PerformedSet]) -> Option<Self> {
        let records = insight::records(sets)?;
        Some(Self {
            exercise: Exercise(exercise),
            heaviest: RecordSet(records.heaviest),
            most_reps: RecordSet(records.most_reps),
            strongest: RecordSet(records.strongest),
            trend: insight::trend(sets).into_iter().map(StrengthPoint).collect(),
        })
    }
}
