//! Chance from a seed, the same on every machine: only whole numbers and + - × ÷.

/// A stream of pseudo-random numbers (SplitMix64): good enough for a made-up world, and small.
pub struct Chance(u64);

impl Chance {
    /// A stream of its own for each thing that needs one, so that one more draw here changes nothing there.
    pub const fn new(seed: u64, stream: u64) -> Self {
        let mut chance = Self(seed ^ stream.wrapping_mul(0xd134_2543_de82_ef95));
        chance.next();
        chance
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to, not including, 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From 0 up to, not including, `end`, which is above 0.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap_or(0)
    }

    /// From 0 up to, not including, `end`.
    pub fn micros_below(&mut self, end: i64) -> i64 {
        (self.next() >> 1).cast_signed() % end.max(1)
    }

    /// Whether something of a probability happens.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of some things.
    pub fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }

    /// The place of one of some weights, of which one at least is above 0.
    pub fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let mut left = self.unit() * weights.clone().sum::<f64>();
        let mut last = 0;
        for (place, weight) in weights.enumerate() {
            if weight > 0.0 {
                last = place;
                left -= weight;
                if left < 0.0 {
                    break;
                }
            }
        }
        last
    }

    /// About normal, mean 0, standard deviation 1: the sum of twelve.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// A factor of mean 1 whose logarithm has this standard deviation.
    pub fn factor(&mut self, spread: f64) -> f64 {
        exp(spread * self.normal() - spread * spread / 2.0)
    }

    /// A count of rare things (Poisson) of this mean.
    pub fn count(&mut self, mean: f64) -> u32 {
        // A sum of counts is a count: large means in parts, so that the product below stays above the smallest number.
        if mean > 30.0 {
            return self.count(mean / 2.0) + self.count(mean / 2.0);
        }
        let (floor, mut product, mut count) = (exp(-mean), self.unit(), 0);
        while product > floor {
            product *= self.unit();
            count += 1;
        }
        count
    }
}

/// e to the power of a small number, to four digits; the library's differs in its last digit between machines.
fn exp(power: f64) -> f64 {
    (0..16).fold(1.0 + power / 65_536.0, |root, _| root * root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_have_the_moments_they_claim() {
        let mut chance = Chance::new(7, 1);
        let mean = |draw: &mut dyn FnMut() -> f64| (0..20_000).map(|_| draw()).sum::<f64>() / 20_000.0;
        assert!((mean(&mut || f64::from(chance.count(3.5))) - 3.5).abs() < 0.06);
        assert!((mean(&mut || f64::from(chance.count(90.0))) - 90.0).abs() < 0.3);
        assert!((mean(&mut || chance.factor(0.5)) - 1.0).abs() < 0.02);
        assert!(mean(&mut || chance.normal()).abs() < 0.03);
        let places = mean(&mut || f64::from(u8::from(chance.weighted([1.0, 0.0, 3.0].into_iter()) == 2)));
        assert!((places - 0.75).abs() < 0.02);
        assert!((exp(-3.0) - 0.049_787).abs() < 1e-5);
    }

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |seed, stream| Chance::new(seed, stream).next();
        assert_eq!(draw(1, 2), draw(1, 2));
        assert!(draw(1, 2) != draw(1, 3) && draw(1, 2) != draw(2, 2));
    }
}
