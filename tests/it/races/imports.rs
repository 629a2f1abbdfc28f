//! Files that come twice at once, and go while they come.

use gravl::{
    service::{
        Env, Result, UserErrorCode,
        import_sessions::{Brought, ImportSessions, import_sessions, undo_import},
    },
    store::{own_exercises, sessions},
};

use super::ROUNDS;
use crate::{
    concurrency::together,
    harness::{TestServer, TestUser, codes, on_each_database},
};

const CSV: &str = include_str!("../../data/import/hevy-kg.csv");

async fn bring(env: Env, user: TestUser, key: Option<&'static str>) -> Result<Brought> {
    let input = ImportSessions {
        source: None,
        content: CSV.as_bytes().into(),
        time_zone: None,
        unit: None,
        dry_run: false,
    };
    import_sessions(&env, user.id, key, &input).await
}

on_each_database! {
    async fn of_several_imports_of_one_file_one_brings_it(server: TestServer) {
        for round in 0..ROUNDS {
            let user = server.sign_up(&format!("importer-{round}")).await;
            let outcomes = together(server.four().await.map(|env| bring(env, user.clone(), None))).await;
            let brought: Vec<Brought> = outcomes.into_iter().map(|outcome| outcome.unwrap()).collect();
            let (created, known): (Vec<_>, Vec<_>) = brought.iter().partition(|one| !one.receipt.created.is_empty());
            assert_eq!([created.len(), known.len()], [1, 3]);
            assert!(known.iter().all(|one| one.receipt.known == created[0].receipt.created));
            let all = sessions::all(&server.env.db, user.id).await.unwrap();
            assert_eq!(all.len(), created[0].receipt.created.len());
            let new = created[0].receipt.names.iter().filter(|name| name.similarity.is_none()).count();
            assert_eq!(own_exercises::ever(&server.env.db, user.id).await.unwrap().len(), new);
            server.check_exact(&user).await;
        }
    }

    async fn retries_of_one_import_are_one_import(server: TestServer) {
        let user = server.sign_up("importer").await;
        let outcomes = together(server.four().await.map(|env| bring(env, user.clone(), Some("k")))).await;
        let brought: Vec<Brought> = outcomes.into_iter().map(|outcome| outcome.unwrap()).collect();
        assert!(brought.iter().all(|one| one.import == brought[0].import && one.receipt == brought[0].receipt));
        assert!(!brought[0].receipt.created.is_empty());
    }

    async fn an_import_is_undone_once_whatever_comes_meanwhile(server: TestServer) {
        for round in 0..ROUNDS {
            let user = server.sign_up(&format!("importer-{round}")).await;
            let first = bring(server.env.clone(), user.clone(), None).await.unwrap();
            let [a, b, c, _] = server.four().await;
            let undo = |env: Env| {
                let (id, user) = (first.import, user.clone());
                async move { undo_import(&env, user.id, None, id).await }
            };
            let (undone, again) = tokio::join!(
                together([undo(a), undo(b)]),
                together([bring(c, user.clone(), None)]),
            );
            let (done, refused): (Vec<_>, Vec<_>) = undone.into_iter().partition(Result::is_ok);
            assert_eq!([done.len(), refused.len()], [1, 1]);
            assert_eq!(codes(refused.into_iter().next().unwrap()), [UserErrorCode::Conflict]);
            let again = again.into_iter().next().unwrap().unwrap();
            let left = sessions::all(&server.env.db, user.id).await.unwrap();
            assert_eq!(left.len(), again.receipt.created.len(), "what came after the undoing, if anything");
            server.check_exact(&user).await;
        }
    }
}
