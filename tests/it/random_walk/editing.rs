//! Editing, skipping and deleting sessions.

use gravl::{
    domain::{id::SessionId, session::SessionStatus},
    service::{
        ExerciseLogDraft,
        edit_session::{self, UpdateSession},
        plan_session::SessionWritten,
    },
};

use super::{Walker, model::Session, requests::Request};

impl Walker<'_> {
    pub(super) async fn edit_sets(&mut self) -> Option<()> {
        let logged = self.model.sessions.iter().filter(|session| session.is_logged());
        let id = self.dice.pick(logged)?.id;
        self.edit_sets_of(id).await
    }

    /// Other sets, other exercises, fewer or more of them.
    pub(super) async fn edit_sets_of(&mut self, id: SessionId) -> Option<()> {
        let old: Vec<_> = self.model.session(id).live().map(|log| (log.exercise, log.id)).collect();
        let mut drafts = Vec::new();
        for (exercise, _) in &old {
            if !self.dice.once_in(4) {
                drafts.push(ExerciseLogDraft {
                    exercise: Some(*exercise),
                    sets: self.dice.sets(),
                    notes: None,
                });
            }
        }
        if self.dice.once_in(2) {
            drafts.extend(self.dice.drafts(self.server));
            drafts.reverse();
        }
        self.update(id, UpdateSession { logs: Some(drafts.clone()), ..nothing(id) }).await;
        self.now_has(id, &drafts).await;
        // Where it is plain which log is meant, it is the same one.
        for (exercise, known) in &old {
            let meant = drafts.iter().filter(|draft| draft.exercise == Some(*exercise)).count() == 1;
            if meant && old.iter().filter(|(other, _)| other == exercise).count() == 1 {
                assert!(self.model.log(*known).is_some(), "a log lost its identity");
            }
        }
        Some(())
    }

    pub(super) async fn edit_notes(&mut self) -> Option<()> {
        let live = self.model.sessions.iter().filter(|session| session.status != SessionStatus::Replaced);
        let id = self.dice.pick(live)?.id;
        self.update(id, UpdateSession { notes: Some("felt strong".to_owned()), ..nothing(id) }).await;
        Some(())
    }

    pub(super) async fn move_a_completion(&mut self) -> Option<()> {
        let id = self.one_with(SessionStatus::Completed)?;
        let at = self.since_the_start(id);
        self.update(id, UpdateSession { completed_at: Some(at), ..nothing(id) }).await;
        self.model.session(id).completed_at = Some(at);
        Some(())
    }

    async fn update(&mut self, session: SessionId, input: UpdateSession) {
        let written: SessionWritten = self.send(Request::Update(input)).await.unwrap();
        assert_eq!(written.session, session);
    }

    pub(super) async fn skip(&mut self) -> Option<()> {
        let open = self.model.sessions.iter().filter(|session| session.is_open() && !session.has_sets());
        let id = self.dice.pick(open)?.id;
        let written: SessionWritten = self.send(Request::Skip(id)).await.unwrap();
        self.model.session(written.session).status = SessionStatus::Skipped;
        Some(())
    }

    pub(super) async fn delete(&mut self) -> Option<()> {
        let alone =
            |session: &&Session| session.status == SessionStatus::Completed && session.swapped_from.is_none();
        let id = self.dice.pick(self.model.sessions.iter().filter(alone))?.id;
        self.delete_session(id).await
    }

    /// Any session that is tied to others by swaps, whatever its status.
    pub(super) async fn delete_a_chain(&mut self) -> Option<()> {
        let tied =
            |session: &&Session| session.status != SessionStatus::Replaced && session.swapped_from.is_some();
        let id = self.dice.pick(self.model.sessions.iter().filter(tied))?.id;
        self.delete_session(id).await
    }

    async fn delete_session(&mut self, id: SessionId) -> Option<()> {
        edit_session::delete(&self.server.env, self.user.id, Some(id)).await.unwrap();
        self.model.delete(id);
        Some(())
    }
}

/// An edit that changes nothing.
fn nothing(session: SessionId) -> UpdateSession {
    UpdateSession { session: Some(session), completed_at: None, notes: None, logs: None }
}
