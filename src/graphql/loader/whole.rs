//! What is loaded as a whole: the recovery of an instant, the week before it, the history behind it, and everything that
//! the viewer can train.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};

use super::Loaders;
use crate::{
    domain::{
        account::User,
        catalogue::Catalogue,
        id::{ExerciseId, WorkoutLogId},
        muscle::MuscleMap,
        recovery::MuscleState,
        session::WorkoutLog,
    },
    graphql::{
        context::Viewer,
        error::{ApiError, ApiResult},
    },
    service::{
        recommend::ANALYSIS,
        recovery::{History, history, states_at},
        trainable::{Trainable, trainable},
    },
    store::{
        exclusions, logs, own_exercises,
        training::{self, Training},
        users,
    },
};

/// The history behind the recovery of an instant, with the logs in it.
pub(in crate::graphql) struct Explanation {
    /// What the recovery is a function of.
    pub(in crate::graphql) history: History,
    /// The logs as they are kept.
    pub(in crate::graphql) logs: HashMap<WorkoutLogId, Arc<WorkoutLog>>,
}

impl Loaders {
    /// The states of all muscle groups, good for an instant.
    pub(in crate::graphql) async fn states(
        &self,
        at: DateTime<Utc>,
    ) -> ApiResult<Arc<MuscleMap<MuscleState>>> {
        let load = || async {
            let states = states_at(&self.db, &self.catalogue(), self.viewer.user()?, at).await?;
            Ok::<_, ApiError>(Arc::new(states))
        };
        self.states.get(at, load).await
    }

    /// What was trained in the 7 days before an instant; one statement.
    pub(in crate::graphql) async fn week(&self, at: DateTime<Utc>) -> ApiResult<Arc<Training>> {
        let load = || async {
            let user = self.viewer.user()?;
            let week = training::between(&self.db, &self.catalogue(), user, at - ANALYSIS, at).await?;
            Ok::<_, ApiError>(Arc::new(week))
        };
        self.weeks.get(at, load).await
    }

    /// The history behind the recovery of an instant; three statements.
    pub(in crate::graphql) async fn explanation(&self, at: DateTime<Utc>) -> ApiResult<Arc<Explanation>> {
        let load = || async {
            let user = self.viewer.user()?;
            let history = history(&self.db, &self.catalogue(), user, at).await?;
            let ids: Vec<WorkoutLogId> = history.logs.iter().map(|log| log.log).collect();
            let logs = logs::find(&self.db, user, &ids).await?;
            let logs = logs.into_iter().map(|log| (log.id, Arc::new(log))).collect();
            Ok::<_, ApiError>(Arc::new(Explanation { history, logs }))
        };
        self.explanations.get(at, load).await
    }

    /// What the viewer can train; two statements.
    pub(in crate::graphql) async fn trainable(&self) -> ApiResult<Arc<Trainable>> {
        let load = || async {
            let workouts = trainable(&self.db, &self.catalogue(), self.viewer.user()?).await?;
            Ok::<_, ApiError>(Arc::new(workouts))
        };
        self.trainable.get((), load).await
    }

    /// The catalogue with the viewer's own exercises, the catalogue alone signed out; one statement.
    pub(in crate::graphql) async fn catalogue_with_own(&self) -> ApiResult<Arc<Catalogue>> {
        let Viewer::SignedIn(user) = self.viewer else { return Ok(self.catalogue()) };
        let load = || async {
            let laid_over = own_exercises::laid_over(&self.db, &self.catalogue(), user).await?;
            Ok::<_, ApiError>(Arc::new(laid_over))
        };
        self.own.get((), load).await
    }

    /// The catalogue, with the viewer's own exercises if one of these is none of everybody's.
    pub(in crate::graphql) async fn catalogue_knowing(
        &self,
        exercises: impl IntoIterator<Item = ExerciseId>,
    ) -> ApiResult<Arc<Catalogue>> {
        let catalogue = self.catalogue();
        if exercises.into_iter().all(|id| catalogue.exercise(id).is_some()) {
            return Ok(catalogue);
        }
        self.catalogue_with_own().await
    }

    /// The signed-in user; one statement.
    pub(in crate::graphql) async fn account(&self) -> ApiResult<Arc<User>> {
        let load = || async {
            let user = users::find(&self.db, self.viewer.user()?).await?;
            let gone = || ApiError::unauthenticated("this account is gone; sign up again");
            Ok::<_, ApiError>(Arc::new(user.ok_or_else(gone)?))
        };
        self.account.get((), load).await
    }

    /// What the viewer never wants to be offered, the oldest exclusion first; one statement.
    pub(in crate::graphql) async fn exclusions(&self) -> ApiResult<Arc<Vec<ExerciseId>>> {
        let load = || async {
            let excluded = exclusions::all(&self.db, self.viewer.user()?).await?;
            Ok::<_, ApiError>(Arc::new(excluded))
        };
        self.exclusions.get((), load).await
    }
}
