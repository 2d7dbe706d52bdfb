//! How long a trial of a policy takes over many synthetic accounts: `cargo run -p domain --example simulate -- 100000`.
//! Prints JSON: accounts, bytes of the roll, milliseconds of one trial by one and by two threads, and of the
//! assessments themselves.

use std::time::Instant;

use domain::{
    assessment::{AccountFacts, ComponentFigures, Figures, ImpactedComponent, Impacts, Proven, RateFigures},
    component::ComponentKey,
    id::{AccountId, ProgrammeId},
    language::Text,
    ledger::{AccountKind, Category, Region},
    loss::{Band, Cycle},
    money::Currency,
    policy::{Percent, Policy, standard_2022},
    trial::{Changes, Roll, Standing},
};
use uuid::Uuid;

/// Trials of which the median is told.
const TRIALS: usize = 15;
/// Every one of so many assessments is made for the reference.
const SAMPLE: u32 = 10;

fn impacts() -> Impacts {
    let component = |key: &str| ImpactedComponent {
        key: ComponentKey::parse(key).expect("a key"),
        name: Text::new("결제", "Pay"),
    };
    let components = ["pay-qr", "taxi-dispatch", "gift"].map(component).into();
    Impacts { components, minutes: 7_653, days: 6, sharing: None }
}

/// Those that take money themselves.
const KINDS: [AccountKind; 4] =
    [AccountKind::Merchant, AccountKind::Taxi, AccountKind::DesignatedDriver, AccountKind::Courier];

/// Accounts of 40 trades in 25 regions; losses from nothing to ten million won, one or two services each.
fn figures(number: u32, impacts: &Impacts) -> Figures {
    let exposure = i64::from(number.wrapping_mul(2_654_435_761) % 10_000) * 1000;
    let band = match number % 20 {
        0 => Band::Assumed,
        1 => Band::Review,
        2..5 => Band::NotExposed,
        5..7 => Band::OwnRecords,
        _ => Band::Automatic,
    };
    let percent = Percent::from_tenths;
    let rate = 500 + number % 200;
    let uses = if band == Band::NotExposed { 0 } else { 1 + number as usize % 2 };
    let component = |impacted: &ImpactedComponent| ComponentFigures {
        component: impacted.key.clone(),
        share: percent(400),
        hours_tenths: 1275,
        exposure: exposure / i64::try_from(uses).unwrap_or(1),
        parts: Vec::new(),
    };
    Figures {
        programme: ProgrammeId(Uuid::nil()),
        account: AccountFacts {
            id: AccountId(Uuid::from_u128(number.into())),
            kind: KINDS[number as usize % KINDS.len()],
            category: Category(format!("trade_{}", number % 40)),
            region: Region(format!("지역 {}", number % 25)),
            name: String::new(),
            currency: Currency::Krw,
            employer: None,
        },
        impacts: impacts.clone(),
        proven: Proven::default(),
        band,
        hours_tenths: 1275,
        cycle: Cycle::Week,
        expected: exposure * 5 / 2,
        expected_low: exposure * 2,
        expected_high: exposure * 3,
        actual: exposure * 3 / 2,
        own_loss_low: exposure * 7 / 10,
        components: impacts.components.iter().take(uses).map(component).collect(),
        loss_rate: RateFigures {
            value: percent(rate),
            low: percent(rate - 40),
            high: percent(rate + 40),
            accounts: 400,
            everyone: false,
        },
        catch_up: RateFigures {
            value: percent(50),
            low: percent(50),
            high: percent(80),
            accounts: 400,
            everyone: false,
        },
        excluded: Vec::new(),
        giant: None,
        afterwards: None,
        parts: Vec::new(),
    }
}

/// The median of how long something takes, in milliseconds of the wall clock.
fn milliseconds(mut work: impl FnMut()) -> f64 {
    let mut took: Vec<f64> = (0..TRIALS)
        .map(|_| {
            let began = Instant::now();
            work();
            began.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    took.sort_by(f64::total_cmp);
    took[TRIALS / 2]
}

/// The policy as a slider leaves it, and as it stands. None for a policy without a group.
fn policies() -> Option<(Policy, Policy)> {
    let standing = standard_2022();
    let mut changes = Changes::of(&standing, 0)?;
    changes.coverage = Some(Percent::from_tenths(800));
    Some((changes.apply(&standing), standing))
}

fn main() {
    let accounts: u32 = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let impacts = impacts();
    let mut roll = Roll::new(Currency::Krw, impacts.clone());
    for number in 0..accounts {
        roll.add(&figures(number, &impacts));
    }
    let (changed, standing) = policies().expect("the standard policy has groups");
    let claims = Standing { settled: Vec::new(), acceptance: Percent::from_tenths(800) };
    let trial = |threads| {
        let roll = &roll;
        let (changed, standing, claims) = (&changed, &standing, &claims);
        move || {
            std::hint::black_box(roll.try_policy(changed, standing, claims, threads).expect("a trial"));
        }
    };
    let (one, two) = (milliseconds(trial(1)), milliseconds(trial(2)));
    let began = Instant::now();
    for number in (0..accounts).step_by(SAMPLE as usize) {
        for policy in [&changed, &standing] {
            std::hint::black_box(figures(number, &impacts).assess(policy).expect("an assessment"));
        }
    }
    let assessed = began.elapsed().as_secs_f64() * 1000.0 * f64::from(SAMPLE);
    println!(
        r#"{{"accounts":{accounts},"bytes":{},"one_thread":{one:.1},"two_threads":{two:.1},"assessments":{assessed:.1}}}"#,
        roll.bytes()
    );
}
