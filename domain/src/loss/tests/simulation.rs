//! A made-up town whose true losses are known: how far the offers' basis is from them. Estimator, "simulation"; the town
//! follows reference 5.6, part B: shocks that all share, levels that drift, sales by chance, tickets of all sizes, and
//! 15 to 50 % of the blocked sales paid another way, more by one claimant, less by the next.

use super::*;

/// Hours for which all is dead, and hours after them for which a part is.
const DEAD: i64 = 18;
const PARTLY: i64 = 110;
/// Share of the sales that is blocked in the second part; it is recorded as half.
const BLOCKED: f64 = 0.4;

/// How a line of trade sells.
struct Trade {
    kind: AccountKind,
    category: &'static str,
    /// Opening hours; those past 24 lie in the next night.
    hours: Range<i64>,
    /// Sales on a working day.
    a_day: f64,
    /// Mean of a sale, won, and standard deviation of its logarithm.
    ticket: (f64, f64),
    /// Works two days and rests the third.
    rotates: bool,
}

const CAFE: Trade = Trade {
    kind: AccountKind::Merchant,
    category: "cafe",
    hours: 8..22,
    a_day: 110.0,
    ticket: (7_000.0, 0.5),
    rotates: false,
};

const SPORADIC: Trade = Trade {
    kind: AccountKind::Merchant,
    category: "flower_shop",
    hours: 9..21,
    a_day: 4.0,
    ticket: (45_000.0, 0.8),
    rotates: false,
};

const TAXI: Trade = Trade {
    kind: AccountKind::Taxi,
    category: "private_taxi",
    hours: 8..28,
    a_day: 22.0,
    ticket: (11_000.0, 0.5),
    rotates: true,
};

/// Chance from a seed (SplitMix64).
struct Chance(u64);

impl Chance {
    /// From 0 up to, not including, 1.
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Normal, by the method of Box and Muller.
    fn normal(&mut self) -> f64 {
        (-2.0 * (1.0 - self.unit()).ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Of mean 1, log-normal.
    fn factor(&mut self, spread: f64) -> f64 {
        (spread * self.normal() - spread * spread / 2.0).exp()
    }

    /// Of mean 1, a gamma of shape 3: sales come in bunches.
    fn lively(&mut self) -> f64 {
        -(0..3).map(|_| (1.0 - self.unit()).ln()).sum::<f64>() / 3.0
    }

    /// A count by pure chance (Poisson).
    fn count(&mut self, mean: f64) -> u32 {
        let (floor, mut product, mut count) = ((-mean).exp(), self.unit(), 0);
        while product > floor {
            product *= self.unit();
            count += 1;
        }
        count
    }
}

/// What all accounts of a world share: the market of each day and how many change to another way.
struct World {
    market: Vec<f64>,
    diverted: f64,
    weekdays: [f64; 7],
}

impl World {
    fn draw(chance: &mut Chance) -> Self {
        let mut week = 0.0;
        let market = (0..160)
            .map(|day| {
                if day % 7 == 0 {
                    week = 0.7 * week + 0.04 * chance.normal();
                }
                (week + 0.03 * chance.normal()).exp()
            })
            .collect();
        Self { market, diverted: chance.between(0.15, 0.5), weekdays: std::array::from_fn(|_| chance.factor(0.2)) }
    }
}

/// An account's history and what it truly lost.
struct Truth {
    history: AccountHistory,
    /// Sales that would have come in the window, and the part of them that was lost: as it happened.
    window: f64,
    lost: f64,
    /// Sales of such a window as expected before the dice fell.
    usual: f64,
}

/// An account's history from 20 weeks before the outage on; days begin at 04:00.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "days, hours and prices of a made-up town are small"
)]
fn account(trade: &Trade, world: &World, dependence: f64, chance: &mut Chance) -> Truth {
    let first = slot(START) - 15 - 140 * 24;
    let window = slot(START)..slot(START) + DEAD + PARTLY;
    let (size, phase) = (chance.factor(0.5), (3.0 * chance.unit()) as usize);
    let diverted = (world.diverted + 0.2 * chance.normal()).clamp(0.0, 1.0);
    let mood: Vec<f64> = (0..7).map(|day| world.weekdays[day] * chance.factor(0.15)).collect();
    let shape: Vec<f64> = trade.hours.clone().map(|_| chance.factor(0.4)).collect();
    let whole: f64 = shape.iter().sum();
    let mut drift = 0.0;
    let mut works = true;
    let (mut total, mut through) = (vec![0; 155 * 24], vec![0; 155 * 24]);
    let mut truth = Truth {
        history: AccountHistory { total: series(first, Vec::new()), by_component: Vec::new() },
        window: 0.0,
        lost: 0.0,
        usual: 0.0,
    };
    for index in 0..155 * 24_usize {
        let (day, hour) = (index.saturating_sub(4) / 24, (index + 20) % 24 + 4);
        if hour == 4 {
            drift += if day % 7 == 0 { 0.03 * chance.normal() } else { 0.0 };
            let on = !trade.rotates || (day + phase) % 3 != 2;
            works = on && (!trade.rotates || chance.unit() < 0.95);
        }
        let Some(share) =
            (hour as i64).checked_sub(trade.hours.start).and_then(|h| shape.get(usize::try_from(h).ok()?))
        else {
            continue;
        };
        let planned = !trade.rotates || (day + phase) % 3 != 2;
        let mean = trade.a_day * size * drift.exp() * world.market[day] * mood[day % 7] * share / whole;
        let at = first + index as i64;
        let blocked = match at - window.start {
            0..DEAD => 1.0,
            DEAD..128 => BLOCKED,
            _ => 0.0,
        };
        let inside = window.contains(&at);
        if planned && inside {
            truth.usual += mean * trade.ticket.0 * if trade.rotates { 0.95 } else { 1.0 };
        }
        if !works {
            continue;
        }
        let lively = chance.lively();
        for _ in 0..chance.count(mean * lively) {
            let won = (trade.ticket.0 * chance.factor(trade.ticket.1) / 100.0).round().max(1.0) * 100.0;
            let comes_through = chance.unit() < dependence;
            truth.window += if inside { won } else { 0.0 };
            let amount = won as i64;
            if comes_through && chance.unit() < blocked {
                if chance.unit() < diverted {
                    total[index] += amount;
                } else {
                    truth.lost += won;
                }
            } else {
                total[index] += amount;
                through[index] += if comes_through { amount } else { 0 };
            }
        }
    }
    truth.history.total = series(first, total);
    truth.history.by_component = vec![(component("pay-qr"), series(first, through))];
    truth
}

