//! The catalogue in the database: read as one snapshot, changed in one transaction.

mod save;

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, Select,
    sea_query::{Expr, ExprTrait as _},
};
use uuid::Uuid;

use super::{
    Connected, StoreError, WriteTx,
    entity::{
        catalogue_state, exercise, exercise_muscle, muscle_group, program, program_workout,
        program_workout_exercise,
    },
    natural,
};
use crate::domain::{
    catalogue::Catalogue,
    exercise::{Category, Equipment, Exercise, ExerciseOrigin, Force, Level, Mechanic, MovementPattern},
    id::{ExerciseId, ProgramId, ProgramWorkoutExerciseId, ProgramWorkoutId, WorkoutExerciseId, WorkoutId},
    muscle::{Muscle, MuscleMap, Role},
    workout::{Prescription, Program, Workout, WorkoutOrigin},
};

pub(super) use save::{exercise_row, save_muscles};
pub use save::{save_exercises, save_muscle_groups, save_programs};

/// The catalogue's version and the fingerprint of the built-in data that was loaded last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Grows with every change.
    pub version: i64,
    /// Fingerprint of the built-in data; empty before the first load.
    pub built_in: String,
}

/// Where the catalogue stands; one statement.
pub async fn state(db: &impl Connected) -> Result<State, StoreError> {
    let row = catalogue_state::Entity::find_by_id(1_i16).one(db.raw()).await?;
    let row = row.ok_or(StoreError::Corrupt("catalogue_state"))?;
    Ok(State { version: row.version, built_in: row.built_in })
}

/// The whole catalogue.
pub async fn read(db: &impl Connected) -> Result<Catalogue, StoreError> {
    // The version first: a change in between makes the snapshot newer than it says, and it is read once more.
    let version = state(db).await?.version;
    let mut workouts = Vec::new();
    let mut exercises_of = prescriptions(db).await?;
    let mut days: HashMap<Uuid, Vec<ProgramWorkoutId>> = HashMap::new();
    for row in
        program_workout::Entity::find().order_by_asc(program_workout::Column::Day).all(db.raw()).await?
    {
        days.entry(row.program_id).or_default().push(ProgramWorkoutId(row.id));
        workouts.push(Workout {
            id: WorkoutId::Program(ProgramWorkoutId(row.id)),
            name: row.name,
            exercises: exercises_of.remove(&row.id).unwrap_or_default(),
            origin: WorkoutOrigin::Program {
                program: ProgramId(row.program_id),
                day: natural(row.day, "program_workouts.day")?,
            },
        });
    }
    let programs = program::Entity::find().order_by_asc(program::Column::Name).all(db.raw()).await?;
    let programs = programs
        .into_iter()
        .map(|row| Program {
            id: ProgramId(row.id),
            slug: row.slug,
            name: row.name,
            description: row.description,
            workouts: days.remove(&row.id).unwrap_or_default(),
        })
        .collect();
    Ok(Catalogue::new(version, muscle_names(db).await?, exercises(db).await?, programs, workouts))
}

async fn muscle_names(db: &impl Connected) -> Result<MuscleMap<String>, StoreError> {
    let mut names = MuscleMap::from_fn(|muscle| muscle.name().to_owned());
    for row in muscle_group::Entity::find().all(db.raw()).await? {
        let muscle = row.slug.parse().map_err(|_unknown| StoreError::Corrupt("muscle_groups.slug"))?;
        *names.get_mut(muscle) = row.name;
    }
    Ok(names)
}

