//! Users, their refresh tokens, the keys of retried writes, and the counters that slow down guessing.

super::migration!(
    "
CREATE TABLE users (
    id uuid NOT NULL PRIMARY KEY,
    email text NOT NULL,
    email_key text NOT NULL CONSTRAINT users_email_key_unique UNIQUE, -- the address in lower case
    display_name text NOT NULL,
    time_zone text NOT NULL,
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE refresh_tokens (
    id uuid NOT NULL PRIMARY KEY,
    family_id uuid NOT NULL, -- all tokens that descend from one sign-in
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash text NOT NULL CONSTRAINT refresh_tokens_hash_unique UNIQUE, -- SHA-256, hexadecimal
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz NULL,
    revoked_at timestamptz NULL
);
-- A replayed token revokes its family.
CREATE INDEX refresh_tokens_family ON refresh_tokens (family_id);
-- Deleting a user, signing out everywhere.
CREATE INDEX refresh_tokens_user ON refresh_tokens (user_id);

CREATE TABLE idempotency_keys (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    idempotency_key text NOT NULL,
    request_hash text NOT NULL, -- SHA-256 of the operation and its input, hexadecimal
    outcome text NULL, -- JSON; null only inside the transaction that decides it
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, idempotency_key)
);

CREATE TABLE rate_limits (
    subject text NOT NULL PRIMARY KEY, -- SHA-256 of what is limited, hexadecimal: no address is kept
    window_started_at timestamptz NOT NULL,
    hits integer NOT NULL
);
",
    drop: ["rate_limits", "idempotency_keys", "refresh_tokens", "users"]
);
