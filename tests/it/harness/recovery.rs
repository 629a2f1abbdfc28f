//! What is stored of a user's recovery, beside what the model says of everything that counts.

use chrono::{DateTime, Utc};
use gravl::{
    domain::{
        muscle::{Muscle, MuscleMap},
        recovery::{MuscleState, replay},
    },
    service::recovery::{history, states_at},
    store,
};

use super::{TestServer, TestUser};

impl TestServer {
    /// The time of this world.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.env.system.now()
    }

    /// What the server says of a user's recovery at an instant.
    pub(crate) async fn states(&self, user: &TestUser, at: DateTime<Utc>) -> MuscleMap<MuscleState> {
        let catalogue = self.env.catalogue.fresh(&self.env.db).await.unwrap();
        states_at(&self.env.db, &catalogue, user.id, at).await.unwrap()
    }

    /// What the rows say that were written last.
    pub(crate) async fn stored(&self, user: &TestUser) -> Option<MuscleMap<MuscleState>> {
        store::recovery::states(&self.env.db, user.id).await.unwrap()
    }

    /// What the model says of everything in the database, from scratch.
    pub(crate) async fn replayed(&self, user: &TestUser, at: DateTime<Utc>) -> MuscleMap<MuscleState> {
        let catalogue = self.env.catalogue.fresh(&self.env.db).await.unwrap();
        let history = history(&self.env.db, &catalogue, user.id, at).await.unwrap();
        replay(&history.logs, &history.overrides, at)
    }

    /// Fails unless what is stored is what the model says of everything in the database; gives it.
    pub(crate) async fn check_exact(&self, user: &TestUser) -> MuscleMap<MuscleState> {
        let (now, states) = (self.now(), self.states(user, self.now()).await);
        assert_same(&states, &self.replayed(user, now).await, now, "stored and replayed");
        states
    }
}

/// Fails unless two views agree on an instant, but for the last digits of sums in different orders and for what is left
/// of what lies before the window of a replay.
#[track_caller]
pub(crate) fn assert_same(
    actual: &MuscleMap<MuscleState>,
    expected: &MuscleMap<MuscleState>,
    at: DateTime<Utc>,
    what: &str,
) {
    for muscle in Muscle::ALL {
        let (actual, expected) = (actual.get(muscle), expected.get(muscle));
        let (left, right) = (actual.residual_at(muscle, at), expected.residual_at(muscle, at));
        assert!((left - right).abs() < 1e-6, "{what}: {muscle}: {left} is not {right}");
        if expected.last_trained_at.is_some() {
            assert_eq!(actual.last_trained_at, expected.last_trained_at, "{what}: {muscle}");
        }
        assert_eq!(actual.is_estimated_at(at), expected.is_estimated_at(at), "{what}: {muscle}");
    }
}
