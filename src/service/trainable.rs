//! What a user can train.

use std::sync::Arc;

use crate::{
    domain::{
        catalogue::Catalogue,
        exercise::Equipment,
        id::{UserId, WorkoutId},
        workout::Workout,
    },
    store::{
        Connected, StoreError, custom_workouts,
        enrolments::{self, Habits},
    },
};

/// What a user can train, and with what.
#[derive(Clone, Debug)]
pub struct Trainable {
    /// The workouts of the programs that they follow, then their own; with neither, all built-in workouts.
    pub workouts: Vec<Arc<Workout>>,
    /// The equipment they have; none: any.
    pub equipment: Option<Vec<Equipment>>,
}

/// What a user can train; two statements.
pub async fn trainable(
    db: &impl Connected,
    catalogue: &Catalogue,
    user: UserId,
) -> Result<Trainable, StoreError> {
    let Habits { programs, equipment } = enrolments::habits(db, user).await?;
    let mut workouts: Vec<Arc<Workout>> = programs
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
    Ok(Trainable { workouts, equipment })
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
