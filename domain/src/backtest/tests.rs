use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use crate::{
    assessment::{AccountFacts, AssessmentInput, ImpactedComponent, Impacts, Proven},
    calendar::Holidays,
    component::ComponentKey,
    id::{AccountId, ImpactId, IncidentId, ProgrammeId},
    impact::{Impact, Severity},
    language::Text,
    ledger::{AccountKind, Category, Region},
    loss::{CohortKey, CohortSums, Outage, loss_of, measure},
    money::Currency,
    policy::standard_2022,
    series::{AccountHistory, Series, SlotLength},
    time::{DAY, HOUR, Instant, Window, Zone},
};

/// 2022-10-15 15:00 in Seoul, a Saturday.
fn start() -> Instant {
    Instant::parse_rfc3339("2022-10-15T06:00:00Z").expect("a time")
}

fn key() -> ComponentKey {
    ComponentKey::parse("pay-qr").expect("a key")
}

fn outage(hours: i64, zone: Zone) -> Outage {
    let impact = Impact {
        id: ImpactId(Uuid::nil()),
        incident: IncidentId(Uuid::nil()),
        component: key(),
        severity: Severity::MajorOutage,
        start: start(),
        end: Some(start().plus(hours * HOUR)),
    };
    let observed_until = start().plus(60 * DAY);
    Outage { zone, impacts: vec![impact], others: Vec::new(), holidays: Holidays::default(), observed_until }
}

fn weeks(places: &[Place]) -> Vec<u32> {
    places.iter().map(|place| place.weeks).collect()
}

/// From 30 weeks before to 4 weeks after, by the hour: through the service and in other ways.
fn history(number: i64, sales: impl Fn(i64) -> (i64, i64)) -> AccountHistory {
    let hour = SlotLength::HOUR.slot(Zone::default().local(start()));
    let first = hour - 15 - 30 * 7 * 24;
    // every account has its own size and its own good and bad hours
    let varied = |slot: i64, value: i64| value * (95 + (slot * 37 + number * 11).rem_euclid(11)) / 100;
    let series = |values: Vec<i64>| Series { slot_minutes: SlotLength::HOUR, first_slot: first, values };
    let slots = first..first + 34 * 7 * 24;
    let at = |slot: i64| {
        let (through, other) = sales(slot - hour);
        (varied(slot, through), varied(slot + 5, other))
    };
    AccountHistory {
        total: series(slots.clone().map(|slot| at(slot).0 + at(slot).1).collect()),
        by_component: vec![(key(), series(slots.map(|slot| at(slot).0).collect()))],
    }
}

fn cohort() -> CohortKey {
    CohortKey {
        kind: AccountKind::Merchant, category: Category("cafe".into()), region: Region("서울 마포구".into())
    }
}

fn input(number: u128, loss: crate::loss::Loss) -> AssessmentInput {
    let CohortKey { kind, category, region } = cohort();
    AssessmentInput {
        programme: ProgrammeId(Uuid::nil()),
        account: AccountFacts {
            id: AccountId(Uuid::from_u128(number)),
            kind,
            category,
            region,
            name: String::new(),
            currency: Currency::Krw,
            employer: None,
        },
        loss,
        impacts: Impacts {
            components: vec![ImpactedComponent { key: key(), name: Text::new("결제", "Pay") }],
            minutes: 20 * 60,
            days: 2,
            sharing: None,
        },
        proven: Proven::default(),
    }
}

/// The whole way at the places nearest to the outage, for histories of one cohort.
fn report(histories: &[AccountHistory]) -> Report {
    let real = outage(20, Zone::default());
    let places = places(&real, &[], start().plus(-30 * 7 * DAY), 4);
    let outages: Vec<Outage> = places.iter().map(|place| place.outage(&real)).collect();
    let tables: Vec<_> = outages
        .iter()
        .map(|outage| {
            let mut sums = CohortSums::default();
            for history in histories {
                sums.add(&cohort(), &measure(history, outage).expect("a measure"));
            }
            sums.table()
        })
        .collect();
    let mut report = Report::new(places.len());
    for (number, history) in (0..).zip(histories) {
        let inputs: Vec<AssessmentInput> = outages
            .iter()
            .zip(&tables)
            .map(|(outage, table)| {
                let measure = measure(history, outage).expect("a measure");
                input(number, loss_of(&measure, table, &cohort()))
            })
            .collect();
        let cases: Vec<_> = inputs.iter().map(|input| Judged::of(input, &standard_2022()).ok()).collect();
        report.add(&cohort(), &cases);
    }
    report
}

