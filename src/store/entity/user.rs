//! `users`

use sea_orm::entity::prelude::*;

/// A user.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub email: String,
    pub email_key: String,
    pub display_name: String,
    pub time_zone: String,
    pub password_hash: String,
    pub created_at: DateTimeUtc,
    pub equipment: Option<String>,
    pub weight_unit: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {
    #[sea_orm(has_many = "super::program_enrolment::Entity")]
    Enrolments,
}

impl Related<super::program_enrolment::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Enrolments.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
