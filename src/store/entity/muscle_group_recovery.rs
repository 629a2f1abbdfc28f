//! `muscle_group_recovery`

use sea_orm::entity::prelude::*;

/// The recovery state of one muscle group of a user.
#[expect(clippy::struct_field_names, reason = "the column's own name")]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "muscle_group_recovery")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub muscle: String,
    pub residual: f64,
    pub as_of: DateTimeUtc,
    pub model_version: i16,
    pub last_trained_at: Option<DateTimeUtc>,
    pub last_estimated_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
