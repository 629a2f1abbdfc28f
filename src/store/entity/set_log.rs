//! `set_logs`

use sea_orm::entity::prelude::*;

/// One set as trained.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "set_logs")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workout_log_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i16,
    pub kind: String,
    pub reps: Option<i16>,
    pub weight_kg: Option<f64>,
    pub rir: Option<f64>,
    pub duration_seconds: Option<i32>,
    pub distance_meters: Option<f64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
