//! What a user's history should be: a list in memory that knows the rules and nothing of the database.

use chrono::{DateTime, Utc};
use gravl::{
    domain::{
        catalogue::Catalogue,
        exercise::Exercise,
        id::{ExerciseId, OverrideId, SessionId, SwapId, WorkoutId, WorkoutLogId},
        recovery::{Override, SetEffort, TrainedLog},
        session::{SessionStatus, SetDraft},
    },
    service::UserErrorCode,
};

/// Everything that a user has done and not undone.
#[derive(Default)]
pub(super) struct Model {
    pub(super) sessions: Vec<Session>,
    pub(super) swaps: Vec<Swap>,
    pub(super) overrides: Vec<(OverrideId, Override)>,
    /// Exercises of the user's own.
    pub(super) own: Vec<Exercise>,
}

pub(super) struct Session {
    pub(super) id: SessionId,
    pub(super) workout: Option<WorkoutId>,
    pub(super) status: SessionStatus,
    pub(super) started_at: Option<DateTime<Utc>>,
    pub(super) completed_at: Option<DateTime<Utc>>,
    pub(super) swapped_from: Option<SessionId>,
    pub(super) logs: Vec<Log>,
}

#[derive(Clone)]
pub(super) struct Log {
    pub(super) id: WorkoutLogId,
    pub(super) exercise: ExerciseId,
    pub(super) sets: Vec<SetEffort>,
    /// False for one that was swapped for another.
    pub(super) live: bool,
}

pub(super) struct Swap {
    pub(super) id: SwapId,
    pub(super) what: What,
    pub(super) reverted: bool,
}

#[derive(Clone, Copy)]
pub(super) enum What {
    Workout { from: SessionId, to: SessionId },
    Exercise { from: WorkoutLogId, to: WorkoutLogId, onward: bool },
}

impl Log {
    pub(super) fn new(id: WorkoutLogId, exercise: ExerciseId, sets: &[SetDraft]) -> Self {
        Self { id, exercise, sets: efforts(sets), live: true }
    }
}

/// Sets as the recovery model sees them.
pub(super) fn efforts(sets: &[SetDraft]) -> Vec<SetEffort> {
    sets.iter().map(|set| set.check(1).unwrap().effort()).collect()
}

impl Session {
    pub(super) fn live(&self) -> impl Iterator<Item = &Log> {
        self.logs.iter().filter(|log| log.live)
    }

    pub(super) fn has_sets(&self) -> bool {
        self.live().any(|log| !log.sets.is_empty())
    }

    /// Still to come, or under way.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.status, SessionStatus::Planned | SessionStatus::InProgress)
    }

    /// Where sets are, or can be logged.
    pub(super) fn is_logged(&self) -> bool {
        matches!(self.status, SessionStatus::InProgress | SessionStatus::Completed)
    }
}

impl Model {
    pub(super) fn session(&mut self, id: SessionId) -> &mut Session {
        self.sessions.iter_mut().find(|session| session.id == id).unwrap()
    }

    pub(super) fn find(&self, id: SessionId) -> Option<&Session> {
        self.sessions.iter().find(|session| session.id == id)
    }

    pub(super) fn with_status(&self, status: SessionStatus) -> impl Iterator<Item = &Session> {
        self.sessions.iter().filter(move |session| session.status == status)
    }

    pub(super) fn log(&self, id: WorkoutLogId) -> Option<(&Session, &Log)> {
        let mut logs =
            self.sessions.iter().flat_map(|session| session.logs.iter().map(move |log| (session, log)));
        logs.find(|(_, log)| log.id == id)
    }

    pub(super) fn log_mut(&mut self, id: WorkoutLogId) -> &mut Log {
        let mut logs = self.sessions.iter_mut().flat_map(|session| &mut session.logs);
        logs.find(|log| log.id == id).unwrap()
    }

    /// What recovery is a function of, beside the overrides.
    pub(super) fn counting(&self, catalogue: &Catalogue) -> Vec<TrainedLog> {
        let completed = self.sessions.iter().filter_map(|session| {
            let counts = session.status == SessionStatus::Completed;
            counts.then(|| session.live().map(move |log| (session.completed_at.unwrap(), log)))
        });
        let trained = |(completed_at, log): (DateTime<Utc>, &Log)| TrainedLog {
            log: log.id,
            completed_at,
            muscles: catalogue.muscles_trained(log.exercise),
            sets: log.sets.clone(),
        };
        completed.flatten().map(trained).collect()
    }

    pub(super) fn said(&self) -> Vec<Override> {
        self.overrides.iter().map(|(_, said)| *said).collect()
    }

    /// Forgets a session with all that swaps tie it to.
    pub(super) fn delete(&mut self, id: SessionId) {
        let mut chain = vec![id];
        let mut known = 0;
        while known < chain.len() {
            known = chain.len();
            for session in &self.sessions {
                let tied = chain.contains(&session.id)
                    || session.swapped_from.is_some_and(|from| chain.contains(&from));
                chain.extend(session.swapped_from.filter(|_| tied));
                chain.extend(tied.then_some(session.id));
            }
            chain.sort_unstable();
            chain.dedup();
        }
        self.sessions.retain(|session| !chain.contains(&session.id));
    }

    /// Takes a swap back, if the rules allow it.
    pub(super) fn revert(&mut self, id: SwapId, discard: bool) -> Result<(), UserErrorCode> {
        let index = self.swaps.iter().position(|swap| swap.id == id).unwrap();
        if self.swaps[index].reverted {
            return Err(UserErrorCode::NotRevertible);
        }
        match self.swaps[index].what {
            What::Workout { from, to } => self.revert_workout(from, to, discard)?,
            What::Exercise { from, to, .. } => self.revert_exercise(from, to, discard)?,
        }
        self.swaps[index].reverted = true;
        Ok(())
    }

    fn revert_workout(&mut self, from: SessionId, to: SessionId, discard: bool) -> Result<(), UserErrorCode> {
        let newcomer =
            self.find(to).filter(|to| to.status != SessionStatus::Replaced && self.find(from).is_some());
        let newcomer = newcomer.ok_or(UserErrorCode::NotRevertible)?;
        if (newcomer.status == SessionStatus::Completed || newcomer.has_sets()) && !discard {
            return Err(UserErrorCode::HasLoggedSets);
        }
        let newcomer = self.session(to);
        newcomer.status = SessionStatus::Replaced;
        newcomer.completed_at = None;
        let original = self.session(from);
        let started = original.started_at.is_some();
        original.status = if started { SessionStatus::InProgress } else { SessionStatus::Planned };
        Ok(())
    }

    fn revert_exercise(
        &mut self,
        from: WorkoutLogId,
        to: WorkoutLogId,
        discard: bool,
    ) -> Result<(), UserErrorCode> {
        let newcomer = self.log(to).filter(|(session, to)| {
            to.live && session.status != SessionStatus::Replaced && self.log(from).is_some()
        });
        let (_, newcomer) = newcomer.ok_or(UserErrorCode::NotRevertible)?;
        if !newcomer.sets.is_empty() && !discard {
            return Err(UserErrorCode::HasLoggedSets);
        }
        self.log_mut(to).live = false;
        self.log_mut(from).live = true;
        Ok(())
    }
}
