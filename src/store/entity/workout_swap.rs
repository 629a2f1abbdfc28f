//! `workout_swaps`

use sea_orm::entity::prelude::*;

/// One row of the audit trail of swaps.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "workout_swaps")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub kind: String,
    pub from_session_id: Option<Uuid>,
    pub to_session_id: Option<Uuid>,
    pub from_log_id: Option<Uuid>,
    pub to_log_id: Option<Uuid>,
    pub reason: Option<String>,
    pub swapped_at: DateTimeUtc,
    pub reverted_at: Option<DateTimeUtc>,
    pub custom_workout_id: Option<Uuid>,
    pub custom_workout_exercise_id: Option<Uuid>,
    pub forked_from_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
