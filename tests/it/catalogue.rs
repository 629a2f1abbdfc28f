//! Importing exercises.

use gravl::{
    catalogue::{exercise_id, parse_full},
    domain::{exercise::Exercise, muscle::Muscle},
    service::catalogue::{Imported, import, load_built_in},
    store,
};

use crate::harness::{TestServer, on_each_database};

/// 13 entries, of which 3 are bad.
const FILE: &[u8] = include_bytes!("../data/full-format.json");

impl TestServer {
    async fn version(&self) -> i64 {
        store::catalogue::state(&self.env.db).await.unwrap().version
    }

    async fn exercise(&self, slug: &str) -> Exercise {
        let catalogue = self.env.catalogue.fresh(&self.env.db).await.unwrap();
        catalogue.exercise(exercise_id(slug)).unwrap().as_ref().clone()
    }
}

#[test]
fn bad_entries_are_told_apart_from_good_ones() {
    let parsed = parse_full(FILE).unwrap();
    assert_eq!(parsed.exercises.len(), 10);
    let problems: Vec<String> = parsed.bad.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!("bad_entries", problems.join("\n"));
}

on_each_database! {
    async fn an_import_adds_and_updates_and_the_second_time_changes_nothing(server: TestServer) {
        let db = &server.env.db;
        let exercises = parse_full(FILE).unwrap().exercises;
        assert_eq!(server.version().await, 1);

        let first = import(db, exercises.clone(), |_| ()).await.unwrap();
        assert_eq!(first, Imported { added: 1, updated: 9, unchanged: 0 });
        assert_eq!(server.version().await, 2);
        for exercise in &exercises {
            assert_eq!(server.exercise(&exercise.slug).await, *exercise);
        }

        let second = import(db, exercises, |_| ()).await.unwrap();
        assert_eq!(second, Imported { added: 0, updated: 0, unchanged: 10 });
        assert_eq!(server.version().await, 2);
    }

    async fn the_built_in_catalogue_is_loaded_once_and_keeps_imported_instructions(server: TestServer) {
        let db = &server.env.db;
        import(db, parse_full(FILE).unwrap().exercises, |_| ()).await.unwrap();
        let squat = server.exercise("barbell-full-squat").await;
        assert_eq!(squat.instructions.len(), 6);
        load_built_in(db).await.unwrap();
        assert_eq!(server.version().await, 2);

        // What another version of gravl would find.
        db.execute_text("UPDATE catalogue_state SET built_in = 'of another version'").await.unwrap();
        load_built_in(db).await.unwrap();
        assert_eq!(server.version().await, 3);
        assert_eq!(server.exercise("barbell-full-squat").await, squat);
        assert_eq!(server.exercise("copenhagen-plank").await.muscles[0].0, Muscle::Adductors);
    }

    async fn an_import_tells_how_far_it_is(server: TestServer) {
        let told = std::sync::Mutex::new(Vec::new());
        let exercises = parse_full(FILE).unwrap().exercises;
        import(&server.env.db, exercises, |done| told.lock().unwrap().push(done)).await.unwrap();
        assert_eq!(told.into_inner().unwrap(), [0, 10]);
    }

    async fn the_databases_agree_on_the_order_of_the_programs(server: TestServer) {
        let catalogue = server.env.catalogue.current();
        assert_eq!(catalogue.exercises().len(), 873);
        let programs: Vec<_> = catalogue.programs().iter().map(|program| program.name.as_str()).collect();
        insta::assert_debug_snapshot!("programs", programs);
    }
}
