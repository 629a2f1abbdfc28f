//! `workout_logs`

use sea_orm::entity::prelude::*;

/// One exercise as trained in a session.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "workout_logs")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub session_id: Uuid,
    pub position: i16,
    pub exercise_id: Uuid,
    pub source_type: String,
    pub program_workout_exercise_id: Option<Uuid>,
    pub custom_workout_id: Option<Uuid>,
    pub custom_workout_exercise_id: Option<Uuid>,
    pub swapped_from_id: Option<Uuid>,
    pub notes: Option<String>,
    pub replaced_at: Option<DateTimeUtc>,
    pub superset: Option<i16>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