async fn prescriptions(db: &impl Connected) -> Result<HashMap<Uuid, Vec<Prescription>>, StoreError> {
    let rows = program_workout_exercise::Entity::find()
        .order_by_asc(program_workout_exercise::Column::Position)
        .all(db.raw())
        .await?;
    let mut by_workout: HashMap<Uuid, Vec<Prescription>> = HashMap::new();
    for row in rows {
        by_workout.entry(row.program_workout_id).or_default().push(Prescription {
            id: WorkoutExerciseId::Program(ProgramWorkoutExerciseId(row.id)),
            position: natural(row.position, "program_workout_exercises.position")?,
            exercise: ExerciseId(row.exercise_id),
            sets: natural(row.sets, "program_workout_exercises.sets")?,
            min_reps: natural(row.min_reps, "program_workout_exercises.min_reps")?,
            max_reps: natural(row.max_reps, "program_workout_exercises.max_reps")?,
            target_rir: row.target_rir,
            rest_seconds: natural(row.rest_seconds, "program_workout_exercises.rest_seconds")?,
        });
    }
    Ok(by_workout)
}

async fn exercises(db: &impl Connected) -> Result<Vec<Exercise>, StoreError> {
    joined(db, exercise::Entity::find().filter(exercise::Column::OwnerId.is_null())).await
}

/// Exercises with their muscle groups, one row for each of these; one statement.
pub(super) async fn joined(
    db: &impl Connected,
    exercises: Select<exercise::Entity>,
) -> Result<Vec<Exercise>, StoreError> {
    let rows = exercises
        .find_also_related(exercise_muscle::Entity)
        .order_by_asc(exercise::Column::Id)
        .order_by_asc(exercise_muscle::Column::Position)
        .all(db.raw())
        .await?;
    let mut exercises: Vec<Exercise> = Vec::new();
    for (row, muscle) in rows {
        let muscle = muscle.map(exercise_muscle::Model::into_domain).transpose()?;
        match exercises.last_mut().filter(|exercise| exercise.id.0 == row.id) {
            Some(exercise) => exercise.muscles.extend(muscle),
            None => exercises.push(row.into_domain(muscle.into_iter().collect())?),
        }
    }
    Ok(exercises)
}

impl exercise_muscle::Model {
    fn into_domain(self) -> Result<(Muscle, Role), StoreError> {
        let muscle =
            self.muscle.parse().map_err(|_unknown| StoreError::Corrupt("exercise_muscles.muscle"))?;
        Ok((muscle, if self.role == "primary" { Role::Primary } else { Role::Secondary }))
    }
}

impl exercise::Model {
    fn into_domain(self, muscles: Vec<(Muscle, Role)>) -> Result<Exercise, StoreError> {
        let corrupt = StoreError::Corrupt;
        Ok(Exercise {
            id: ExerciseId(self.id),
            slug: self.slug,
            name: self.name,
            category: Category::from_text(&self.category).ok_or(corrupt("exercises.category"))?,
            force: known(self.force, Force::from_text, "exercises.force")?,
            mechanic: known(self.mechanic, Mechanic::from_text, "exercises.mechanic")?,
            level: Level::from_text(&self.level).ok_or(corrupt("exercises.level"))?,
            equipment: Equipment::from_text(&self.equipment).ok_or(corrupt("exercises.equipment"))?,
            pattern: known(self.pattern, MovementPattern::from_text, "exercises.pattern")?,
            muscles,
            instructions: serde_json::from_str(&self.instructions)
                .map_err(|_malformed| corrupt("exercises.instructions"))?,
            origin: match self.owner_id {
                None => ExerciseOrigin::Catalogue,
                Some(_) => ExerciseOrigin::Own { deleted: self.deleted_at.is_some() },
            },
        })
    }
}

fn known<T>(
    text: Option<String>,
    read: impl Fn(&str) -> Option<T>,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    text.map(|text| read(&text).ok_or(StoreError::Corrupt(column))).transpose()
}

/// Moves the version, so that every server reads the catalogue anew; the fingerprint only where one is given.
pub async fn bump(tx: &WriteTx, built_in: Option<&str>) -> Result<(), StoreError> {
    use catalogue_state::Column;
    let mut update = catalogue_state::Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(1));
    if let Some(built_in) = built_in {
        update = update.col_expr(Column::BuiltIn, Expr::value(built_in));
    }
    update.exec(tx.raw()).await?;
    Ok(())
}
