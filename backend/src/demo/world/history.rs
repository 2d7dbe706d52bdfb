//! What an account sells day by day, and what becomes of sales that would have come through a service that is down.

use domain::{
    ledger::TransactionKind,
    time::{DAY, HOUR, Instant, MINUTE, Window},
};

use super::{
    Block, Sale, TrueLoss, World,
    chance::Chance,
    days::{self, Day, DayKind},
    people::Profile,
    trades::{Rest, Trade},
};

/// Share of sales that are refunded.
const REFUNDED: f64 = 0.008;
/// Within this time after a service is back, what was put off is made up.
const MADE_UP_WITHIN: i64 = 3 * DAY;
/// Share of accounts that do not work on a day of Chuseok.
const CLOSED_AT_CHUSEOK: f64 = 0.5;
/// What a private taxi's membership costs on the first of a month, won.
const MEMBERSHIP: i64 = 39_000;

/// A way sales come: a service, its weight, and when it is blocked.
struct Way<'a> {
    component: &'static str,
    weight: f64,
    blocks: &'a [Block],
}

/// An account's habits, drawn once.
struct Habits<'a> {
    profile: &'a Profile,
    ways: Vec<Way<'a>>,
    level: Vec<f64>,
    /// The weekday it rests on, if any.
    rest_day: Option<usize>,
    /// Its group in the rotation, 0 to 2.
    rotation: usize,
}

/// All that an account sold, by time, and what it lost.
pub fn history(world: &World, profile: &Profile, stream: u64) -> (Vec<Sale>, TrueLoss) {
    let mut chance = Chance::new(world.seed, stream);
    let habits = Habits::draw(world, profile, &mut chance);
    let market = &world.markets[profile.market];
    let (mut sales, mut loss) = (Vec::new(), TrueLoss::default());
    for (index, day) in world.days.iter().enumerate() {
        if profile.trade.category == "private_taxi" && day.short.ends_with("01") {
            let at = day.midnight.plus(10 * MINUTE);
            sales.push(Sale {
                reference: String::new(),
                component: None,
                at,
                amount: -MEMBERSHIP,
                kind: TransactionKind::Fee,
            });
        }
        if !habits.works(index, day, &mut chance) {
            continue;
        }
        let trade = profile.trade;
        let mean = trade.per_day * profile.size * habits.level[index] * market[index] * day.factor(trade);
        let mood = chance.factor(0.12);
        let count = chance.count(mean * mood);
        let hours = if day.is_free() { &trade.weekend } else { &trade.weekday };
        for _ in 0..count {
            let hour = chance.weighted(hours.iter().map(|weight| f64::from(*weight)));
            let at = day.midnight.plus(i64::try_from(hour).unwrap_or(0) * HOUR + chance.micros_below(HOUR));
            habits.sell(world, at, &mut chance, &mut sales, &mut loss);
        }
    }
    sales.retain(|sale| sale.at < world.end());
    sales.sort_by_key(|sale| (sale.at, sale.amount));
    number(world, &mut sales);
    (sales, loss)
}

/// References by day, in the order of time.
fn number(world: &World, sales: &mut [Sale]) {
    let mut sales = sales.iter_mut().peekable();
    for day in &world.days {
        let next = day.midnight.plus(DAY);
        let mut count = 0;
        while let Some(sale) = sales.next_if(|sale| sale.at < next) {
            count += 1;
            sale.reference = format!("{}-{count:03}", day.short);
        }
    }
}

impl<'a> Habits<'a> {
    fn draw(world: &'a World, profile: &'a Profile, chance: &mut Chance) -> Self {
        let way = |(component, weight): &(&'static str, f64)| Way {
            component,
            weight: *weight,
            blocks: world.blocks(component),
        };
        let keeps_a_day = match profile.trade.rest {
            Rest::SomeWeekday => chance.happens(0.3),
            Rest::Weekday | Rest::EveryThirdDay => true,
        };
        // Shops and drivers rest in the first half of the week, when there is less to do.
        let weekday = chance.below(4);
        Self {
            profile,
            ways: profile.trade.ways.iter().map(way).collect(),
            level: days::drift(chance),
            rest_day: keeps_a_day.then_some(weekday),
            rotation: chance.below(3),
        }
    }

    fn works(&self, index: usize, day: &Day, chance: &mut Chance) -> bool {
        match (self.profile.trade.rest, day.kind) {
            (Rest::EveryThirdDay, _) if day.has_rotation => (index + self.rotation) % 3 != 2,
            (_, DayKind::Chuseok) => !chance.happens(CLOSED_AT_CHUSEOK),
            _ => self.rest_day != Some(day.weekday),
        }
    }

    /// One customer: what they would have paid, which way, and what they did if that way was blocked.
    fn sell(&self, world: &World, at: Instant, chance: &mut Chance, sales: &mut Vec<Sale>, loss: &mut TrueLoss) {
        let trade = self.profile.trade;
        let amount = amount(trade, chance);
        let way = chance.happens(self.profile.dependence).then(|| {
            let place = chance.weighted(self.ways.iter().map(|way| way.weight));
            &self.ways[place]
        });
        if world.outage.is_some_and(|outage| outage.contains(at)) {
            loss.expected += amount;
        }
        let mut sale =
            Sale { reference: String::new(), component: way.map(|way| way.component), at, amount, kind: trade.sale() };
        if let Some(block) = way.and_then(|way| blocking(way.blocks, at, chance)) {
            loss.blocked += amount;
            if chance.happens(self.profile.diverted) {
                loss.diverted += amount;
                sale.component = None;
            } else {
                loss.lost += amount;
                if !chance.happens(trade.made_up) {
                    return;
                }
                loss.made_up += amount;
                sale.at = made_up_at(block, at, chance);
            }
        }
        if chance.happens(REFUNDED) {
            let at = sale.at.plus(HOUR + chance.micros_below(2 * DAY));
            sales.push(Sale { at, amount: -amount, kind: TransactionKind::Refund, ..sale.clone() });
        }
        sales.push(sale);
    }
}

/// The block that stops this customer, if one does.
fn blocking<'a>(blocks: &'a [Block], at: Instant, chance: &mut Chance) -> Option<&'a Window> {
    let block = blocks.iter().find(|block| block.window.contains(at))?;
    chance.happens(block.share).then_some(&block.window)
}

/// At the same time of day, on one of the days after the service is back.
fn made_up_at(block: &Window, at: Instant, chance: &mut Chance) -> Instant {
    let days_down = block.end.since(at).div_euclid(DAY) + 1;
    at.plus((days_down + chance.micros_below(MADE_UP_WITHIN / DAY)) * DAY)
}

/// The amount of a sale, in steps of 100 won, or of 1,000 where it is larger.
fn amount(trade: &Trade, chance: &mut Chance) -> i64 {
    let step = if trade.ticket < 20_000.0 { 100.0 } else { 1_000.0 };
    let steps = (trade.ticket * chance.factor(trade.spread) / step).round().max(1.0);
    // Bounded far below 2^53 by the spread.
    #[allow(clippy::cast_possible_truncation)]
    let won = (steps * step) as i64;
    won
}
