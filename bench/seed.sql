-- Fills a migrated database with training, from generate_series alone: 100 sessions of 5 logs of 5 sets for each user.
--
--   psql --variable=users=400 --variable=measured=<uuid of a user who exists> --file=bench/seed.sql
--
-- 400 users have a million sets. The measured user is one of them, and also has three workouts of their own.

-- Identifiers of version 7 grow with time; these grow with their number.
CREATE FUNCTION pg_temp.numbered(kind int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT ('0190' || lpad(to_hex(kind), 4, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
$$;

INSERT INTO users (id, email, email_key, display_name, time_zone, password_hash, created_at)
SELECT pg_temp.numbered(1, n), format('trainee-%s@bench.invalid', n), format('trainee-%s@bench.invalid', n),
    format('Trainee %s', n), 'UTC', 'none', now() - interval '1 year'
FROM generate_series(2, :users) n;

CREATE TEMPORARY TABLE trainee AS
SELECT n, CASE n WHEN 1 THEN :'measured'::uuid ELSE pg_temp.numbered(1, n) END AS id FROM generate_series(1, :users) n;

-- What programs prescribe is what people train.
CREATE TEMPORARY TABLE trained AS
SELECT row_number() OVER (ORDER BY exercise_id) - 1 AS n, exercise_id AS id, count(*) OVER () AS of_them
FROM (SELECT DISTINCT exercise_id FROM program_workout_exercises) exercise;

INSERT INTO workout_sessions (id, user_id, source_type, status, started_at, completed_at, happens_at, created_at)
SELECT pg_temp.numbered(2, (u.n - 1) * 100 + s), u.id, 'ad_hoc', 'completed', at - interval '1 hour', at, at, at
FROM trainee u, generate_series(1, 100) s,
    LATERAL (SELECT now() - (101 - s) * interval '3 days' AS at) completed;

INSERT INTO workout_logs (id, session_id, position, exercise_id, source_type)
SELECT pg_temp.numbered(3, s * 5 + p), pg_temp.numbered(2, s), p, trained.id, 'ad_hoc'
FROM generate_series(1, :users * 100) s, generate_series(1, 5) p, trained
WHERE trained.n = (s * 7 + p * 11) % trained.of_them;

INSERT INTO set_logs (workout_log_id, number, kind, reps, weight_kg, rir)
SELECT pg_temp.numbered(3, s * 5 + p), number, 'normal', 6 + (s + number) % 7, 20 + (s + p) % 80, number % 4
FROM generate_series(1, :users * 100) s, generate_series(1, 5) p, generate_series(1, 5) number;

INSERT INTO custom_workouts (id, user_id, name, created_at)
SELECT pg_temp.numbered(4, n), :'measured', format('My own %s', n), now() FROM generate_series(1, 3) n;

INSERT INTO custom_workout_exercises
    (id, custom_workout_id, position, exercise_id, sets, min_reps, max_reps, target_rir, rest_seconds)
SELECT pg_temp.numbered(5, w * 6 + p), pg_temp.numbered(4, w), p, trained.id, 3, 8, 12, 2, 90
FROM generate_series(1, 3) w, generate_series(1, 6) p, trained
WHERE trained.n = (w * 5 + p * 3) % trained.of_them;

VACUUM ANALYZE;
