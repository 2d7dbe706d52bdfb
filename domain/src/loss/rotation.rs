//! Rotation: drivers who work two days and rest the third have no weekly pattern.

use crate::series::Series;

use super::frame::Hidden;

/// Minutes after midnight at which a driver's day begins: night shifts end before.
const DAY_STARTS: i64 = 240;
/// Days of each of the three kinds that must be known.
const FEWEST: f64 = 7.0;
/// By how much more often the two days are worked than the third.
const CLEAR: f64 = 0.6;

/// Whether the days worked follow a cycle of three: two on, one off. Reference 5.4, "driver, 3-day rotation".
pub(crate) fn rotates(series: &Series, hidden: &Hidden, known_end: i64) -> bool {
    let per_day = series.slot_minutes.per_day();
    let first = series.first_slot + DAY_STARTS / series.slot_minutes.minutes();
    let (mut known, mut worked) = ([0.0; 3], [0.0; 3]);
    let starts = (first..=known_end - per_day).step_by(usize::try_from(per_day).unwrap_or(24));
    for (phase, start) in (0..3).cycle().zip(starts) {
        let day = start..start + per_day;
        if hidden.spares(&day) {
            known[phase] += 1.0;
            worked[phase] += if series.within(&day).1.iter().any(|taken| *taken != 0) { 1.0 } else { 0.0 };
        }
    }
    if known.iter().any(|days| *days < FEWEST) {
        return false;
    }
    let rates = [0, 1, 2].map(|phase| worked[phase] / known[phase]);
    (0..3).any(|off| (rates[(off + 1) % 3]).min(rates[(off + 2) % 3]) - rates[off] > CLEAR)
}
