//! Lines of trade: how much each sells when, through which services, and what its customers do when those fail.
//! The figures are made up, within what is usual.

use domain::ledger::{AccountKind, TransactionKind};

/// Hours of a day with their weights.
pub type Hours = [u8; 24];

/// A line of trade.
pub struct Trade {
    /// As the ledger names it.
    pub category: &'static str,
    /// Who trades.
    pub kind: AccountKind,
    /// How many accounts the world has.
    pub accounts: usize,
    /// Sales on an ordinary working day of an average account.
    pub per_day: f64,
    /// Mean amount of a sale, won.
    pub ticket: f64,
    /// Spread of the amounts, as the standard deviation of their logarithm.
    pub spread: f64,
    /// When it sells, Monday to Friday.
    pub weekday: Hours,
    /// When it sells, at weekends and on holidays.
    pub weekend: Hours,
    /// Factor of each weekday, Monday first.
    pub days: [f64; 7],
    /// Factor of a public holiday on top of a Sunday's.
    pub holiday: f64,
    /// Factor of the three days of Chuseok.
    pub chuseok: f64,
    /// Which days an account does not work.
    pub rest: Rest,
    /// The services it sells through and their weights.
    pub ways: &'static [(&'static str, f64)],
    /// Mean share of sales through them, where there is any.
    pub dependence: f64,
    /// Mean share of blocked sales that take place another way.
    pub diverted: f64,
    /// Share of lost sales that are made up within three days.
    pub made_up: f64,
}

/// Days without work.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Some keep one weekday, most none.
    SomeWeekday,
    /// Everyone one weekday.
    Weekday,
    /// Two days on, one off, as private taxis had to until 10 November 2022; then one weekday.
    EveryThirdDay,
}

const fn hours(from: usize, weights: &[u8]) -> Hours {
    let mut hours = [0; 24];
    let mut place = 0;
    while place < weights.len() {
        hours[(from + place) % 24] = weights[place];
        place += 1;
    }
    hours
}

const OFFICE: Hours = hours(9, &[5, 8, 8, 5, 7, 9, 9, 8, 6, 3]);
const SHOP: Hours = hours(9, &[2, 4, 6, 7, 7, 7, 7, 8, 9, 9, 8, 6, 4, 2]);
const DAY_SHIFT: Hours = hours(4, &[3, 5, 7, 11, 12, 9, 7, 7, 7, 7, 7, 8]);
const NIGHT_SHIFT: Hours = hours(16, &[6, 8, 10, 9, 8, 9, 11, 12, 11, 7, 4, 3]);
const LATE_NIGHT: Hours = hours(20, &[5, 9, 16, 18, 12, 9, 5, 2]);

const MERCHANT: Trade = Trade {
    category: "",
    kind: AccountKind::Merchant,
    accounts: 0,
    per_day: 1.0,
    ticket: 10_000.0,
    spread: 0.5,
    weekday: SHOP,
    weekend: SHOP,
    days: [1.0; 7],
    holiday: 0.9,
    chuseok: 0.4,
    rest: Rest::SomeWeekday,
    ways: &[("pay-qr", 1.0)],
    dependence: 0.45,
    diverted: 0.33,
    made_up: 0.0,
};

const DRIVER: Trade = Trade {
    kind: AccountKind::Taxi,
    spread: 0.45,
    weekday: DAY_SHIFT,
    weekend: DAY_SHIFT,
    rest: Rest::Weekday,
    ways: &[("taxi", 1.0)],
    chuseok: 0.6,
    ..MERCHANT
};

