//! Moments: sums and sums of products over accounts, in integers, so that any order of accounts, and any split of
//! them into parts, gives the same bits.

/// Steps in a minor unit.
const STEPS: f64 = 256.0;

/// First and second moments of N amounts of each account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Moments<const N: usize> {
    /// Number of accounts.
    pub count: u32,
    sums: [i128; N],
    products: [[i128; N]; N],
}

impl<const N: usize> Default for Moments<N> {
    fn default() -> Self {
        Self { count: 0, sums: [0; N], products: [[0; N]; N] }
    }
}

impl<const N: usize> Moments<N> {
    /// Adds an account's amounts, in minor units.
    pub fn add(&mut self, amounts: [f64; N]) {
        self.count = self.count.saturating_add(1);
        for i in 0..N {
            self.sums[i] = self.sums[i].saturating_add(fixed(amounts[i] * STEPS));
            for j in 0..N {
                self.products[i][j] = self.products[i][j].saturating_add(fixed(amounts[i] * amounts[j]));
            }
        }
    }

    /// Adds what another has added.
    pub fn merge(&mut self, other: &Self) {
        self.count = self.count.saturating_add(other.count);
        for i in 0..N {
            self.sums[i] = self.sums[i].saturating_add(other.sums[i]);
            for j in 0..N {
                self.products[i][j] = self.products[i][j].saturating_add(other.products[i][j]);
            }
        }
    }

    /// The sum over accounts of a linear combination of the amounts.
    pub fn sum(&self, factors: [f64; N]) -> f64 {
        (0..N).map(|i| factors[i] * (self.sums[i] as f64 / STEPS)).sum()
    }

    /// The sum over accounts of the product of two linear combinations.
    pub fn product(&self, left: [f64; N], right: [f64; N]) -> f64 {
        (0..N)
            .flat_map(|i| (0..N).map(move |j| (i, j)))
            .map(|(i, j)| left[i] * right[j] * self.products[i][j] as f64)
            .sum()
    }
}

/// The nearest integer towards zero, within 128 bits.
#[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates, which is what is wanted")]
fn fixed(value: f64) -> i128 {
    value as i128
}

/// The jackknife variance of a ratio of two sums, linearised: the sum of squared residuals `a - ratio b` over the
/// squared denominator. Infinite where fewer than two accounts or no denominator carry it.
pub(crate) fn ratio_variance(count: u32, squared_residuals: f64, denominator: f64) -> f64 {
    if count < 2 || denominator <= 0.0 {
        return f64::INFINITY;
    }
    let count = f64::from(count);
    count / (count - 1.0) * squared_residuals.max(0.0) / (denominator * denominator)
}

/// The sum of the products of two rows: in eight strands, which a processor adds side by side.
pub(crate) fn dot(left: &[f64], right: &[f64]) -> f64 {
    const STRANDS: usize = 8;
    let (lefts, rights) = (left.chunks_exact(STRANDS), right.chunks_exact(STRANDS));
    let rest: f64 = lefts.remainder().iter().zip(rights.remainder()).map(|(a, b)| a * b).sum();
    let mut strands = [0.0; STRANDS];
    for (left, right) in lefts.zip(rights) {
        for (strand, (a, b)) in strands.iter_mut().zip(left.iter().zip(right)) {
            *strand += a * b;
        }
    }
    strands.iter().sum::<f64>() + rest
}

/// The weight of a figure measured with a variance against a wider one, where figures differ by `between`.
pub(crate) fn trust(between: f64, variance: f64) -> f64 {
    let between = between * between;
    if variance.is_finite() { between / (between + variance) } else { 0.0 }
}
