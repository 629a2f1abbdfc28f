//! `custom_workout_exercises`

use sea_orm::entity::prelude::*;

/// An exercise that a custom workout prescribes.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "custom_workout_exercises")]
pub(in crate::store) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub custom_workout_id: Uuid,
    pub position: i16,
    pub exercise_id: Uuid,
    pub sets: i16,
    pub min_reps: i16,
    pub max_reps: i16,
    pub target_rir: Option<f64>,
    pub rest_seconds: i16,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(in crate::store) enum Relation {
    #[sea_orm(
        belongs_to = "super::custom_workout::Entity",
        from = "Column::CustomWorkoutId",
        to = "super::custom_workout::Column::Id"
    )]
    Workout,
}

impl Related<super::custom_workout::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Workout.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
