//! Decay: what is further away counts less. Tables made by multiplication alone, so that every machine has the same.

use super::printed::whole;

/// What a printed weight of 1 counts.
pub(crate) const PRINTED: f64 = 10_000.0;

/// Weights `q^n` of things `n` days away.
#[derive(Clone, Debug)]
pub(crate) struct Decay(Vec<f64>);

impl Decay {
    /// The weights up to `reach` days away for a factor per day.
    pub fn new(per_day: f64, reach: usize) -> Self {
        let mut weights = Vec::with_capacity(reach + 1);
        let mut weight = 1.0;
        for _ in 0..=reach {
            weights.push(weight);
            weight *= per_day;
        }
        Self(weights)
    }

    /// The same in whole ten-thousandths, as a table prints them.
    pub fn printed(&self) -> Self {
        Self(self.0.iter().map(|weight| whole(weight * PRINTED)).collect())
    }

    /// The weight of something so many days away; 0 beyond the table.
    pub fn at(&self, days: i64) -> f64 {
        usize::try_from(days.unsigned_abs()).ok().and_then(|index| self.0.get(index)).copied().unwrap_or(0.0)
    }
}
