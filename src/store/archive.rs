//! Which rows are a user's: what an archive brings back is not added twice.

use std::collections::HashSet;

use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait, FromQueryResult,
    sea_query::{Expr, ExprTrait as _, IntoIden as _, Query, SelectStatement, UnionType},
};
use uuid::Uuid;

use super::{
    Connected, StoreError,
    entity::{
        custom_workout, custom_workout_exercise, exercise, import, program_enrolment, recovery_override,
        workout_log, workout_session, workout_swap,
    },
};
use crate::domain::id::UserId;

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
}

/// The identifiers of everything that an archive of the user can hold; one statement.
pub async fn identifiers(db: &impl Connected, user: UserId) -> Result<HashSet<Uuid>, StoreError> {
    let logs = within::<workout_log::Entity>(
        workout_log::Column::SessionId,
        of::<workout_session::Entity>(workout_session::Column::UserId, user),
    );
    let places = within::<custom_workout_exercise::Entity>(
        custom_workout_exercise::Column::CustomWorkoutId,
        of::<custom_workout::Entity>(custom_workout::Column::UserId, user),
    );
    let mut all = of::<workout_session::Entity>(workout_session::Column::UserId, user);
    for part in [
        logs,
        places,
        of::<custom_workout::Entity>(custom_workout::Column::UserId, user),
        of::<exercise::Entity>(exercise::Column::OwnerId, user),
        of::<program_enrolment::Entity>(program_enrolment::Column::UserId, user),
        of::<import::Entity>(import::Column::UserId, user),
        of::<workout_swap::Entity>(workout_swap::Column::UserId, user),
        of::<recovery_override::Entity>(recovery_override::Column::UserId, user),
    ] {
        all.union(UnionType::All, part);
    }
    let statement = db.raw().get_database_backend().build(&all);
    let rows = Row::find_by_statement(statement).all(db.raw()).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

fn ids_from<E: EntityTrait>() -> SelectStatement {
    Query::select().column("id").from(E::default().into_iden()).to_owned()
}

fn of<E: EntityTrait>(owner: E::Column, user: UserId) -> SelectStatement {
    ids_from::<E>().and_where(owner.eq(user.0)).to_owned()
}

fn within<E: EntityTrait>(parent: E::Column, parents: SelectStatement) -> SelectStatement {
    ids_from::<E>().and_where(Expr::col(parent).in_subquery(parents)).to_owned()
}