/// All lines of trade.
pub const TRADES: &[Trade] = &[
    Trade {
        category: "cafe",
        accounts: 320,
        per_day: 7.6,
        ticket: 7_800.0,
        weekday: hours(7, &[2, 6, 6, 5, 6, 12, 12, 8, 8, 7, 6, 5, 5, 4, 3, 1]),
        weekend: hours(8, &[2, 4, 6, 8, 9, 11, 13, 13, 11, 8, 6, 5, 4, 2]),
        days: [0.9, 0.92, 0.95, 0.97, 1.05, 1.15, 1.06],
        chuseok: 0.8,
        ways: &[("pay-qr", 0.7), ("messenger-channel", 0.2), ("pay-online", 0.1)],
        dependence: 0.42,
        diverted: 0.42,
        ..MERCHANT
    },
    Trade {
        category: "snack_bar",
        accounts: 180,
        per_day: 6.8,
        ticket: 11_500.0,
        weekday: hours(10, &[2, 7, 14, 10, 5, 5, 7, 9, 12, 10, 6, 3]),
        weekend: hours(10, &[2, 6, 10, 10, 7, 7, 8, 9, 11, 9, 6, 3]),
        days: [0.95, 0.96, 0.98, 1.0, 1.08, 1.1, 0.93],
        ways: &[("pay-qr", 0.5), ("messenger-channel", 0.5)],
        dependence: 0.48,
        diverted: 0.36,
        ..MERCHANT
    },
    Trade {
        category: "restaurant",
        accounts: 300,
        per_day: 5.8,
        ticket: 46_000.0,
        weekday: hours(11, &[3, 6, 4, 0, 0, 1, 8, 16, 18, 15, 12, 9, 5]),
        weekend: hours(11, &[4, 8, 7, 4, 3, 4, 9, 15, 16, 13, 10, 7, 4]),
        days: [0.75, 0.82, 0.9, 0.98, 1.3, 1.35, 0.9],
        chuseok: 0.3,
        ways: &[("messenger-channel", 0.45), ("pay-qr", 0.4), ("place-search", 0.15)],
        dependence: 0.4,
        diverted: 0.38,
        ..MERCHANT
    },
    Trade {
        category: "beauty",
        accounts: 200,
        per_day: 3.6,
        ticket: 48_000.0,
        weekday: hours(10, &[6, 9, 8, 9, 10, 10, 9, 9, 10, 7]),
        weekend: hours(10, &[9, 11, 11, 11, 11, 11, 10, 8, 6, 3]),
        days: [0.8, 0.75, 0.9, 1.0, 1.2, 1.5, 0.85],
        holiday: 0.7,
        chuseok: 0.2,
        rest: Rest::Weekday,
        ways: &[("messenger-channel", 0.6), ("place-search", 0.2), ("pay-qr", 0.2)],
        dependence: 0.5,
        diverted: 0.25,
        made_up: 0.12,
        ..MERCHANT
    },
    Trade {
        category: "flower_shop",
        accounts: 120,
        per_day: 2.2,
        ticket: 42_000.0,
        weekday: OFFICE,
        weekend: OFFICE,
        days: [0.85, 0.85, 0.9, 0.95, 1.2, 1.35, 0.9],
        chuseok: 0.5,
        ways: &[("messenger-channel", 0.6), ("pay-online", 0.25), ("pay-qr", 0.15)],
        dependence: 0.6,
        diverted: 0.22,
        made_up: 0.05,
        ..MERCHANT
    },
    Trade {
        category: "retail",
        accounts: 220,
        per_day: 5.0,
        ticket: 16_000.0,
        spread: 0.7,
        days: [0.95, 0.95, 0.97, 0.98, 1.05, 1.15, 0.95],
        chuseok: 0.5,
        ways: &[("pay-qr", 0.85), ("pay-online", 0.15)],
        dependence: 0.35,
        diverted: 0.5,
        made_up: 0.08,
        ..MERCHANT
    },
    Trade {
        category: "repair",
        accounts: 120,
        per_day: 0.75,
        ticket: 120_000.0,
        spread: 0.9,
        weekday: OFFICE,
        weekend: OFFICE,
        days: [1.2, 1.15, 1.1, 1.1, 1.15, 0.9, 0.4],
        holiday: 0.7,
        chuseok: 0.1,
        ways: &[("messenger-channel", 0.6), ("place-search", 0.4)],
        dependence: 0.45,
        diverted: 0.3,
        made_up: 0.2,
        ..MERCHANT
    },
    Trade {
        category: "online_shop",
        accounts: 160,
        per_day: 3.6,
        ticket: 38_000.0,
        spread: 0.7,
        weekday: hours(7, &[2, 3, 4, 6, 6, 6, 5, 5, 5, 5, 4, 4, 5, 6, 8, 9, 9, 6, 3, 1]),
        weekend: hours(8, &[2, 4, 5, 6, 6, 5, 5, 5, 5, 5, 5, 5, 7, 9, 9, 8, 6, 3, 1]),
        days: [1.15, 1.1, 1.05, 1.0, 0.95, 0.8, 0.95],
        holiday: 1.0,
        chuseok: 0.5,
        ways: &[("pay-online", 0.65), ("account-login", 0.2), ("messenger-channel", 0.15)],
        dependence: 0.5,
        diverted: 0.3,
        made_up: 0.15,
        ..MERCHANT
    },
    Trade {
        category: "private_taxi",
        accounts: 260,
        per_day: 11.0,
        ticket: 12_500.0,
        weekday: hours(6, &[5, 9, 10, 7, 5, 5, 5, 5, 5, 5, 6, 8, 9, 8, 7, 7, 8, 8, 6]),
        weekend: hours(7, &[3, 4, 5, 6, 6, 7, 7, 7, 7, 7, 7, 8, 8, 8, 8, 9, 10, 8]),
        days: [0.92, 0.92, 0.95, 0.98, 1.12, 1.1, 0.95],
        rest: Rest::EveryThirdDay,
        dependence: 0.6,
        diverted: 0.4,
        ..DRIVER
    },
    Trade {
        category: "corporate_taxi",
        accounts: 90,
        per_day: 10.5,
        ticket: 11_500.0,
        weekday: NIGHT_SHIFT,
        weekend: NIGHT_SHIFT,
        days: [0.85, 0.88, 0.94, 1.0, 1.22, 1.2, 0.86],
        dependence: 0.55,
        diverted: 0.42,
        ..DRIVER
    },
    Trade {
        category: "corporate_taxi",
        accounts: 50,
        per_day: 9.5,
        ticket: 10_800.0,
        dependence: 0.45,
        diverted: 0.45,
        ..DRIVER
    },
    Trade {
        category: "designated_driver",
        kind: AccountKind::DesignatedDriver,
        accounts: 120,
        per_day: 3.4,
        ticket: 24_000.0,
        weekday: LATE_NIGHT,
        weekend: LATE_NIGHT,
        days: [0.75, 0.85, 0.95, 1.1, 1.45, 1.25, 0.65],
        holiday: 0.8,
        chuseok: 0.4,
        ways: &[("designated-driver", 1.0)],
        dependence: 0.7,
        diverted: 0.2,
        ..DRIVER
    },
    Trade {
        category: "courier",
        kind: AccountKind::Courier,
        accounts: 80,
        per_day: 5.2,
        ticket: 16_000.0,
        weekday: OFFICE,
        weekend: OFFICE,
        days: [1.2, 1.2, 1.15, 1.15, 1.2, 0.7, 0.4],
        holiday: 0.6,
        chuseok: 0.1,
        ways: &[("courier", 1.0)],
        dependence: 0.6,
        diverted: 0.28,
        made_up: 0.06,
        ..DRIVER
    },
];

impl Trade {
    /// What its sales are called in the ledger.
    pub const fn sale(&self) -> TransactionKind {
        match self.kind {
            AccountKind::Merchant => TransactionKind::Sale,
            AccountKind::Taxi | AccountKind::TaxiCompany | AccountKind::DesignatedDriver | AccountKind::Courier => {
                TransactionKind::Fare
            }
        }
    }

    /// The letter that references of its accounts begin with.
    pub const fn letter(&self) -> char {
        match self.kind {
            AccountKind::Merchant => 'M',
            AccountKind::Taxi | AccountKind::TaxiCompany => 'T',
            AccountKind::DesignatedDriver => 'D',
            AccountKind::Courier => 'C',
        }
    }
}
