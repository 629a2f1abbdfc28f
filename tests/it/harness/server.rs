//! A server's use cases on a database of its own, without the server.

use std::sync::Arc;

use gravl::{
    catalogue::exercise_id,
    domain::{
        id::UserId,
        recovery::SetKind,
        session::{SetDraft, WeightUnit},
    },
    service::{
        Env, ExerciseLogDraft, Failure, UserErrorCode,
        access_token::AccessTokens,
        catalogue::CatalogueCache,
        counts::Counts,
        password::PasswordHasher,
        sign_up::{SignUp, sign_up},
    },
};

use super::{Backend, TestDatabase, TestSystem};

/// A server, its world and its database.
pub(crate) struct TestServer {
    /// What use cases need.
    pub(crate) env: Env,
    /// The world in `env`.
    pub(crate) system: Arc<TestSystem>,
    /// Where `env.db` leads; dropped last.
    pub(crate) database: TestDatabase,
}

/// The password of everybody who signs up.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Somebody who signed up.
#[derive(Clone, Debug)]
pub(crate) struct TestUser {
    /// Who.
    pub(crate) id: UserId,
    /// Their access token.
    pub(crate) token: String,
}

impl TestServer {
    /// A server on a database with the built-in catalogue and nobody in it.
    pub(crate) async fn start(backend: Backend) -> Self {
        Self::on(TestDatabase::start(backend).await).await
    }

    /// A server on this database.
    pub(crate) async fn on(database: TestDatabase) -> Self {
        let system = Arc::new(TestSystem::default());
        let db = database.connect().await;
        let env = Env {
            catalogue: Arc::new(CatalogueCache::load(&db).await.unwrap()),
            db,
            system: Arc::<TestSystem>::clone(&system),
            passwords: PasswordHasher::cheapest(),
            tokens: Arc::new(AccessTokens::new(&[7; 64])),
            limit_sign_ins: false,
            counts: Counts::default(),
        };
        Self { env, system, database }
    }

    /// What a second server on the same database would have: connections and a catalogue of its own.
    pub(crate) async fn second_env(&self) -> Env {
        let db = self.database.connect().await;
        let catalogue = Arc::new(CatalogueCache::load(&db).await.unwrap());
        Env { db, catalogue, ..self.env.clone() }
    }

    /// Signs somebody up; the address follows from the name.
    pub(crate) async fn sign_up(&self, name: &str) -> TestUser {
        let newcomer = SignUp {
            email: format!("{name}@example.org"),
            password: PASSWORD.to_owned(),
            display_name: name.to_owned(),
            time_zone: "UTC".to_owned(),
        };
        let signed_in = sign_up(&self.env, None, newcomer).await.unwrap();
        TestUser { id: signed_in.user.id, token: signed_in.access.token }
    }
}

/// The codes of what the caller can mend; anything else fails the test.
#[track_caller]
pub(crate) fn codes<T>(outcome: Result<T, Failure>) -> Vec<UserErrorCode> {
    match outcome {
        Err(Failure::User(errors)) => errors.iter().map(|error| error.code).collect(),
        Err(other) => panic!("not for the caller to mend: {other}"),
        Ok(_) => panic!("it was done"),
    }
}

/// Working sets of an exercise of the built-in catalogue: so many, of so many repetitions, to failure.
pub(crate) fn working_sets(slug: &str, sets: usize, reps: i32) -> ExerciseLogDraft {
    let set = SetDraft {
        kind: SetKind::Normal,
        reps: Some(reps),
        weight: None,
        unit: WeightUnit::Kilogram,
        rir: Some(0.0),
        rpe: None,
        duration_seconds: None,
        distance_meters: None,
    };
    ExerciseLogDraft { exercise: Some(exercise_id(slug)), sets: vec![set; sets], notes: None }
}
