//! A made-up world: accounts and their sales over 18 weeks around the outage, always the same for the same seed. It
//! knows what no ledger knows: what each account truly lost.

mod chance;
mod days;
mod history;
mod people;
mod trades;

use std::collections::BTreeMap;

use domain::{
    impact::{Impact, Severity},
    ledger::{AccountKind, TransactionKind},
    time::{DAY, Instant, Window},
};

pub use self::chance::Chance;
use self::{days::Day, people::Profile, trades::TRADES};
use crate::ledger::Holiday;

/// The world of a seed.
pub struct World {
    seed: u64,
    days: Vec<Day>,
    /// What each day is to each trade, in the order of [`TRADES`].
    markets: Vec<Vec<f64>>,
    /// When what is blocked, by component.
    blocks: BTreeMap<String, Vec<Block>>,
    /// From the first failure to the last restoration.
    outage: Option<Window>,
    profiles: Vec<Profile>,
}

/// A time in which a share of the sales through a component is blocked.
struct Block {
    window: Window,
    share: f64,
}

/// An account with all it sold.
#[derive(Clone, Debug, PartialEq)]
pub struct WorldAccount {
    /// The operator's reference: `M-00001`.
    pub reference: String,
    /// Who holds it.
    pub kind: AccountKind,
    /// The line of trade.
    pub category: &'static str,
    /// Where it trades.
    pub region: &'static str,
    /// The name on its sign.
    pub name: String,
    /// An address that cannot receive mail (RFC 2606).
    pub email: Option<String>,
    /// Share of its sales that come through the operator's services, 0 to 0.9.
    pub dependence: f64,
    /// Sales, fares, refunds and fees, by time.
    pub sales: Vec<Sale>,
    /// What the outage did to it.
    pub loss: TrueLoss,
}

/// A transaction in the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// Its date and number on that day: `221015-007`.
    pub reference: String,
    /// Key of the component it came through.
    pub component: Option<&'static str>,
    /// When.
    pub at: Instant,
    /// Won; negative for refunds and fees.
    pub amount: i64,
    /// What it is.
    pub kind: TransactionKind,
}

/// What the outage did to an account, in won, refunds left aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrueLoss {
    /// What it would have sold from the first failure to the last restoration, had nothing failed.
    pub expected: i64,
    /// What of that could not take place as it would have.
    pub blocked: i64,
    /// What of the blocked took place another way.
    pub diverted: i64,
    /// What of the blocked did not take place then: the rest.
    pub lost: i64,
    /// What of the lost was made up within three days after.
    pub made_up: i64,
}

impl World {
    /// The world of a seed, with what fails and when people are off work.
    pub fn new(seed: u64, impacts: &[Impact], holidays: &[Holiday]) -> Self {
        let mut blocks: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for impact in impacts {
            let end = impact.end.unwrap_or(impact.start);
            if let Some(window) = Window::try_new(impact.start, end) {
                let block = Block { window, share: blocked_share(impact.severity) };
                blocks.entry(impact.component.as_str().to_owned()).or_default().push(block);
            }
        }
        let windows = || blocks.values().flatten().map(|block| block.window);
        let outage = windows().map(|w| w.start).min().zip(windows().map(|w| w.end).max());
        Self {
            seed,
            days: days::days(holidays),
            markets: days::markets(seed, TRADES.len()),
            outage: outage.and_then(|(start, end)| Window::try_new(start, end)),
            blocks,
            profiles: people::profiles(seed),
        }
    }

    /// The accounts, without their sales.
    pub fn accounts(&self) -> impl ExactSizeIterator<Item = WorldAccount> + '_ {
        self.profiles.iter().map(WorldAccount::of)
    }

    /// The account at a place among [`World::accounts`], with all it sold. None where there are not so many.
    pub fn account(&self, place: usize) -> Option<WorldAccount> {
        let profile = self.profiles.get(place)?;
        // The first streams of the seed are the people's and the days'.
        let (sales, loss) = history::history(self, profile, 2 + place as u64);
        Some(WorldAccount { sales, loss, ..WorldAccount::of(profile) })
    }

    fn blocks(&self, component: &str) -> &[Block] {
        self.blocks.get(component).map_or(&[], Vec::as_slice)
    }

    /// The first instant after it.
    fn end(&self) -> Instant {
        self.days.last().map_or(Instant(0), |day| day.midnight.plus(DAY))
    }
}

impl WorldAccount {
    fn of(profile: &Profile) -> Self {
        Self {
            reference: profile.reference.clone(),
            kind: profile.trade.kind,
            category: profile.trade.category,
            region: profile.region,
            name: profile.name.clone(),
            email: profile.email.clone(),
            dependence: profile.dependence,
            sales: Vec::new(),
            loss: TrueLoss::default(),
        }
    }
}

/// Share of the sales through a component that fails so badly which are blocked. Near the engine's scale, not equal:
/// its cohorts must find out.
const fn blocked_share(severity: Severity) -> f64 {
    match severity {
        Severity::Degraded => 0.08,
        Severity::PartialOutage => 0.45,
        Severity::MajorOutage => 0.97,
    }
}
