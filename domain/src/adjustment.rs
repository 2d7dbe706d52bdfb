//! Adjustments: results that came after an amount was offered, each on record with what became of it. What follows from one
//! is the claim's: [`crate::claim::Claim::consequence`].

use crate::{claim::Target, named::named};

named! {
    /// What became of a later result.
    Status {
        /// It waits for a person.
        Waiting = "waiting",
        /// A person decided for it.
        Applied = "applied",
        /// A person decided for what stood before.
        Kept = "kept",
        /// Lower by less than the policy takes back: what was offered stands.
        Spared = "spared",
        /// The reviewer of the claim works with it.
        Adopted = "adopted",
        /// The claim had moved on: the claimant had accepted, or a reviewer had decided.
        Overtaken = "overtaken",
        /// A still later result took its place.
        Superseded = "superseded",
    }
}

named! {
    /// Which way an amount goes.
    Direction {
        /// The claimant would get less.
        Decrease = "decrease",
        /// The claimant would get more.
        Increase = "increase",
        /// Only a person can say.
        Review = "review",
    }
}

named! {
    /// What a person decides.
    Verdict {
        /// For the later result.
        Apply = "apply",
        /// For what stood before.
        Keep = "keep",
    }
}

impl Direction {
    /// From an amount (minor units) to a later result.
    pub const fn of(from: i64, later: Target) -> Self {
        match later.minor() {
            None => Self::Review,
            Some(to) if to < from => Self::Decrease,
            Some(_) => Self::Increase,
        }
    }
}
