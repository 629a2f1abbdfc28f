//! Histories brought from other apps: what came when, so that it comes once and can go again.

super::migration!(
    "
CREATE TABLE imports (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    source text NOT NULL,
    receipt text NOT NULL, -- JSON: what became of every line
    created_at timestamptz NOT NULL,
    undone_at timestamptz NULL
);
-- The imports of a user, newest first.
CREATE INDEX imports_user ON imports (user_id, created_at, id);

ALTER TABLE workout_sessions ADD COLUMN import_id uuid NULL REFERENCES imports (id);
-- Source, start and name in the other app: what is imported once is not imported twice.
ALTER TABLE workout_sessions ADD COLUMN import_key text NULL;
-- What the other app called the session.
ALTER TABLE workout_sessions ADD COLUMN title text NULL;
CREATE UNIQUE INDEX workout_sessions_import_key ON workout_sessions (user_id, import_key)
    WHERE import_key IS NOT NULL;
-- What an import made.
CREATE INDEX workout_sessions_import ON workout_sessions (import_id) WHERE import_id IS NOT NULL;

-- Logs of one session with the same number were done in turn.
ALTER TABLE workout_logs ADD COLUMN superset smallint NULL CHECK (superset >= 1);

ALTER TABLE exercises ADD COLUMN import_id uuid NULL REFERENCES imports (id);
-- What an import made.
CREATE INDEX exercises_import ON exercises (import_id) WHERE import_id IS NOT NULL;
",
    down: "
DROP INDEX exercises_import;
ALTER TABLE exercises DROP COLUMN import_id;
ALTER TABLE workout_logs DROP COLUMN superset;
DROP INDEX workout_sessions_import;
DROP INDEX workout_sessions_import_key;
ALTER TABLE workout_sessions DROP COLUMN title;
ALTER TABLE workout_sessions DROP COLUMN import_key;
ALTER TABLE workout_sessions DROP COLUMN import_id;
DROP TABLE imports;
"
);
