//! The level: how trade around the window compares with the profile.

use super::{
    decay::Decay,
    frame::Frame,
    profile::{Place, Profile},
};

/// A level beyond this says that the account changed, not that its trade is lively.
const HIGHEST: f64 = 3.0;

/// Takings over expected takings of the days around a window, on both sides: estimator, step 2. 1 without any.
pub(crate) fn level(frame: &Frame, profile: &Profile, place: Place, middle: i64, decay: &Decay) -> f64 {
    let (mut taken, mut expected) = (0.0, 0.0);
    for (day, index) in frame.days().filter(|(day, _)| !place.hides(*day)) {
        let weight = decay.at(day - middle) * frame.whole.usable[index];
        taken += weight * frame.whole.takings[index];
        expected += weight * profile.day(day - place.shift);
    }
    if expected > 0.0 { (taken / expected).clamp(0.0, HIGHEST) } else { 1.0 }
}
