//! What was planned and trained: sessions, the exercises logged in them, and their sets.

super::migration!(
    "
CREATE TABLE workout_sessions (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    source_type text NOT NULL CHECK (source_type IN ('program', 'custom', 'ad_hoc')),
    program_workout_id uuid NULL REFERENCES program_workouts (id),
    custom_workout_id uuid NULL REFERENCES custom_workouts (id),
    program_enrolment_id uuid NULL REFERENCES program_enrolments (id) ON DELETE SET NULL,
    status text NOT NULL CHECK (status IN ('planned', 'in_progress', 'completed', 'skipped', 'replaced')),
    planned_for date NULL,
    started_at timestamptz NULL,
    completed_at timestamptz NULL,
    -- Completion, else start, else noon of the planned day where the user lives: the key of every list.
    happens_at timestamptz NOT NULL,
    notes text NULL,
    swapped_from_id uuid NULL REFERENCES workout_sessions (id),
    created_at timestamptz NOT NULL,
    CONSTRAINT workout_sessions_source CHECK (
        (source_type = 'program' AND program_workout_id IS NOT NULL AND custom_workout_id IS NULL)
        OR (source_type = 'custom' AND custom_workout_id IS NOT NULL AND program_workout_id IS NULL)
        OR (source_type = 'ad_hoc' AND program_workout_id IS NULL AND custom_workout_id IS NULL)
    ),
    CONSTRAINT workout_sessions_completed CHECK ((status = 'completed') = (completed_at IS NOT NULL)),
    CONSTRAINT workout_sessions_planned CHECK (status <> 'planned' OR planned_for IS NOT NULL),
    CONSTRAINT workout_sessions_started CHECK (status <> 'in_progress' OR started_at IS NOT NULL)
);
-- The list of sessions, newest first, page by page.
CREATE INDEX workout_sessions_user_happens ON workout_sessions (user_id, happens_at, id);
-- The window that recovery is rebuilt from and that recommendations analyse.
CREATE INDEX workout_sessions_user_completed ON workout_sessions (user_id, completed_at) WHERE status = 'completed';
-- When was this workout last done? Answered from the index alone.
CREATE INDEX workout_sessions_user_program_workout
    ON workout_sessions (user_id, program_workout_id, completed_at) WHERE status = 'completed';
CREATE INDEX workout_sessions_user_custom_workout
    ON workout_sessions (user_id, custom_workout_id, completed_at) WHERE status = 'completed';
-- The sessions of an enrolment, and the check of its foreign key.
CREATE INDEX workout_sessions_enrolment ON workout_sessions (program_enrolment_id);
-- Reverting a swap, and the check of the foreign key.
CREATE INDEX workout_sessions_swapped_from ON workout_sessions (swapped_from_id);

CREATE TABLE workout_logs (
    id uuid NOT NULL PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES workout_sessions (id) ON DELETE CASCADE,
    position smallint NOT NULL CHECK (position >= 1),
    exercise_id uuid NOT NULL REFERENCES exercises (id),
    source_type text NOT NULL CHECK (source_type IN ('program', 'custom', 'ad_hoc')),
    program_workout_exercise_id uuid NULL REFERENCES program_workout_exercises (id),
    custom_workout_id uuid NULL REFERENCES custom_workouts (id),
    custom_workout_exercise_id uuid NULL REFERENCES custom_workout_exercises (id) ON DELETE SET NULL,
    swapped_from_id uuid NULL REFERENCES workout_logs (id),
    notes text NULL,
    CONSTRAINT workout_logs_source CHECK (
        (source_type = 'program' AND program_workout_exercise_id IS NOT NULL
            AND custom_workout_id IS NULL AND custom_workout_exercise_id IS NULL)
        OR (source_type = 'custom' AND custom_workout_id IS NOT NULL AND program_workout_exercise_id IS NULL)
        OR (source_type = 'ad_hoc' AND program_workout_exercise_id IS NULL
            AND custom_workout_id IS NULL AND custom_workout_exercise_id IS NULL)
    )
);
-- The logs of a level of sessions, in order.
CREATE INDEX workout_logs_session ON workout_logs (session_id, position);
-- The sessions in which an exercise was trained.
CREATE INDEX workout_logs_exercise ON workout_logs (exercise_id, session_id);
-- The checks of two foreign keys.
CREATE INDEX workout_logs_swapped_from ON workout_logs (swapped_from_id);
CREATE INDEX workout_logs_custom_exercise ON workout_logs (custom_workout_exercise_id);

-- The primary key serves the sets of a level of logs, in order.
CREATE TABLE set_logs (
    workout_log_id uuid NOT NULL REFERENCES workout_logs (id) ON DELETE CASCADE,
    number smallint NOT NULL CHECK (number >= 1),
    kind text NOT NULL CHECK (kind IN ('normal', 'warm_up', 'drop', 'failure')),
    reps smallint NULL CHECK (reps BETWEEN 0 AND 1000),
    weight_kg double precision NULL CHECK (weight_kg BETWEEN -1000 AND 2000), -- negative: assistance
    rir double precision NULL CHECK (rir BETWEEN 0 AND 10),
    duration_seconds integer NULL CHECK (duration_seconds BETWEEN 0 AND 86400),
    distance_meters double precision NULL CHECK (distance_meters BETWEEN 0 AND 1000000),
    PRIMARY KEY (workout_log_id, number)
);
",
    drop: ["set_logs", "workout_logs", "workout_sessions"]
);
