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
    pub owner_id: Option<Uuid>,
    pub deleted_at: Option<DateTimeUtc>,
    pub import_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {
    #[sea_orm(has_many = "super::exercise_muscle::Entity")]
    Muscles,
}

impl Related<super::exercise_muscle::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Muscles.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
