//! What a user adds to the catalogue and how they want to see it: exercises of their own, exclusions, equipment, unit.

super::migration!(
    "
-- The user whose own exercise it is; null: everybody's.
ALTER TABLE exercises ADD COLUMN owner_id uuid NULL REFERENCES users (id) ON DELETE CASCADE;
-- An exercise that its owner deleted: history still shows it.
ALTER TABLE exercises ADD COLUMN deleted_at timestamptz NULL;
-- The exercises of a user.
CREATE INDEX exercises_owner ON exercises (owner_id) WHERE owner_id IS NOT NULL;

-- Exercises that are never offered to a user.
CREATE TABLE excluded_exercises (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    exercise_id uuid NOT NULL REFERENCES exercises (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, exercise_id)
);
-- The check of the foreign key.
CREATE INDEX excluded_exercises_exercise ON excluded_exercises (exercise_id);

-- JSON array of the equipment at hand; null: any.
ALTER TABLE users ADD COLUMN equipment text NULL;
ALTER TABLE users ADD COLUMN weight_unit text NOT NULL DEFAULT 'kilogram'
    CHECK (weight_unit IN ('kilogram', 'pound'));
",
    down: "
-- What was trained of users' own exercises goes with them; recovery is replayed at its next use.
UPDATE workout_logs SET swapped_from_id = NULL WHERE swapped_from_id IN
    (SELECT id FROM workout_logs WHERE exercise_id IN (SELECT id FROM exercises WHERE owner_id IS NOT NULL));
DELETE FROM workout_logs WHERE exercise_id IN (SELECT id FROM exercises WHERE owner_id IS NOT NULL);
DELETE FROM custom_workout_exercises WHERE exercise_id IN (SELECT id FROM exercises WHERE owner_id IS NOT NULL);
DELETE FROM muscle_group_recovery WHERE user_id IN (SELECT owner_id FROM exercises);
DROP TABLE excluded_exercises;
DELETE FROM exercises WHERE owner_id IS NOT NULL;
DROP INDEX exercises_owner;
ALTER TABLE exercises DROP COLUMN deleted_at;
ALTER TABLE exercises DROP COLUMN owner_id;
ALTER TABLE users DROP COLUMN weight_unit;
ALTER TABLE users DROP COLUMN equipment;
"
);
