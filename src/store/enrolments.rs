//! Users following programs.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::{
    Connected, StoreError, WriteTx, any_of,
    entity::{program_enrolment, user},
    natural, small, users,
};
use crate::domain::{
    exercise::Equipment,
    id::{EnrolmentId, ProgramId, UserId},
    program::{Enrolment, Weekdays},
};

/// Every enrolment of a user, oldest first.
pub async fn all(db: &impl Connected, user: UserId) -> Result<Vec<Enrolment>, StoreError> {
    let rows = program_enrolment::Entity::find()
        .filter(program_enrolment::Column::UserId.eq(user.0))
        .order_by_asc(program_enrolment::Column::Id)
        .all(db.raw())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Enrolment {
                id: EnrolmentId(row.id),
                program: ProgramId(row.program_id),
                starts_on: row.starts_on,
                weeks: natural(row.weeks, "program_enrolments.weeks")?,
                weekdays: Weekdays::from_bits(natural(row.weekdays, "program_enrolments.weekdays")?),
            })
        })
        .collect()
}

/// What decides on what a user can train.
#[derive(Clone, Debug, Default)]
pub struct Habits {
    /// The programs that they follow, in the order in which they took them up.
    pub programs: Vec<ProgramId>,
    /// The equipment they have; none: any.
    pub equipment: Option<Vec<Equipment>>,
}

/// What a user follows and has; one statement.
pub async fn habits(db: &impl Connected, user: UserId) -> Result<Habits, StoreError> {
    let rows: Vec<(Option<String>, Option<Uuid>)> = user::Entity::find_by_id(user.0)
        .select_only()
        .column(user::Column::Equipment)
        .left_join(program_enrolment::Entity)
        .column(program_enrolment::Column::ProgramId)
        .order_by_asc(program_enrolment::Column::Id)
        .into_tuple()
        .all(db.raw())
        .await?;
    let mut habits = Habits::default();
    for (equipment, program) in rows {
        habits.equipment = users::read_equipment(equipment)?;
        if let Some(program) = program.map(ProgramId)
            && !habits.programs.contains(&program)
        {
            habits.programs.push(program);
        }
    }
    Ok(habits)
}

/// Removes enrolments; sessions that they planned stay.
pub async fn delete(tx: &WriteTx, user: UserId, ids: &[EnrolmentId]) -> Result<(), StoreError> {
    program_enrolment::Entity::delete_many()
        .filter(program_enrolment::Column::UserId.eq(user.0))
        .filter(any_of(tx, program_enrolment::Column::Id, ids.iter().map(|id| id.0)))
        .exec(tx.raw())
        .await?;
    Ok(())
}

/// Adds an enrolment.
pub async fn insert(
    tx: &WriteTx,
    user: UserId,
    enrolment: &Enrolment,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = program_enrolment::ActiveModel {
        id: Set(enrolment.id.0),
        user_id: Set(user.0),
        program_id: Set(enrolment.program.0),
        starts_on: Set(enrolment.starts_on),
        weeks: Set(small(enrolment.weeks)),
        weekdays: Set(small(enrolment.weekdays.bits())),
        created_at: Set(now),
    };
    program_enrolment::Entity::insert(row).exec_without_returning(tx.raw()).await?;
    Ok(())
}
