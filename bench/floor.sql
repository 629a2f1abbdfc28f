-- The data of bench/workouts.graphql as one statement, for the user $1: PostgreSQL writes the JSON itself.
WITH trainable AS (
    SELECT 1 AS source, f.since AS by_user, w.day AS by_day, w.id, 'pwo_' AS prefix, w.name
    FROM (
        SELECT program_id, min(id::text) AS since FROM program_enrolments WHERE user_id = $1 GROUP BY program_id
    ) f JOIN program_workouts w ON w.program_id = f.program_id
    UNION ALL
    SELECT 2, w.id::text, 0, w.id, 'cwo_', w.name FROM custom_workouts w WHERE w.user_id = $1
    ORDER BY source, by_user, by_day LIMIT 20
), prescribed AS (
    SELECT p.program_workout_id AS workout, p.position, p.exercise_id, p.sets, p.min_reps
    FROM program_workout_exercises p WHERE p.program_workout_id IN (SELECT id FROM trainable)
    UNION ALL
    SELECT c.custom_workout_id, c.position, c.exercise_id, c.sets, c.min_reps
    FROM custom_workout_exercises c WHERE c.custom_workout_id IN (SELECT id FROM trainable)
), movement AS (
    SELECT e.id, json_build_object('name', e.name, 'muscles', json_agg(
        json_build_object('role', upper(m.role), 'muscleGroup', json_build_object('name', g.name)) ORDER BY m.position
    )) AS node
    FROM exercises e
    JOIN exercise_muscles m ON m.exercise_id = e.id
    JOIN muscle_groups g ON g.slug = m.muscle
    WHERE e.id IN (SELECT exercise_id FROM prescribed)
    GROUP BY e.id
), content AS (
    SELECT p.workout, json_agg(
        json_build_object('sets', p.sets, 'minReps', p.min_reps, 'exercise', e.node) ORDER BY p.position
    ) AS nodes
    FROM prescribed p JOIN movement e ON e.id = p.exercise_id
    GROUP BY p.workout
)
SELECT json_build_object('data', json_build_object('workouts', json_build_object('nodes', coalesce(json_agg(
    json_build_object('id', t.prefix || replace(t.id::text, '-', ''), 'name', t.name,
        'exercises', coalesce(c.nodes, '[]'::json))
    ORDER BY t.source, t.by_user, t.by_day
), '[]'::json))))::text
FROM trainable t LEFT JOIN content c ON c.workout = t.id
