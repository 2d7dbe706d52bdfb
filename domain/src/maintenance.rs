//! Scheduled maintenance: work announced beforehand, its entries over time, and how its status may move.

use chrono::{Months, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::{
    component::ComponentKey,
    id::{MaintenanceId, UpdateId},
    language::Text,
    named::named,
    time::{Instant, Window, Zone},
};

/// How long before the start people are reminded, in microseconds.
pub const NOTICE_BEFORE: i64 = crate::time::DAY;

named! {
    /// Where a maintenance stands.
    MaintenanceStatus {
        /// Announced.
        Scheduled = "scheduled",
        /// Being worked on.
        InProgress = "in_progress",
        /// Done, being checked.
        Verifying = "verifying",
        /// Over.
        Completed = "completed",
        /// Called off.
        Cancelled = "cancelled",
    }
}

impl MaintenanceStatus {
    /// Whether its components are under maintenance now.
    pub const fn is_active(self) -> bool {
        matches!(self, Self::InProgress | Self::Verifying)
    }

    /// Whether nothing follows.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled)
    }

    /// Whether an entry may carry `next`: the same again or a step forward; called off only before the end. What is
    /// over only takes further words, and what was never begun cannot be verified or completed.
    pub fn may_become(self, next: Self) -> bool {
        match (self, next) {
            (Self::Completed | Self::Cancelled, _) => self == next,
            (Self::Scheduled, Self::Verifying | Self::Completed) => false,
            (_, Self::Cancelled) => true,
            _ => self <= next,
        }
    }
}

named! {
    /// How a maintenance repeats.
    Repeat {
        /// Once.
        Never = "never",
        /// Every day at the same wall clock.
        Daily = "daily",
        /// Every week.
        Weekly = "weekly",
        /// Every month on the same day; on the last day of a month that has no such day.
        Monthly = "monthly",
    }
}

impl Repeat {
    /// The windows that begin up to and including the date `until`, the first always, at most `most`. The wall clock
    /// of the start stays the same in `zone`, the length too.
    pub fn windows(self, first: Window, until: NaiveDate, zone: Zone, most: usize) -> Vec<Window> {
        let start = zone.local(first.start);
        let nth = |n: u32| match self {
            Self::Never => (n == 0).then_some(start),
            Self::Daily => start.checked_add_signed(TimeDelta::days(n.into())),
            Self::Weekly => start.checked_add_signed(TimeDelta::weeks(n.into())),
            Self::Monthly => start.checked_add_months(Months::new(n)),
        };
        let later = (1..).map_while(nth).take_while(|local| local.date() <= until).filter_map(|local| {
            let start = zone.instant(local);
            Window::try_new(start, start.plus(first.length()))
        });
        std::iter::once(first).chain(later).take(most).collect()
    }
}

/// An entry of the record: what was said, and the whole plan as it stood from then on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaintenanceEntry {
    /// Its id.
    pub id: UpdateId,
    /// The status it sets.
    pub status: MaintenanceStatus,
    /// What is said.
    pub body: Text,
    /// The planned time.
    pub window: Window,
    /// When it was published.
    pub at: Instant,
}

/// A maintenance with its entries, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maintenance {
    /// Its id.
    pub id: MaintenanceId,
    /// Shared by the repetitions of one plan.
    pub series: MaintenanceId,
    /// What is done, in a line.
    pub title: Text,
    /// Where it stands.
    pub status: MaintenanceStatus,
    /// The components worked on.
    pub components: Vec<ComponentKey>,
    /// The planned time.
    pub window: Window,
    /// When it entered the record.
    pub created_at: Instant,
    /// Entries, newest first; never empty.
    pub entries: Vec<MaintenanceEntry>,
}

impl Maintenance {
    /// When the newest entry was published.
    pub fn updated_at(&self) -> Instant {
        self.entries.first().map_or(self.created_at, |entry| entry.at)
    }

    /// When an entry first set a status.
    pub fn reached(&self, status: MaintenanceStatus) -> Option<Instant> {
        self.entries.iter().rev().find(|entry| entry.status == status).map(|entry| entry.at)
    }

    /// How often it was changed: the SEQUENCE of RFC 5545.
    pub fn sequence(&self) -> usize {
        self.entries.len().saturating_sub(1)
    }

    /// The status that is due at `now` by the plan, if it differs.
    pub fn due(&self, now: Instant) -> Option<MaintenanceStatus> {
        use MaintenanceStatus as S;
        match self.status {
            S::Scheduled if self.window.start <= now => Some(S::InProgress),
            S::InProgress | S::Verifying if self.window.end <= now => Some(S::Completed),
            _ => None,
        }
    }

    /// The time it takes: as planned, or as it was where it began or ended early.
    pub fn span(&self) -> Window {
        use MaintenanceStatus as S;
        let start = self.reached(S::InProgress).map_or(self.window.start, |at| at.min(self.window.start));
        let end = self.reached(S::Completed).map_or(self.window.end, |at| at.min(self.window.end));
        Window::try_new(start, end).unwrap_or(self.window)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_maintenance_moves_forward_and_can_be_called_off_until_it_is_over() {
        use MaintenanceStatus::{Cancelled, Completed, InProgress, Scheduled, Verifying};
        for (from, to, allowed) in [
            (Scheduled, Scheduled, true),
            (Scheduled, InProgress, true),
            (Scheduled, Verifying, false),
            (Scheduled, Completed, false),
            (InProgress, Scheduled, false),
            (InProgress, Completed, true),
            (Verifying, Cancelled, true),
            (Completed, Cancelled, false),
            (Completed, Completed, true),
            (Cancelled, InProgress, false),
        ] {
            assert_eq!(from.may_become(to), allowed, "{from:?} -> {to:?}");
        }
    }

    #[test]
    fn repetitions_keep_the_wall_clock_and_end_by_their_date() {
        let zone = Zone(chrono_tz::America::New_York);
        let at = |text: &str| zone.parse_field(text).expect("a time");
        let first = Window::try_new(at("2022-10-31T02:00"), at("2022-10-31T04:00")).expect("a window");
        let until = NaiveDate::from_ymd_opt(2022, 11, 14).expect("a date");
        let starts = |repeat: Repeat, until, most| -> Vec<String> {
            repeat.windows(first, until, zone, most).iter().map(|w| zone.field(w.start)).collect()
        };
        assert_eq!(starts(Repeat::Never, until, 9), ["2022-10-31T02:00"]);
        // the clock goes back on 6 November
        assert_eq!(starts(Repeat::Weekly, until, 9), ["2022-10-31T02:00", "2022-11-07T02:00", "2022-11-14T02:00"]);
        assert_eq!(starts(Repeat::Daily, until, 4).len(), 4);
        let year = NaiveDate::from_ymd_opt(2023, 3, 1).expect("a date");
        assert_eq!(starts(Repeat::Monthly, year, 3)[1], "2022-11-30T02:00");
    }
}
