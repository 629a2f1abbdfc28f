//! `exercises`

use sea_orm::entity::prelude::*;

/// An exercise.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "exercises")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub category: String,
    pub force: Option<String>,
    pub mechanic: Option<String>,
    pub level: String,
    pub equipment: String,
    pub pattern: Option<String>,
    pub instructions: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
