//! The worked cases in `tests/data/recovery-vectors.json`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Vectors {
    tolerance: Tolerance,
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Tolerance {
    score: f64,
    hours: f64,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    muscle: Muscle,
    sets: Vec<VectorSets>,
    load: f64,
    scores: BTreeMap<String, f64>,
    hours_to_from_last: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
struct VectorSets {
    #[serde(default)]
    h: f64,
    n: usize,
    reps: Option<u16>,
    seconds: Option<u32>,
    rir: Option<f64>,
    kind: Option<String>,
    role: Option<Role>,
}

impl VectorSets {
    fn log(&self, number: u128, muscle: Muscle) -> TrainedLog {
        let kind = match self.kind.as_deref() {
            None => SetKind::Normal,
            Some("warmup") => SetKind::WarmUp,
            Some(other) => panic!("unknown kind {other}"),
        };
        let set = SetEffort { kind, reps: self.reps, duration_seconds: self.seconds, rir: self.rir };
        let role = self.role.unwrap_or(Role::Primary);
        log(number, hour(self.h), &[(muscle, role)], &vec![set; self.n])
    }
}

#[test]
fn worked_cases() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/recovery-vectors.json"));
    let Vectors { tolerance, vectors } = serde_json::from_str(text).unwrap();
    assert!(!vectors.is_empty());
    for Vector { id, muscle, sets, load, scores, hours_to_from_last } in vectors {
        let logs: Vec<_> = (1..).zip(&sets).map(|(number, sets)| sets.log(number, muscle)).collect();
        let last = sets.iter().map(|sets| sets.h).fold(0.0, f64::max);

        let impulses =
            contributions(&logs, &[], muscle, hour(last)).iter().fold(0.0, |sum, part| sum + part.impulse);
        assert_close(impulses, load, 1e-5, &format!("{id} load"));

        let state = *replay(&logs, &[], hour(last)).get(muscle);
        for (h, expected) in scores {
            let at = hour(h.parse().unwrap());
            let replayed = replay(&logs, &[], at).get(muscle).score_at(muscle, at);
            assert_close(replayed, expected, tolerance.score, &format!("{id} score at {h} h, replayed then"));
            let read = state.score_at(muscle, at);
            assert_close(read, expected, tolerance.score, &format!("{id} score at {h} h, read then"));
        }
        for (score, expected) in hours_to_from_last {
            let reached = state.reaches(muscle, score.parse().unwrap(), hour(last)).unwrap();
            let hours = (reached - hour(last)).as_seconds_f64() / 3600.0;
            assert_close(hours, expected, tolerance.hours, &format!("{id} hours to {score}"));
        }
    }
}
