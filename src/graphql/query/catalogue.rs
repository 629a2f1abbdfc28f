//! The catalogue: readable signed out.

use std::sync::Arc;

use async_graphql::{Context, Object};

use crate::{
    domain::{
        catalogue::{self, Catalogue},
        muscle::Muscle,
    },
    graphql::{
        context::ContextExt as _,
        error::ApiResult,
        page::{ExerciseConnection, PageArgs, ProgramConnection, connection},
        types::{
            exercise::{Exercise, ExerciseFilter},
            muscle::MuscleGroup,
            program::Program,
        },
    },
};

#[derive(Default)]
pub(super) struct CatalogueQuery;

#[Object]
impl CatalogueQuery {
    /// The 17 muscle groups, in alphabetical order.
    #[graphql(complexity = "17 * child_complexity")]
    async fn muscle_groups(&self, ctx: &Context<'_>) -> ApiResult<Vec<MuscleGroup>> {
        let groups = ctx.loaders().muscle_groups(Muscle::ALL).await?;
        Ok(groups.into_iter().map(MuscleGroup).collect())
    }

    /// The exercise with this slug, e.g. `barbell-full-squat`; null where there is none.
    async fn exercise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The exercise's stable name.")] slug: String,
    ) -> Option<ApiResult<Exercise>> {
        if let Some(exercise) = ctx.catalogue().exercise_by_slug(&slug) {
            return Some(Ok(Exercise(Arc::clone(exercise))));
        }
        let with_own = ctx.loaders().catalogue_with_own().await;
        let found = |catalogue: Arc<Catalogue>| {
            catalogue.exercise_by_slug(&slug).map(|exercise| Exercise(Arc::clone(exercise)))
        };
        with_own.map(found).transpose()
    }

    /// The exercises of the catalogue and the viewer's own, by name.
    #[graphql(complexity = "super::page_complexity(first, last, child_complexity)")]
    async fn exercises(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which exercises; default: all.")] filter: Option<ExerciseFilter>,
        #[graphql(desc = "How many from the start, 0 to 100. Default: 20.")] first: Option<i32>,
        #[graphql(desc = "Only exercises behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only exercises before this cursor.")] before: Option<String>,
    ) -> ApiResult<ExerciseConnection> {
        let request = PageArgs { first, after, last, before }.check::<String>()?;
        let filter = filter.map_or_else(catalogue::ExerciseFilter::default, Into::into);
        let catalogue = ctx.loaders().catalogue_with_own().await?;
        let found = catalogue.search(&filter);
        let page = request.cut(&found, |exercise, slug| exercise.slug == *slug);
        Ok(connection(page, |exercise| exercise.slug.clone(), Exercise))
    }

    /// The built-in programs, by name.
    #[graphql(complexity = "super::page_complexity(first, last, child_complexity)")]
    async fn programs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 0 to 100. Default: 20.")] first: Option<i32>,
        #[graphql(desc = "Only programs behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only programs before this cursor.")] before: Option<String>,
    ) -> ApiResult<ProgramConnection> {
        let request = PageArgs { first, after, last, before }.check::<String>()?;
        let catalogue = ctx.catalogue();
        let page = request.cut(catalogue.programs(), |program, slug| program.slug == *slug);
        Ok(connection(page, |program| program.slug.clone(), Program))
    }
}
