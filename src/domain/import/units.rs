//! Units as exports spell them.

use super::fold::words;
use crate::domain::session::WeightUnit;

/// A unit of length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DistanceUnit {
    /// Metre.
    Metre,
    /// Kilometre.
    Kilometre,
    /// International mile, exactly 1609.344 m.
    Mile,
    /// International yard, exactly 0.9144 m.
    Yard,
    /// International foot, exactly 0.3048 m.
    Foot,
    /// International inch, exactly 2.54 cm.
    Inch,
    /// Centimetre.
    Centimetre,
}

impl DistanceUnit {
    /// A distance in this unit, in metres.
    #[must_use]
    pub fn to_meters(self, value: f64) -> f64 {
        value
            * match self {
                Self::Metre => 1.0,
                Self::Kilometre => 1000.0,
                Self::Mile => 1609.344,
                Self::Yard => 0.9144,
                Self::Foot => 0.3048,
                Self::Inch => 0.0254,
                Self::Centimetre => 0.01,
            }
    }

    /// Reads what exports call a unit: `km`, `Kilometers`, `mi.`.
    pub(super) fn spelled(text: &str) -> Option<Self> {
        match words(text).as_str() {
            "m" | "meter" | "meters" | "metre" | "metres" => Some(Self::Metre),
            "km" | "kms" | "kilometer" | "kilometers" | "kilometre" | "kilometres" => Some(Self::Kilometre),
            "mi" | "mile" | "miles" => Some(Self::Mile),
            "yd" | "yds" | "yard" | "yards" => Some(Self::Yard),
            "ft" | "foot" | "feet" => Some(Self::Foot),
            "in" | "inch" | "inches" => Some(Self::Inch),
            "cm" | "centimeter" | "centimeters" | "centimetre" | "centimetres" => Some(Self::Centimetre),
            _ => None,
        }
    }
}

/// Reads what exports call a unit of mass: `kg`, `kgs`, `lbs`, `Pounds`.
pub(super) fn weight_unit(text: &str) -> Option<WeightUnit> {
    match words(text).as_str() {
        "kg" | "kgs" | "kilo" | "kilos" | "kilogram" | "kilograms" => Some(WeightUnit::Kilogram),
        "lb" | "lbs" | "pound" | "pounds" => Some(WeightUnit::Pound),
        _ => None,
    }
}
