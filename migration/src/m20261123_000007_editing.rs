//! Swapped exercises and deleted custom workouts: both stay, for history and for the way back.

super::migration!(
    "
-- A log that was swapped for another: kept with its sets, listed nowhere, counted nowhere.
ALTER TABLE workout_logs ADD COLUMN replaced_at timestamptz NULL;
-- A custom workout that its owner deleted: history still shows it.
ALTER TABLE custom_workouts ADD COLUMN deleted_at timestamptz NULL;
-- What a swap of an exercise changed from now on: the custom workout, and whether the swap made it.
ALTER TABLE workout_swaps ADD COLUMN custom_workout_id uuid NULL REFERENCES custom_workouts (id);
ALTER TABLE workout_swaps ADD COLUMN custom_workout_exercise_id uuid NULL
    REFERENCES custom_workout_exercises (id) ON DELETE SET NULL;
ALTER TABLE workout_swaps ADD COLUMN forked_from_id uuid NULL REFERENCES program_workouts (id);
-- The checks of the foreign keys.
CREATE INDEX workout_swaps_custom_exercise ON workout_swaps (custom_workout_exercise_id);
",
    down: "
DROP INDEX workout_swaps_custom_exercise;
ALTER TABLE workout_swaps DROP COLUMN forked_from_id;
ALTER TABLE workout_swaps DROP COLUMN custom_workout_exercise_id;
ALTER TABLE workout_swaps DROP COLUMN custom_workout_id;
ALTER TABLE custom_workouts DROP COLUMN deleted_at;
ALTER TABLE workout_logs DROP COLUMN replaced_at;
"
);
