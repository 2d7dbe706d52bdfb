//! Nearby: the days around a window, each weighted by its distance, added up once for all places a window may lie at.
//! A weight that falls by the same share each day makes the sum of one day out of that of its neighbour.

use super::{
    decay::Decay,
    frame::Frame,
    level::Around,
    profile::{Place, Profile},
};

/// For each day, the weighted sum of the values up to it, and from it on.
struct Runs {
    up_to: Vec<f64>,
    from: Vec<f64>,
}

impl Runs {
    /// Sums of the values whole steps away; `share` is what is left of a weight after a step.
    fn of(values: &[f64], step: usize, share: f64) -> Self {
        let (mut up_to, mut from) = (values.to_vec(), values.to_vec());
        // both ways in one loop: neither waits for the other
        for (index, back) in (step..values.len()).zip((0..values.len()).rev().skip(step)) {
            up_to[index] += share * up_to[index - step];
            from[back] += share * from[back + step];
        }
        Self { up_to, from }
    }
}

/// The sum of a day; 0 beyond the known ones.
fn on(sums: &[f64], day: i64) -> f64 {
    usize::try_from(day).ok().and_then(|day| sums.get(day)).copied().unwrap_or(0.0)
}

/// The days around any place of a frame, under one decay.
pub(crate) struct Nearby {
    /// Days of the frame before day 0.
    before: i64,
    /// Days after which the pattern repeats.
    cycle: i64,
    takings: Runs,
    /// Usable days of the same turn of the cycle, by the decay and by its squares.
    days: Runs,
    squares: Runs,
}

impl Nearby {
    /// The days of a frame under a decay and a cycle of days.
    pub fn of(frame: &Frame, cycle: i64, decay: &Decay) -> Self {
        let step = usize::try_from(cycle).unwrap_or(7);
        let (day, turn) = (decay.at(1), decay.at(cycle));
        Self {
            before: frame.before,
            cycle,
            takings: Runs::of(&frame.whole.takings, 1, day),
            days: Runs::of(&frame.whole.usable, step, turn),
            squares: Runs::of(&frame.whole.usable, step, turn * turn),
        }
    }

    /// Takings and expected takings of all days around a place, weighted by their distance from its `middle`; of the
    /// days that it hides none.
    pub fn around(&self, decay: &Decay, profile: &Profile, place: Place, middle: i64) -> Around {
        let (last, next) = (place.shift - 1, place.shift + place.span);
        let mut around = Around {
            taken: decay.at(middle - last) * on(&self.takings.up_to, last + self.before)
                + decay.at(next - middle) * on(&self.takings.from, next + self.before),
            ..Around::default()
        };
        let mut add = |day: i64, days: &[f64], squares: &[f64]| {
            let (weight, expected) = (decay.at(day - middle), profile.day(day - place.shift));
            around.expected += weight * expected * on(days, day + self.before);
            around.squares += weight * weight * expected * on(squares, day + self.before);
        };
        for turn in 0..self.cycle {
            add(last - turn, &self.days.up_to, &self.squares.up_to);
            add(next + turn, &self.days.from, &self.squares.from);
        }
        around
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_holds_what_adding_each_day_anew_would() {
        let values: Vec<f64> = (0..40).map(|n: i64| ((n * n) % 11) as f64).collect();
        for step in [1, 3, 7] {
            let runs = Runs::of(&values, step, 0.8);
            let anew = |day: usize, other: usize| {
                let steps = i32::try_from(day.abs_diff(other) / step).expect("few");
                if day.abs_diff(other).is_multiple_of(step) { values[other] * 0.8_f64.powi(steps) } else { 0.0 }
            };
            for day in 0..values.len() {
                let up_to: f64 = (0..=day).map(|other| anew(day, other)).sum();
                let from: f64 = (day..values.len()).map(|other| anew(day, other)).sum();
                assert!((runs.up_to[day] - up_to).abs() < 1e-9 && (runs.from[day] - from).abs() < 1e-9, "{step} {day}");
            }
        }
    }
}
