//! What everybody shares: muscle groups, exercises, and the built-in programs with their workouts.

super::migration!(
    "
CREATE TABLE catalogue_state (
    id smallint NOT NULL PRIMARY KEY CHECK (id = 1),
    version bigint NOT NULL, -- grows with every change; servers reload their snapshot when it moves
    built_in text NOT NULL -- fingerprint of the built-in data that was loaded last
);
INSERT INTO catalogue_state (id, version, built_in) VALUES (1, 0, '');

CREATE TABLE muscle_groups (
    slug text NOT NULL PRIMARY KEY,
    name text NOT NULL
);

CREATE TABLE exercises (
    id uuid NOT NULL PRIMARY KEY,
    slug text NOT NULL CONSTRAINT exercises_slug_unique UNIQUE,
    name text NOT NULL,
    category text NOT NULL,
    force text NULL,
    mechanic text NULL,
    level text NOT NULL,
    equipment text NOT NULL,
    pattern text NULL, -- movement pattern; null for stretching and cardio
    instructions text NOT NULL -- JSON array of steps
);

CREATE TABLE exercise_muscles (
    exercise_id uuid NOT NULL REFERENCES exercises (id) ON DELETE CASCADE,
    muscle text NOT NULL REFERENCES muscle_groups (slug),
    role text NOT NULL CHECK (role IN ('primary', 'secondary')),
    position smallint NOT NULL,
    PRIMARY KEY (exercise_id, muscle)
);
-- An exercise has one primary muscle group.
CREATE UNIQUE INDEX exercise_muscles_one_primary ON exercise_muscles (exercise_id) WHERE role = 'primary';

CREATE TABLE programs (
    id uuid NOT NULL PRIMARY KEY,
    slug text NOT NULL CONSTRAINT programs_slug_unique UNIQUE,
    name text NOT NULL,
    description text NOT NULL
);

CREATE TABLE program_workouts (
    id uuid NOT NULL PRIMARY KEY,
    program_id uuid NOT NULL REFERENCES programs (id) ON DELETE CASCADE,
    day smallint NOT NULL CHECK (day BETWEEN 1 AND 7),
    name text NOT NULL,
    CONSTRAINT program_workouts_day_unique UNIQUE (program_id, day)
);

CREATE TABLE program_workout_exercises (
    id uuid NOT NULL PRIMARY KEY,
    program_workout_id uuid NOT NULL REFERENCES program_workouts (id) ON DELETE CASCADE,
    position smallint NOT NULL CHECK (position >= 1),
    exercise_id uuid NOT NULL REFERENCES exercises (id),
    sets smallint NOT NULL CHECK (sets BETWEEN 1 AND 20),
    min_reps smallint NOT NULL CHECK (min_reps BETWEEN 1 AND 100),
    max_reps smallint NOT NULL CHECK (max_reps BETWEEN min_reps AND 100),
    target_rir double precision NULL CHECK (target_rir BETWEEN 0 AND 10),
    rest_seconds smallint NOT NULL CHECK (rest_seconds BETWEEN 0 AND 900),
    CONSTRAINT program_workout_exercises_position_unique UNIQUE (program_workout_id, position)
);
",
    drop: [
        "program_workout_exercises",
        "program_workouts",
        "programs",
        "exercise_muscles",
        "exercises",
        "muscle_groups",
        "catalogue_state",
    ]
);
