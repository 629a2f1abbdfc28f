//! The recovery state of every muscle group, and what users said it was.

super::migration!(
    "
-- Never a score: the residual at one instant, from which the score of any later instant follows.
-- The primary key serves the 17 rows of a user.
CREATE TABLE muscle_group_recovery (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    muscle text NOT NULL REFERENCES muscle_groups (slug),
    residual double precision NOT NULL CHECK (residual >= 0),
    as_of timestamptz NOT NULL,
    model_version smallint NOT NULL,
    last_trained_at timestamptz NULL,
    last_estimated_at timestamptz NULL, -- the latest counted session with a set whose RIR was missing
    PRIMARY KEY (user_id, muscle)
);

CREATE TABLE recovery_overrides (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    muscle text NOT NULL REFERENCES muscle_groups (slug),
    at timestamptz NOT NULL,
    score double precision NOT NULL CHECK (score > 0 AND score <= 100),
    created_at timestamptz NOT NULL
);
-- The overrides of the window that recovery is rebuilt from.
CREATE INDEX recovery_overrides_user_at ON recovery_overrides (user_id, at);
",
    drop: ["recovery_overrides", "muscle_group_recovery"]
);
