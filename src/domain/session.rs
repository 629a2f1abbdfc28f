//! Sessions: what was planned, what was trained, set by set.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

mod draft;

use super::{
    account::User,
    id::{
        CustomWorkoutExerciseId, CustomWorkoutId, EnrolmentId, ExerciseId, ImportId,
        ProgramWorkoutExerciseId, SessionId, UserId, WorkoutExerciseId, WorkoutId, WorkoutLogId,
    },
    recovery::{SetEffort, SetKind},
    text::text_enum,
};

pub use draft::{SetDraft, Wrong};

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    /// On the calendar.
    Planned,
    /// Started, not finished.
    InProgress,
    /// Finished; its sets count.
    Completed,
    /// Left out on purpose.
    Skipped,
    /// Another session took its place, or the swap that made it was reverted.
    Replaced,
}

text_enum!(SessionStatus {
    Planned = "planned",
    InProgress = "in_progress",
    Completed = "completed",
    Skipped = "skipped",
    Replaced = "replaced",
});

/// One occasion on which a user trains a workout, or nothing prescribed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Identifier.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// What is trained; none: ad hoc.
    pub workout: Option<WorkoutId>,
    /// The enrolment that planned it.
    pub enrolment: Option<EnrolmentId>,
    /// Where it stands.
    pub status: SessionStatus,
    /// The calendar day it is planned for, where the user lives.
    pub planned_for: Option<NaiveDate>,
    /// When it was started.
    pub started_at: Option<DateTime<Utc>>,
    /// When it was completed: the instant that recovery counts from.
    pub completed_at: Option<DateTime<Utc>>,
    /// Completion, else start, else noon of the planned day: the place in every list.
    pub happens_at: DateTime<Utc>,
    /// The user's own words.
    pub notes: Option<String>,
    /// The session that this one replaced.
    pub swapped_from: Option<SessionId>,
    /// Where it was brought from; none: trained with gravl.
    pub imported: Option<Imported>,
}

/// Where a session was brought from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// The import that made it.
    pub import: ImportId,
    /// What tells it from every other session of the user's in other apps.
    pub key: String,
    /// What the other app called it.
    pub title: String,
}

impl Session {
    /// A session on the calendar.
    #[must_use]
    pub fn planned(id: SessionId, user: &User, workout: WorkoutId, day: NaiveDate) -> Self {
        Self {
            id,
            user: user.id,
            workout: Some(workout),
            enrolment: None,
            status: SessionStatus::Planned,
            planned_for: Some(day),
            started_at: None,
            completed_at: None,
            happens_at: user.time_zone.noon_of(day),
            notes: None,
            swapped_from: None,
            imported: None,
        }
    }

    /// A session that was never on the calendar, in progress since an unknown instant.
    #[must_use]
    pub const fn ad_hoc(id: SessionId, user: UserId, workout: Option<WorkoutId>, now: DateTime<Utc>) -> Self {
        Self {
            id,
            user,
            workout,
            enrolment: None,
            status: SessionStatus::InProgress,
            planned_for: None,
            started_at: None,
            completed_at: None,
            happens_at: now,
            notes: None,
            swapped_from: None,
            imported: None,
        }
    }
}

/// One exercise as trained in a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkoutLog {
    /// Identifier.
    pub id: WorkoutLogId,
    /// The session it belongs to.
    pub session: SessionId,
    /// Place in the session, from 1.
    pub position: u16,
    /// What was done.
    pub exercise: ExerciseId,
    /// What prescribed it.
    pub source: LogSource,
    /// The log that this one replaced.
    pub swapped_from: Option<WorkoutLogId>,
    /// When another log took its place; none while it is live.
    pub replaced_at: Option<DateTime<Utc>>,
    /// The user's own words.
    pub notes: Option<String>,
    /// Logs of one session with the same number were done in turn.
    pub superset: Option<u16>,
}

/// What prescribed a workout log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogSource {
    /// Nothing did.
    AdHoc,
    /// A workout of a program.
    Program(ProgramWorkoutExerciseId),
    /// A custom workout; its exercise may have been removed since.
    Custom(CustomWorkoutId, Option<CustomWorkoutExerciseId>),
}

impl LogSource {
    /// The source that a workout's prescription stands for.
    #[must_use]
    pub const fn of(workout: WorkoutId, prescription: WorkoutExerciseId) -> Self {
        match (workout, prescription) {
            (_, WorkoutExerciseId::Program(id)) => Self::Program(id),
            (WorkoutId::Custom(workout), WorkoutExerciseId::Custom(id)) => Self::Custom(workout, Some(id)),
            (WorkoutId::Program(_), WorkoutExerciseId::Custom(_)) => Self::AdHoc,
        }
    }
}

/// One set as trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetLog {
    /// Place in the workout log, from 1.
    pub number: u16,
    /// What kind of set it was.
    pub kind: SetKind,
    /// Repetitions, 0..=1000.
    pub reps: Option<u16>,
    /// Load in kilograms, -1000..=2000; negative for assistance, none for the body alone.
    pub weight_kg: Option<f64>,
    /// Repetitions in reserve, 0..=10.
    pub rir: Option<f64>,
    /// Duration in seconds, 0..=86400.
    pub duration_seconds: Option<u32>,
    /// Distance in metres, 0..=1000000.
    pub distance_meters: Option<f64>,
}

impl SetLog {
    /// What the recovery model wants to know of the set.
    #[must_use]
    pub const fn effort(&self) -> SetEffort {
        SetEffort { kind: self.kind, reps: self.reps, duration_seconds: self.duration_seconds, rir: self.rir }
    }
}

/// A unit of mass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeightUnit {
    /// Kilogram.
    Kilogram,
    /// International avoirdupois pound, exactly 0.45359237 kg.
    Pound,
}

text_enum!(WeightUnit { Kilogram = "kilogram", Pound = "pound" });

impl WeightUnit {
    const KILOGRAMS_PER_POUND: f64 = 0.453_592_37;

    /// A mass in this unit, in kilograms.
    #[must_use]
    pub fn to_kilograms(self, value: f64) -> f64 {
        match self {
            Self::Kilogram => value,
            Self::Pound => value * Self::KILOGRAMS_PER_POUND,
        }
    }

    /// A mass in kilograms, in this unit, to the milligram: what was entered in pounds comes back as it was.
    #[must_use]
    pub fn from_kilograms(self, kilograms: f64) -> f64 {
        let value = match self {
            Self::Kilogram => kilograms,
            Self::Pound => kilograms / Self::KILOGRAMS_PER_POUND,
        };
        (value * 1e6).round() / 1e6
    }
}
