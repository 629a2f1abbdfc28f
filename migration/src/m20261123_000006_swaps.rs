//! The audit trail of swaps: append-only but for the instant of the revert.

super::migration!(
    "
CREATE TABLE workout_swaps (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('workout', 'exercise')),
    from_session_id uuid NULL REFERENCES workout_sessions (id) ON DELETE SET NULL,
    to_session_id uuid NULL REFERENCES workout_sessions (id) ON DELETE SET NULL,
    from_log_id uuid NULL REFERENCES workout_logs (id) ON DELETE SET NULL,
    to_log_id uuid NULL REFERENCES workout_logs (id) ON DELETE SET NULL,
    reason text NULL,
    swapped_at timestamptz NOT NULL,
    reverted_at timestamptz NULL,
    CONSTRAINT workout_swaps_kind CHECK (
        (kind = 'workout' AND from_log_id IS NULL AND to_log_id IS NULL)
        OR (kind = 'exercise' AND from_session_id IS NULL AND to_session_id IS NULL)
    )
);
-- The audit trail of a user, newest first, page by page.
CREATE INDEX workout_swaps_user_swapped ON workout_swaps (user_id, swapped_at, id);
-- One live swap replaces a session: the loser of a race breaks this.
CREATE UNIQUE INDEX workout_swaps_from_session_live ON workout_swaps (from_session_id) WHERE reverted_at IS NULL;
CREATE UNIQUE INDEX workout_swaps_from_log_live ON workout_swaps (from_log_id) WHERE reverted_at IS NULL;
-- The foreign keys' own checks, and the swap that made a session.
CREATE INDEX workout_swaps_to_session ON workout_swaps (to_session_id);
CREATE INDEX workout_swaps_to_log ON workout_swaps (to_log_id);
",
    drop: ["workout_swaps"]
);