#[test]
fn an_outage_is_placed_whole_weeks_earlier_where_nothing_else_was() {
    let begins = start().plus(-14 * 7 * DAY);
    let short = outage(20, Zone::default());
    assert_eq!(weeks(&places(&short, &[], begins, 9)), [1, 2, 3, 4, 5, 6]);
    assert_eq!(weeks(&places(&short, &[], begins, 2)), [1, 2]);
    // 127 hours and three days after do not fit into the week before
    assert_eq!(weeks(&places(&outage(127, Zone::default()), &[], begins, 9)), [2, 3, 4, 5, 6]);
    assert_eq!(weeks(&places(&outage(10 * 24, Zone::default()), &[], begins, 9)), [2, 4, 6]);
    // another incident two days after the place of two weeks before, and one that ends as that of four weeks begins
    let back = |weeks: i64| start().plus(-weeks * 7 * DAY);
    let others = [
        Window { start: back(2).plus(2 * DAY), end: back(2).plus(2 * DAY + HOUR) },
        Window { start: back(4).plus(-HOUR), end: back(4) },
    ];
    assert_eq!(weeks(&places(&short, &others, begins, 9)), [1, 3, 4, 5, 6]);
    assert_eq!(places(&short, &[], start().plus(-8 * 7 * DAY), 9), []);
    let none = Outage { impacts: Vec::new(), ..short };
    assert_eq!(places(&none, &[], begins, 9), []);
}

#[test]
fn the_wall_clock_stays_where_clocks_change() {
    let zone: Zone = "America/New_York".parse().expect("a zone");
    let real = outage(20, zone);
    let places = places(&real, &[], start().plus(-60 * 7 * DAY), 52);
    let clock = |at| zone.local(at).format("%a %H:%M").to_string();
    let winter = places.last().expect("a place");
    assert_eq!(clock(winter.window.start), clock(start()));
    let placed = winter.outage(&real);
    assert_eq!(clock(placed.impacts[0].end.expect("an end")), clock(start().plus(20 * HOUR)));
    assert_eq!(placed.observed_until, start());
    assert!(zone.date(winter.window.start) < NaiveDate::from_ymd_opt(2022, 3, 1).expect("a date"));
}

#[test]
fn regular_trade_is_met_and_nobody_is_paid_for_nothing() {
    let exposed = (0..40).map(|number| history(number, |_| (20_000, 30_000)));
    let others = (40..60).map(|number| history(number, |_| (0, 50_000)));
    let report = report(&exposed.chain(others).collect::<Vec<_>>());
    let whole = report.whole();
    assert_eq!((report.accounts, report.unmeasured, report.places.len(), whole.cases), (60, 0, 4, 240));
    assert_eq!((whole.exposed, report.cohorts[0].accounts), (160, 60));
    assert!(whole.bias().expect("sales").abs() < 0.01, "{whole:?}");
    assert!(whole.error().expect("sales") < 0.02, "{whole:?}");
    assert!(whole.coverage().expect("cases") > 0.8, "{whole:?}");
    assert!(whole.spares_unexposed() && whole.pays_little(), "{whole:?}");
    assert_eq!(whole.errors.iter().sum::<u64>(), whole.cases);
    assert_eq!(report.bands.iter().map(|(_, tally)| tally.cases).sum::<u64>(), whole.cases);
    assert_eq!(report.cohorts[0].tally.paid, whole.paid, "the parts make the whole");
}

#[test]
fn a_fall_that_nobody_declared_shows_as_bias_and_as_pay() {
    let fell = |slot: i64| if (-7 * 24..-6 * 24).contains(&slot) { (0, 30_000) } else { (20_000, 30_000) };
    let report = report(&(0..40).map(|number| history(number, fell)).collect::<Vec<_>>());
    let (fallen, usual) = (&report.places[0], &report.places[2]);
    assert!(fallen.bias().expect("sales") > 0.4, "{fallen:?}");
    assert!(fallen.awards > 0 && !fallen.pays_little(), "{fallen:?}");
    // the fall lies among the weeks that this place is compared with, and nothing was taken for a loss
    assert!(usual.bias().expect("sales").abs() < 0.1 && usual.pays_little(), "{usual:?}");
}

#[test]
fn the_real_outage_and_what_follows_change_nothing() {
    let quiet = report(&(0..30).map(|number| history(number, |_| (20_000, 30_000))).collect::<Vec<_>>());
    let after = |slot: i64| if slot >= 0 { (0, 1) } else { (20_000, 30_000) };
    let hit = report(&(0..30).map(|number| history(number, after)).collect::<Vec<_>>());
    assert_eq!(quiet, hit);
}

#[test]
fn an_account_without_history_is_counted_and_judged_nowhere() {
    let mut report = Report::new(2);
    report.add(&cohort(), &[None, None]);
    assert_eq!((report.accounts, report.unmeasured, report.whole()), (1, 1, Tally::default()));
    assert_eq!((report.whole().bias(), report.whole().coverage()), (None, None));
}
