//! What a user can train.

use std::sync::Arc;

use crate::{
    domain::{
        catalogue::Catalogue,
        id::{UserId, WorkoutId},
        workout::Workout,
    },
    store::{Connected, StoreError, custom_workouts, enrolments},
};

/// The workouts of the programs that a user follows, then their own; with neither, all built-in workouts. Two
/// statements.
pub async fn trainable(
    db: &impl Connected,
    catalogue: &Catalogue,
    user: UserId,
) -> Result<Vec<Arc<Workout>>, StoreError> {
    let followed = enrolments::followed_programs(db, user).await?;
    let mut workouts: Vec<Arc<Workout>> = followed
        .iter()
        .filter_map(|id| catalogue.program(*id))
        .flat_map(|program| catalogue.workouts_of(program))
        .map(Arc::clone)
        .collect();
    workouts.extend(custom_workouts::all(db, user).await?.into_iter().map(Arc::new));
    if workouts.is_empty() {
        let programs = catalogue.programs().iter();
        workouts = programs.flat_map(|program| catalogue.workouts_of(program)).map(Arc::clone).collect();
    }
    Ok(workouts)
}

/// One workout that a user may train: any of a program, or one of their own that is not deleted.
pub async fn find(
    db: &impl Connected,
    catalogue: &Catalogue,
    user: UserId,
    id: WorkoutId,
) -> Result<Option<Arc<Workout>>, StoreError> {
    Ok(find_ever(db, catalogue, user, id).await?.filter(|workout| !workout.is_deleted()))
}

/// One workout that a user may train or could once: what their history may point at.
pub async fn find_ever(
    db: &impl Connected,
    catalogue: &Catalogue,
    user: UserId,
    id: WorkoutId,
) -> Result<Option<Arc<Workout>>, StoreError> {
    match id {
        WorkoutId::Program(id) => Ok(catalogue.workout(id).map(Arc::clone)),
        WorkoutId::Custom(id) => Ok(custom_workouts::find(db, user, &[id]).await?.pop().map(Arc::new)),
    }
}
