//! `workout_sessions`

use sea_orm::entity::prelude::*;

/// A session.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "workout_sessions")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub source_type: String,
    pub program_workout_id: Option<Uuid>,
    pub custom_workout_id: Option<Uuid>,
    pub program_enrolment_id: Option<Uuid>,
    pub status: String,
    pub planned_for: Option<Date>,
    pub started_at: Option<DateTimeUtc>,
    pub completed_at: Option<DateTimeUtc>,
    pub happens_at: DateTimeUtc,
    pub notes: Option<String>,
    pub swapped_from_id: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub import_id: Option<Uuid>,
    pub import_key: Option<String>,
    pub title: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
