//! Sources: one sale may be recorded twice, by the card machine and by the payment service. Nothing is counted twice.

/// Names of sources that may record the same sales, the most trusted first (reference 5.4: source precedence per channel).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources(Vec<String>);

impl Sources {
    /// Sources in the order of precedence.
    pub const fn in_order(names: Vec<String>) -> Self {
        Self(names)
    }

    /// The place of a source, 0 for the most trusted. None for records without a source or of one that competes with no
    /// other: these always count.
    pub fn rank(&self, source: Option<&str>) -> Option<usize> {
        source.and_then(|source| self.0.iter().position(|name| name == source))
    }

    /// The names in order.
    pub fn names(&self) -> &[String] {
        &self.0
    }
}
