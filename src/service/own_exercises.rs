//! Exercises of a user's own: making, changing and deleting them; and exercises that a user never wants to be offered.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Env, Failure, Result, UserError, UserErrorCode, recovery,
    write::{Begun, Write},
};
use crate::{
    domain::{
        catalogue::Catalogue,
        exercise::{Category, Equipment, Exercise, ExerciseOrigin, Force, Level, Mechanic, MovementPattern},
        id::{ExerciseId, UserId},
        muscle::{Muscle, Role},
    },
    store::{custom_workouts, exclusions, own_exercises},
};

/// The most exercises of one's own.
pub(super) const MOST: usize = 1000;
/// The most steps of instructions, and the most characters of a step.
const STEPS: usize = 50;
const STEP: usize = 1000;

/// What an exercise is; what is none stays as it was, or is its default where it is new.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ExerciseDraft {
    /// What to call it.
    pub name: Option<String>,
    /// What it trains for; default: strength.
    pub category: Option<Category>,
    /// What it needs; default: nothing.
    pub equipment: Option<Equipment>,
    /// The experience that it asks for; default: beginner.
    pub level: Option<Level>,
    /// The direction of the effort; default: unknown.
    pub force: Option<Force>,
    /// One joint or several; default: unknown.
    pub mechanic: Option<Mechanic>,
    /// The movement pattern; default: unknown.
    pub pattern: Option<MovementPattern>,
    /// What it trains first.
    pub primary: Option<Muscle>,
    /// What it trains too; default: nothing.
    pub secondary: Option<Vec<Muscle>>,
    /// How it is done, step by step; default: nothing.
    pub instructions: Option<Vec<String>>,
}

/// What to change of which exercise.
#[derive(Debug, Serialize)]
pub struct UpdateExercise {
    /// Which one.
    pub exercise: Option<ExerciseId>,
    /// What to change.
    pub change: ExerciseDraft,
}

/// What shall hold for an exercise.
#[derive(Debug, Serialize)]
pub struct ExcludeExercise {
    /// Which one.
    pub exercise: Option<ExerciseId>,
    /// Whether it is never to be offered.
    pub excluded: bool,
}

/// An exercise that was written.
#[derive(Debug, Serialize, Deserialize)]
pub struct ExerciseWritten {
    /// Which one.
    pub exercise: ExerciseId,
    /// The muscle groups whose recovery changed.
    pub changed: Vec<Muscle>,
}

