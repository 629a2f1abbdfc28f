//! Users following programs.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use super::{Connected, StoreError, WriteTx, entity::program_enrolment, natural, small};
use crate::domain::{
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

/// The programs that a user follows, in the order in which they took them up.
pub async fn followed_programs(db: &impl Connected, user: UserId) -> Result<Vec<ProgramId>, StoreError> {
    let mut programs = Vec::new();
    for enrolment in all(db, user).await? {
        if !programs.contains(&enrolment.program) {
            programs.push(enrolment.program);
        }
    }
    Ok(programs)
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
