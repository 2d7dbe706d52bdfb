//! Back-test: an outage placed where none was. Whatever is expected, interval and offer included, can then be held
//! against what was really taken: every won that would have been paid is a won paid for nothing.

mod place;
mod sums;
mod tally;

#[cfg(test)]
mod tests;

pub use place::{Place, places};
pub use sums::{Judged, Report, Slice};
pub use tally::{Tally, error_bounds};

/// The most that all accounts together may be offered where nothing happened, as a share of the sales that they were
/// expected to make through the services in question.
pub const MOST_PAID: f64 = 0.02;