/// Makes an exercise of the user's own.
pub async fn create(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    input: &ExerciseDraft,
) -> Result<ExerciseWritten> {
    let write = match Write::begin(env, user, "createExercise", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let catalogue = with_own(env, &write).await?;
    let mut errors = Vec::new();
    if catalogue.own_exercises().len() >= MOST {
        let message = format!("you have {MOST} exercises of your own already; delete one first");
        errors.push(UserError::invalid("name", message));
    }
    if input.name.is_none() {
        errors.push(UserError::invalid("name", "give the exercise a name"));
    }
    if input.primary.is_none() {
        errors.push(UserError::invalid("primaryMuscle", "name the muscle group that it trains first"));
    }
    let exercise = draft(&fresh(env.system.new_id(), ""), input, &catalogue, &mut errors);
    if !errors.is_empty() {
        return Err(Failure::User(errors));
    }
    own_exercises::insert(&write.tx, user, std::slice::from_ref(&exercise)).await?;
    write.finish(ExerciseWritten { exercise: exercise.id, changed: Vec::new() }).await
}

/// Changes an exercise of the user's own. Where it then loads other muscle groups, recovery is rebuilt: what was trained
/// of it counts as it is now.
pub async fn update(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    input: &UpdateExercise,
) -> Result<ExerciseWritten> {
    let write = match Write::begin(env, user, "updateExercise", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let catalogue = with_own(env, &write).await?;
    let old = find(&catalogue, input.exercise)?;
    let mut errors = Vec::new();
    let exercise = draft(old, &input.change, &catalogue, &mut errors);
    if !errors.is_empty() {
        return Err(Failure::User(errors));
    }
    own_exercises::update(&write.tx, user, &exercise).await?;
    let trains_otherwise = exercise.muscles != old.muscles || exercise.category != old.category;
    let changed = if trains_otherwise { recovery::rebuild(env, &write.tx, user).await? } else { Vec::new() };
    write.finish(ExerciseWritten { exercise: exercise.id, changed }).await
}

/// Deletes an exercise of the user's own: it can no longer be chosen, and history still shows it.
pub async fn delete(env: &Env, user: UserId, id: Option<ExerciseId>) -> Result<ExerciseWritten> {
    let write = match Write::begin(env, user, "deleteExercise", None, &id).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let catalogue = with_own(env, &write).await?;
    let exercise = find(&catalogue, id)?.id;
    let workouts = custom_workouts::all(&write.tx, user).await?;
    let mut holders =
        workouts.iter().filter(|workout| workout.exercises.iter().any(|p| p.exercise == exercise));
    if let Some(holder) = holders.next() {
        let message =
            format!("your workout `{}` prescribes the exercise; change the workout first", holder.name);
        return Err(UserError::new(UserErrorCode::Conflict, "exerciseId", message).into());
    }
    own_exercises::set_deleted(&write.tx, exercise, env.system.now()).await?;
    write.finish(ExerciseWritten { exercise, changed: Vec::new() }).await
}

/// Says whether an exercise is never to be offered.
pub async fn exclude(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    input: &ExcludeExercise,
) -> Result<ExerciseWritten> {
    let write = match Write::begin(env, user, "excludeExercise", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let catalogue = with_own(env, &write).await?;
    let exercise = input.exercise.filter(|id| catalogue.available(*id).is_some());
    let exercise = exercise.ok_or_else(|| UserError::not_found("exerciseId", "exercise"))?;
    if input.excluded {
        exclusions::insert(&write.tx, user, exercise, env.system.now()).await?;
    } else {
        exclusions::delete(&write.tx, user, exercise).await?;
    }
    write.finish(ExerciseWritten { exercise, changed: Vec::new() }).await
}

async fn with_own(env: &Env, write: &Write) -> Result<Catalogue> {
    let catalogue = env.catalogue.fresh(&write.tx).await?;
    Ok(own_exercises::laid_over(&write.tx, &catalogue, write.user.id).await?)
}

fn find(catalogue: &Catalogue, id: Option<ExerciseId>) -> Result<&Exercise> {
    let own = catalogue.own_exercises().iter().find(|exercise| Some(exercise.id) == id);
    Ok(own.ok_or_else(|| UserError::not_found("exerciseId", "exercise of your own"))?)
}

/// An exercise of a user's own that only has a name: it tires nothing until somebody says what it trains.
pub(super) fn fresh(id: Uuid, name: &str) -> Exercise {
    Exercise {
        id: ExerciseId(id),
        slug: slug(name, id),
        name: name.to_owned(),
        category: Category::Strength,
        force: None,
        mechanic: None,
        level: Level::Beginner,
        equipment: Equipment::None,
        pattern: None,
        muscles: Vec::new(),
        instructions: Vec::new(),
        origin: ExerciseOrigin::Own { deleted: false },
    }
}

/// The name in lower case with hyphens, and enough of the identifier to differ from everybody else's.
pub(super) fn slug(name: &str, id: Uuid) -> String {
    let words: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    let mut slug = words.split_whitespace().collect::<Vec<_>>().join("-");
    slug.truncate(60);
    let (time, random) = id.as_u64_pair();
    let tail = (time ^ random) & 0xffff_ffff_ffff;
    format!("{}-{tail:012x}", slug.trim_matches('-')).trim_start_matches('-').to_owned()
}

fn draft(
    old: &Exercise,
    draft: &ExerciseDraft,
    catalogue: &Catalogue,
    errors: &mut Vec<UserError>,
) -> Exercise {
    let mut exercise = Exercise {
        category: draft.category.unwrap_or(old.category),
        equipment: draft.equipment.unwrap_or(old.equipment),
        level: draft.level.unwrap_or(old.level),
        force: draft.force.or(old.force),
        mechanic: draft.mechanic.or(old.mechanic),
        pattern: draft.pattern.or(old.pattern),
        muscles: muscles(old, draft, errors),
        ..old.clone()
    };
    if let Some(name) = &draft.name {
        name.trim().clone_into(&mut exercise.name);
        check_name(&exercise, catalogue, errors);
        if old.name.is_empty() {
            exercise.slug = slug(&exercise.name, exercise.id.0);
        }
    }
    if let Some(steps) = &draft.instructions {
        exercise.instructions = steps.iter().map(|step| step.trim().to_owned()).collect();
        let too_long = |step: &String| step.is_empty() || step.chars().count() > STEP || step.contains('\0');
        if steps.len() > STEPS || exercise.instructions.iter().any(too_long) {
            let message = format!("instructions have at most {STEPS} steps of 1 to {STEP} characters");
            errors.push(UserError::invalid("instructions", message));
        }
    }
    exercise
}

fn check_name(exercise: &Exercise, catalogue: &Catalogue, errors: &mut Vec<UserError>) {
    let name = &exercise.name;
    if !(1..=80).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        errors.push(UserError::invalid("name", "a name has 1 to 80 characters and no line breaks"));
    }
    let same = |other: &&std::sync::Arc<Exercise>| {
        other.id != exercise.id && other.name.to_lowercase() == name.to_lowercase()
    };
    if catalogue.own_exercises().iter().find(same).is_some() {
        errors.push(UserError::invalid("name", "you have an exercise of this name; choose another"));
    }
}

fn muscles(old: &Exercise, draft: &ExerciseDraft, errors: &mut Vec<UserError>) -> Vec<(Muscle, Role)> {
    let of_role =
        |wanted: Role| old.muscles.iter().filter(move |(_, role)| *role == wanted).map(|(muscle, _)| *muscle);
    let primary = draft.primary.or_else(|| of_role(Role::Primary).next());
    let secondary = draft.secondary.clone().unwrap_or_else(|| of_role(Role::Secondary).collect());
    let mut muscles: Vec<(Muscle, Role)> =
        primary.map(|muscle| (muscle, Role::Primary)).into_iter().collect();
    for muscle in secondary {
        if muscles.iter().any(|(known, _)| *known == muscle) {
            let message = format!("{} is named twice; each muscle group has one role", muscle.name());
            errors.push(UserError::invalid("secondaryMuscles", message));
        } else {
            muscles.push((muscle, Role::Secondary));
        }
    }
    if primary.is_none() && !muscles.is_empty() {
        let message = "name the muscle group that it trains first";
        errors.push(UserError::invalid("primaryMuscle", message));
    }
    muscles
}