fn series(first_slot: i64, values: Vec<i64>) -> Series {
    Series { slot_minutes: SlotLength::HOUR, first_slot, values }
}

/// How far the offers' basis was from what was lost, over one world.
struct Found {
    /// The root of the mean squared error, as a share of an account's sales in the window.
    error: f64,
    /// The sum of the errors, and of the sales in the window.
    sums: (f64, f64),
    /// What the accounts were offered that did not use the failed service.
    unexposed: f64,
}

fn simulate(trade: &Trade, accounts: usize, seed: u64) -> Found {
    let mut chance = Chance(seed);
    let world = World::draw(&mut chance);
    let outage = outage(vec![
        impact("pay-qr", Severity::MajorOutage, START, DEAD),
        impact("pay-qr", Severity::PartialOutage, START.plus(DEAD * HOUR), PARTLY),
    ]);
    let truths: Vec<Truth> = (0..accounts)
        .map(|number| {
            let dependence = if number % 4 == 3 { 0.0 } else { chance.between(0.1, 0.9) };
            account(trade, &world, dependence, &mut chance)
        })
        .collect();
    let key =
        CohortKey { kind: trade.kind, category: Category(trade.category.into()), region: Region("서울".into()) };
    let measures: Vec<Measure> = truths.iter().map(|t| measure(&t.history, &outage).expect("a measure")).collect();
    let table = cohort_figures(measures.iter().map(|measure| (&key, measure)));
    let losses: Vec<Loss> = measures.iter().map(|measure| loss_of(measure, &table, &key)).collect();
    let (unexposed, exposed): (Vec<_>, Vec<_>) =
        truths.iter().zip(&losses).partition(|(_, loss)| loss.band == Band::NotExposed);
    let error = |(truth, loss): &(&Truth, &Loss)| loss.basis - truth.lost;
    let squares: f64 = exposed.iter().map(|pair| (error(pair) / pair.0.usual).powi(2)).sum();
    Found {
        error: (squares / exposed.len() as f64).sqrt(),
        sums: (exposed.iter().map(error).sum(), exposed.iter().map(|(truth, _)| truth.window).sum()),
        unexposed: unexposed.iter().map(|(_, loss)| loss.basis).sum(),
    }
}

/// Tries a trade in some worlds; the error of any may be at most `bar`, and all together 3 % too high or too low.
#[track_caller]
fn assert_near_the_truth(trade: &Trade, bar: f64) {
    let worlds: Vec<Found> = (1..=12).map(|seed| simulate(trade, 300, seed)).collect();
    for world in &worlds {
        assert!(world.error <= bar, "an error of {}", world.error);
        assert!(world.unexposed == 0.0, "{} for nothing", world.unexposed);
    }
    let sum = worlds.iter().fold((0.0, 0.0), |sum, world| (sum.0 + world.sums.0, sum.1 + world.sums.1));
    assert!((sum.0 / sum.1).abs() <= 0.03, "a bias of {}", sum.0 / sum.1);
}

#[test]
fn a_cafes_offer_is_within_a_tenth_of_its_sales_of_what_it_lost() {
    assert_near_the_truth(&CAFE, 0.10);
}

#[test]
fn an_offer_to_who_sells_now_and_then_is_within_a_fifth() {
    assert_near_the_truth(&SPORADIC, 0.20);
}

#[test]
fn a_taxis_offer_is_within_a_fifth() {
    assert_near_the_truth(&TAXI, 0.20);
}
