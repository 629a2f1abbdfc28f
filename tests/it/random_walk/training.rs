//! Logging, planning, starting and completing sessions.

use chrono::{DateTime, Days, TimeDelta, Utc, Weekday};
use gravl::{
    domain::{
        id::{SessionId, WorkoutId},
        session::SessionStatus,
    },
    service::{
        ExerciseLogDraft,
        complete_session::CompleteSession,
        follow_program::{FollowProgram, Followed},
        log_session::{LogSession, Of},
        log_sets::LogSets,
        plan_session::{PlanSession, SessionWritten},
        start_session::StartSession,
    },
    store::{custom_workouts, enrolments, sessions},
};

use super::{
    Walker,
    model::{Session, efforts},
    requests::Request,
};

impl Walker<'_> {
    pub(super) async fn log_now(&mut self) -> Option<()> {
        self.log(Of::AdHoc, None).await
    }

    pub(super) async fn log_back_dated(&mut self) -> Option<()> {
        let at = self.server.now() - self.dice.minutes(40 * 1440);
        let workout = self.workout().await;
        let of = if self.dice.once_in(2) { Of::AdHoc } else { Of::Workout(Some(workout)) };
        self.log(of, Some(at)).await
    }

    pub(super) async fn log_a_planned_session(&mut self) -> Option<()> {
        let planned = self.one_with(SessionStatus::Planned)?;
        let at = self.server.now() - self.dice.minutes(1440);
        self.log(Of::Session(Some(planned)), Some(at)).await
    }

    pub(super) async fn log_a_started_session(&mut self) -> Option<()> {
        let started = self.one_with(SessionStatus::InProgress)?;
        self.log(Of::Session(Some(started)), None).await
    }

    async fn log(&mut self, of: Of, at: Option<DateTime<Utc>>) -> Option<()> {
        let drafts = self.dice.drafts(self.server);
        let completed_at = Some(at.unwrap_or_else(|| self.server.now()));
        let (known, workout) = match of {
            Of::AdHoc => (None, None),
            Of::Workout(workout) => (None, workout),
            Of::Session(session) => (session, None),
        };
        let input = LogSession { of, completed_at: at, started_at: None, notes: None, logs: drafts.clone() };
        let written: SessionWritten = self.send(Request::Log(input)).await.unwrap();
        if known.is_none() {
            self.model.sessions.push(Session {
                id: written.session,
                workout,
                status: SessionStatus::Completed,
                started_at: None,
                completed_at,
                swapped_from: None,
                logs: Vec::new(),
            });
        }
        self.now_has(written.session, &drafts).await;
        let session = self.model.session(written.session);
        (session.status, session.completed_at) = (SessionStatus::Completed, completed_at);
        Some(())
    }

    /// These are the live logs of a session; what was live before is gone, what was swapped away stays.
    pub(super) async fn now_has(&mut self, session: SessionId, drafts: &[ExerciseLogDraft]) {
        let logs = self.as_sent(session, drafts).await;
        let known = &mut self.model.session(session).logs;
        known.retain(|log| !log.live);
        known.extend(logs);
    }

    pub(super) async fn plan(&mut self) -> Option<()> {
        let workout = self.workout().await;
        let planned_for = self.server.now().date_naive() + Days::new(self.dice.roll(30) as u64);
        let input = PlanSession { workout: Some(workout), planned_for };
        let written: SessionWritten = self.send(Request::Plan(input)).await.unwrap();
        self.planned(written.session, workout);
        Some(())
    }

    /// Each in a week of its own: a program cannot be followed twice at a time.
    pub(super) async fn follow_a_program(&mut self) -> Option<()> {
        let catalogue = self.server.env.catalogue.current();
        let program = self.dice.pick(catalogue.programs().iter()).unwrap().id;
        let starts_on = self.server.now().date_naive() + Days::new(60 + 7 * self.keys as u64);
        let weekdays = vec![Weekday::Mon, Weekday::Thu];
        let input = FollowProgram { program: Some(program), starts_on, weekdays, weeks: 1 };
        let followed: Followed = self.send(Request::Follow(input)).await.unwrap();
        let workouts = &catalogue.program(program).unwrap().workouts;
        for (session, workout) in followed.sessions.into_iter().zip(workouts.iter().cycle()) {
            self.planned(session, WorkoutId::Program(*workout));
        }
        Some(())
    }

    /// What it planned and was not started is skipped.
    pub(super) async fn unfollow_a_program(&mut self) -> Option<()> {
        let all = enrolments::all(&self.server.env.db, self.user.id).await.unwrap();
        let program = self.dice.pick(all.iter().map(|enrolment| enrolment.program))?;
        let left: Followed = self.send(Request::Unfollow(program)).await.unwrap();
        for session in left.sessions {
            let session = self.model.session(session);
            assert_eq!(session.status, SessionStatus::Planned);
            session.status = SessionStatus::Skipped;
        }
        Some(())
    }

    pub(super) fn planned(&mut self, id: SessionId, workout: WorkoutId) {
        self.model.sessions.push(Session {
            id,
            workout: Some(workout),
            status: SessionStatus::Planned,
            started_at: None,
            completed_at: None,
            swapped_from: None,
            logs: Vec::new(),
        });
    }

    pub(super) async fn start_a_workout(&mut self) -> Option<()> {
        let workout = self.workout().await;
        let input = StartSession::Workout(Some(workout));
        let written: SessionWritten = self.send(Request::Start(input)).await.unwrap();
        self.planned(written.session, workout);
        self.is_started(written.session).await;
        Some(())
    }

    pub(super) async fn start_a_planned_session(&mut self) -> Option<()> {
        let id = self.one_with(SessionStatus::Planned)?;
        let start = Request::Start(StartSession::Session(Some(id)));
        let written: SessionWritten = self.send(start).await.unwrap();
        assert_eq!(written.session, id);
        self.is_started(id).await;
        Some(())
    }

    pub(super) async fn is_started(&mut self, id: SessionId) {
        let (logs, now) = (self.ready(id).await, self.server.now());
        let session = self.model.session(id);
        (session.status, session.started_at, session.logs) = (SessionStatus::InProgress, Some(now), logs);
    }

    pub(super) async fn log_sets(&mut self) -> Option<()> {
        let session = self.one_with(SessionStatus::InProgress)?;
        self.log_sets_of(session).await
    }

    /// Logs sets of the first exercises of a session in progress, often of all.
    pub(super) async fn log_sets_of(&mut self, session: SessionId) -> Option<()> {
        let logs: Vec<_> = self.model.session(session).live().map(|log| log.id).collect();
        let some = self.dice.roll(logs.len().max(1)) + 1;
        for log in logs.into_iter().take(some) {
            let sets = self.dice.sets();
            let input = LogSets { log: Some(log), sets: sets.clone() };
            let written: SessionWritten = self.send(Request::LogSets(input)).await.unwrap();
            assert_eq!(written.session, session);
            self.model.log_mut(log).sets = efforts(&sets);
        }
        Some(())
    }

    pub(super) async fn complete(&mut self) -> Option<()> {
        let session = self.one_with(SessionStatus::InProgress)?;
        self.complete_at(session, None).await
    }

    pub(super) async fn complete_in_the_past(&mut self) -> Option<()> {
        let session = self.one_with(SessionStatus::InProgress)?;
        let at = self.since_the_start(session);
        self.complete_at(session, Some(at)).await
    }

    pub(super) async fn complete_at(&mut self, id: SessionId, at: Option<DateTime<Utc>>) -> Option<()> {
        let input = CompleteSession { session: Some(id), completed_at: at, notes: None };
        let written: SessionWritten = self.send(Request::Complete(input)).await.unwrap();
        let completed_at = at.unwrap_or_else(|| self.server.now());
        let session = self.model.session(written.session);
        (session.status, session.completed_at) = (SessionStatus::Completed, Some(completed_at));
        Some(())
    }

    /// An instant between the start of a session, if it has one, and now.
    pub(super) fn since_the_start(&mut self, session: SessionId) -> DateTime<Utc> {
        let now = self.server.now();
        let started_at = self.model.session(session).started_at;
        let most = started_at.map_or(TimeDelta::days(40), |started_at| now - started_at);
        now - self.dice.minutes(usize::try_from(most.num_minutes()).unwrap() + 1)
    }

    pub(super) fn one_with(&mut self, status: SessionStatus) -> Option<SessionId> {
        Some(self.dice.pick(self.model.with_status(status))?.id)
    }

    /// Any workout that the user may train.
    pub(super) async fn workout(&mut self) -> WorkoutId {
        let (env, catalogue) = (&self.server.env, self.server.env.catalogue.current());
        let programs = catalogue.programs().iter();
        let mut workouts: Vec<_> =
            programs.flat_map(|program| catalogue.workouts_of(program)).map(|workout| workout.id).collect();
        workouts.extend(custom_workouts::all(&env.db, self.user.id).await.unwrap().iter().map(|own| own.id));
        self.dice.pick(workouts).unwrap()
    }

    /// Swaps from now on, and taking them back, move plans to other workouts; recovery does not depend on it.
    pub(super) async fn look_at_the_plans(&mut self) {
        let planned: Vec<_> =
            self.model.with_status(SessionStatus::Planned).map(|session| session.id).collect();
        for row in sessions::find(&self.server.env.db, self.user.id, &planned).await.unwrap() {
            self.model.session(row.id).workout = row.workout;
        }
    }
}
