//! What a user can train: the programs they follow and workouts of their own.

super::migration!(
    "
CREATE TABLE program_enrolments (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    program_id uuid NOT NULL REFERENCES programs (id),
    starts_on date NOT NULL,
    weeks smallint NOT NULL CHECK (weeks BETWEEN 1 AND 52),
    weekdays smallint NOT NULL CHECK (weekdays BETWEEN 1 AND 127), -- bit 0 is Monday
    created_at timestamptz NOT NULL
);
-- What can this user train? Read by recommendations and by the list of workouts.
CREATE INDEX program_enrolments_user ON program_enrolments (user_id);

CREATE TABLE custom_workouts (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name text NOT NULL,
    based_on_program_workout_id uuid NULL REFERENCES program_workouts (id),
    created_at timestamptz NOT NULL
);
-- What can this user train?
CREATE INDEX custom_workouts_user ON custom_workouts (user_id);

CREATE TABLE custom_workout_exercises (
    id uuid NOT NULL PRIMARY KEY,
    custom_workout_id uuid NOT NULL REFERENCES custom_workouts (id) ON DELETE CASCADE,
    position smallint NOT NULL CHECK (position >= 1),
    exercise_id uuid NOT NULL REFERENCES exercises (id),
    sets smallint NOT NULL CHECK (sets BETWEEN 1 AND 20),
    min_reps smallint NOT NULL CHECK (min_reps BETWEEN 1 AND 100),
    max_reps smallint NOT NULL CHECK (max_reps BETWEEN min_reps AND 100),
    target_rir double precision NULL CHECK (target_rir BETWEEN 0 AND 10),
    rest_seconds smallint NOT NULL CHECK (rest_seconds BETWEEN 0 AND 900)
);
-- The exercises of a level of custom workouts, in order.
CREATE INDEX custom_workout_exercises_workout ON custom_workout_exercises (custom_workout_id, position);
",
    drop: ["custom_workout_exercises", "custom_workouts", "program_enrolments"]
);
