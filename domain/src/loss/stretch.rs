//! Stretches: the days that an assessment looks at, as a person would name them.

use chrono::{Days, NaiveDate};

use crate::{named::named, series::SlotLength};

use super::{
    Afterwards,
    frame::{AFTER, BEFORE},
    measure::View,
    window::Outage,
};

named! {
    /// What the days are looked at for.
    StretchKind {
        /// The outage itself.
        Outage = "outage",
        /// The 72 hours after it, in which sales may catch up.
        CatchUp = "catch_up",
        /// The weeks that are compared with.
        Reference = "reference",
    }
}

/// Days that an assessment looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// For what.
    pub kind: StretchKind,
    /// The first local date.
    pub from: NaiveDate,
    /// The last.
    pub until: NaiveDate,
}

/// The days that an assessment looks at: the outage, the time of catching up, the weeks before and those after, or only the
/// weeks `afterwards`. Days at the edges may belong to two. Empty where the outage cannot be measured.
pub fn stretches(outage: &Outage, afterwards: Option<Afterwards>) -> Vec<Stretch> {
    let slots = SlotLength::HOUR;
    let Some(view) = View::of(outage, slots) else { return Vec::new() };
    let stretch = |kind, from, until| Stretch { kind, from, until };
    let (first, last) = (slots.date_of(view.hidden.start), slots.date_of(view.outage().end - 1));
    let mut all = vec![stretch(StretchKind::Outage, first, last)];
    if let Some((from, until)) = view.catch_up() {
        all.push(stretch(StretchKind::CatchUp, slots.date_of(from), slots.date_of(until)));
    }
    if let Some(weeks) = afterwards {
        all.push(stretch(StretchKind::Reference, weeks.from, weeks.until));
        return all;
    }
    let end = view.known_end().min(view.hidden.start + AFTER * slots.per_day());
    let before = slots.date_of(view.hidden.start - BEFORE * slots.per_day());
    let after = slots.date_of(view.hidden.end - 1).checked_add_days(Days::new(1));
    all.push(stretch(StretchKind::Reference, before, first.pred_opt().unwrap_or(first)));
    all.extend(after.map(|from| stretch(StretchKind::Reference, from, slots.date_of(end - 1))));
    all.retain(|stretch| stretch.from <= stretch.until);
    all
}
