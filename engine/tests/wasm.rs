//! The engine natively and as the module that browsers load: the same bytes for a thousand accounts of every kind.

use std::{collections::BTreeMap, fmt::Write, process::Command};

use chrono::{Days, NaiveDate};
use domain::{
    assessment::{AccountFacts, Employer, Format, ImpactedComponent, Proven, Records, Sharer, Sharing, VehiclePart},
    calendar::Holidays,
    component::ComponentKey,
    id::{AccountId, ImpactId, IncidentId, ProgrammeId},
    impact::{Impact, Severity},
    language::Text,
    ledger::{AccountKind, Category, Region},
    loss::{CohortKey, CohortTable, Measure, Outage, cohort_figures, measure},
    money::Currency,
    policy::{Percent, standard_2022},
    series::{AccountHistory, Series, SlotLength},
    time::{HOUR, Instant, MINUTE, Zone},
};
use uuid::Uuid;

const ACCOUNTS: usize = 1000;
const ACCOUNTS_OF_AN_OUTAGE: usize = 50;
const COMPONENTS: [&str; 3] = ["pay-qr", "taxi", "messenger"];
const INCIDENTS: [IncidentId; 2] = [IncidentId(Uuid::from_u128(1)), IncidentId(Uuid::from_u128(2))];
const ZONES: [&str; 4] = ["Asia/Seoul", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"];

/// Reads records by the line and writes what the module makes of each.
const NODE: &str = "
import { readFileSync, writeSync } from 'node:fs'
const [script, module, records] = process.argv.slice(1)
const engine = await import('data:text/javascript;base64,' + readFileSync(script).toString('base64'))
engine.initSync({ module: readFileSync(module) })
for (const line of readFileSync(records, 'utf8').split('\\n').filter(Boolean)) {
    const text = engine.check(line) + '\\t' + engine.compute(line) + '\\n'
    for (let rest = Buffer.from(text); rest.length > 0; ) rest = rest.subarray(writeSync(1, rest))
}";

/// Numbers that look random and are the same in every run: splitmix64.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 0 to below `end`.
    fn below(&mut self, end: i64) -> i64 {
        i64::try_from(self.next() % end.unsigned_abs()).unwrap_or(0)
    }

    fn one_in(&mut self, times: i64) -> bool {
        self.below(times) == 0
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[usize::try_from(self.below(i64::try_from(list.len()).unwrap_or(1))).unwrap_or(0)]
    }
}

fn key(name: &str) -> ComponentKey {
    ComponentKey::parse(name).expect("a key")
}

/// One to four impacts, overlapping or not, their ends not on the hour; one may be open still.
fn outage(numbers: &mut Numbers) -> Outage {
    let zone: Zone = numbers.of(&ZONES).parse().expect("a zone");
    let start = Instant(1_600_000_000_000_000 + numbers.below(3 * 365 * 24 * 60) * MINUTE);
    let impact = |numbers: &mut Numbers| {
        let from = start.plus(numbers.below(40 * 60) * MINUTE);
        let length = numbers.of(&[20, 90, 6 * 60, 41 * 60, 127 * 60]) + numbers.below(50);
        Impact {
            id: ImpactId(Uuid::nil()),
            incident: numbers.of(&INCIDENTS),
            component: key(numbers.of(&COMPONENTS)),
            severity: numbers.of(&Severity::ALL),
            start: from,
            end: (!numbers.one_in(12)).then(|| from.plus(length * MINUTE)),
        }
    };
    let impacts: Vec<Impact> = (0..=numbers.below(4)).map(|_| impact(numbers)).collect();
    let first = zone.date(start) - Days::new(300);
    let holidays: Holidays = (0..400)
        .filter(|_| numbers.one_in(25))
        .map(|day| first + Days::new(day))
        .collect::<Vec<NaiveDate>>()
        .into_iter()
        .collect();
    let observed_until = start.plus((60 + numbers.below(60 * 24)) * HOUR);
    let mut others: Vec<Impact> = (0..numbers.below(3)).map(|_| impact(numbers)).collect();
    for other in &mut others {
        let back = numbers.below(25 * 7) * 24 * HOUR;
        (other.start, other.end) = (other.start.plus(-back), other.end.map(|end| end.plus(-back)));
    }
    Outage { zone, impacts, others, holidays, observed_until }
}

/// What an account takes in an hour of a weekday.
fn takings(numbers: &mut Numbers, style: i64, day: i64, hour: i64) -> i64 {
    let amount = numbers.below(60_000) + 1_000;
    match style {
        // a shop with its days and hours
        0 => {
            if (9..21).contains(&hour) && day % 7 != 3 {
                amount * (1 + hour % 5)
            } else {
                0
            }
        }
        // a shop that sells once in a while, and refunds
        1 => {
            if numbers.one_in(40) {
                amount * 10
            } else if numbers.one_in(200) {
                -amount
            } else {
                0
            }
        }
        // two nights on, one off
        2 => {
            if day % 3 != 0 && !(5..18).contains(&hour) {
                amount / 4
            } else {
                0
            }
        }
        // hardly ever, then far too much
        3 => {
            if numbers.one_in(900) {
                amount * 1_000_000_000
            } else {
                0
            }
        }
        // more refunds than sales
        4 => {
            if numbers.one_in(6) {
                amount - 45_000
            } else {
                0
            }
        }
        5 => 0,
        // day and night, growing
        _ => amount + day.rem_euclid(400) * 50,
    }
}

fn history(numbers: &mut Numbers, outage: &Outage) -> AccountHistory {
    let slots = SlotLength::HOUR;
    let start = outage.impacts.iter().map(|impact| impact.start).min().expect("an impact");
    let style = numbers.below(8);
    // some began only lately, or after the outage
    let days = if numbers.one_in(6) { numbers.below(40) - 15 } else { 210 };
    let first = (slots.slot(outage.zone.local(start)).div_euclid(24) - days) * 24;
    let length = (days + 10 + numbers.below(70)).max(1) * 24;
    let hole = if numbers.one_in(4) { numbers.below(length)..length / 2 } else { 0..0 };
    let used = numbers.below(4);
    let mut parts: BTreeMap<ComponentKey, Vec<i64>> = BTreeMap::new();
    let mut total = Vec::new();
    for index in 0..length {
        let slot = first + index;
        let amount =
            if hole.contains(&index) { 0 } else { takings(numbers, style, slot.div_euclid(24), slot.rem_euclid(24)) };
        total.push(amount);
        if let Some(name) = COMPONENTS.get(usize::try_from(numbers.below(3)).unwrap_or(0)).filter(|_| used > 0) {
            let values = parts.entry(key(name)).or_insert_with(|| vec![0; usize::try_from(length).unwrap_or(0)]);
            values[usize::try_from(index).unwrap_or(0)] = amount / used;
        }
    }
    let series = |values| Series { slot_minutes: slots, first_slot: first, values };
    AccountHistory {
        total: series(total),
        by_component: parts.into_iter().map(|(component, values)| (component, series(values))).collect(),
    }
}

fn facts(numbers: &mut Numbers) -> AccountFacts {
    let kind = numbers.of(AccountKind::ALL);
    let is_employed = kind == AccountKind::Taxi && numbers.one_in(2);
    AccountFacts {
        id: AccountId(Uuid::from_u128(numbers.next().into())),
        kind,
        category: Category(numbers.of(&["cafe", "flower_shop"]).into()),
        region: Region(numbers.of(&["서울 마포구", "부산 해운대구"]).into()),
        name: "가게".into(),
        currency: Currency::Krw,
        employer: is_employed.then(|| Employer {
            company: AccountId(Uuid::nil()),
            name: "한빛운수".into(),
            driver_share: share(numbers),
        }),
    }
}

fn share(numbers: &mut Numbers) -> Percent {
    Percent::from_tenths(u32::try_from(numbers.below(1001)).unwrap_or(0))
}

/// What a company's drivers bring it; empty for who is none.
fn parts(numbers: &mut Numbers, kind: AccountKind) -> Vec<VehiclePart> {
    let drivers = if kind == AccountKind::TaxiCompany { numbers.below(4) } else { 0 };
    let part = |_| VehiclePart {
        driver: AccountId(Uuid::nil()),
        name: "김기사".into(),
        driver_share: share(numbers),
        whole: Some(numbers.below(1_000_000)),
        needs_person: numbers.one_in(5),
        digest: String::new(),
    };
    (0..drivers).map(part).collect()
}

/// Who compensates an account for which of several incidents; none for an outage of one, and for some others.
fn sharing(numbers: &mut Numbers, outage: &Outage) -> Option<Sharing> {
    let is_hit = |incident: &IncidentId| outage.impacts.iter().any(|impact| impact.incident == *incident);
    if !INCIDENTS.iter().all(is_hit) || numbers.one_in(4) {
        return None;
    }
    let incidents = if numbers.one_in(4) { &INCIDENTS[..1] } else { &INCIDENTS[..] };
    let sharers = incidents.iter().map(|incident| Sharer {
        incident: *incident,
        programme: ProgrammeId(incident.0),
        title: Text::new("다른 보상", "Another programme"),
        covers: COMPONENTS.iter().filter(|_| !numbers.one_in(4)).map(|name| key(name)).collect(),
        minutes: 0,
        due: numbers.below(100_000),
        promised: numbers.below(120_000),
    });
    Some(Sharing { incident: incidents[0], sharers: sharers.collect() })
}

/// Accounts of one outage with their cohorts' figures and what the engine made of them here.
fn records(numbers: &mut Numbers) -> Vec<Records> {
    let outage = outage(numbers);
    let accounts: Vec<(AccountFacts, AccountHistory)> =
        (0..ACCOUNTS_OF_AN_OUTAGE).map(|_| (facts(numbers), history(numbers, &outage))).collect();
    let measures: Vec<(CohortKey, Option<Measure>)> =
        accounts.iter().map(|(facts, history)| (facts.cohort(), measure(history, &outage).ok())).collect();
    let table = cohort_figures(measures.iter().filter_map(|(key, measure)| Some((key, measure.as_ref()?))));
    accounts.into_iter().map(|(account, history)| one(numbers, account, history, &outage, &table)).collect()
}

fn one(
    numbers: &mut Numbers,
    account: AccountFacts,
    history: AccountHistory,
    outage: &Outage,
    table: &CohortTable,
) -> Records {
    let name = |name: &&str| ImpactedComponent { key: key(name), name: Text::new(*name, *name) };
    let proven = Proven {
        margin: numbers.one_in(5).then(|| Percent::from_tenths(u32::try_from(numbers.below(1000)).unwrap_or(0))),
        extra_cost: if numbers.one_in(5) { numbers.below(100_000) } else { 0 },
        fee: None,
    };
    let policy = standard_2022();
    let nothing = domain::assessment::assess(
        &domain::assessment::AssessmentInput {
            programme: ProgrammeId(Uuid::nil()),
            account: account.clone(),
            loss: domain::loss::Loss::unmeasured(),
            impacts: domain::assessment::Impacts::default(),
            proven,
        },
        &policy,
    );
    let mut records = Records {
        format: Format::First,
        programme: ProgrammeId(Uuid::nil()),
        history,
        proven,
        outage: outage.clone(),
        components: COMPONENTS.iter().map(name).collect(),
        cohort: table.of(&account.cohort()),
        sharing: sharing(numbers, outage),
        parts: parts(numbers, account.kind),
        account,
        policy,
        published: nothing.expect("an assessment of nothing"),
        seal: None,
    };
    let measure = records.measure().ok();
    // what is beyond the engine's range is refused, here as there
    if let Ok(assessment) = records.assess(measure.as_ref()) {
        records.published = assessment;
    }
    records
}

#[test]
#[ignore = "needs the module and Node.js: `cargo xtask test browser` brings both"]
fn a_thousand_accounts_come_out_the_same_natively_and_in_wasm() {
    let file = |name| std::env::var_os(name).expect("`cargo xtask test browser` names the engine's files");
    let mut numbers = Numbers(20_221_015);
    let mut lines = String::new();
    let mut expected = Vec::new();
    let mut offers = 0;
    while expected.len() < ACCOUNTS {
        for records in records(&mut numbers) {
            let text = serde_json::to_string(&records).expect("a document");
            let answer = |answer: Result<String, String>| answer.expect("records that can be read");
            if records.assess(records.measure().ok().as_ref()).is_err() {
                continue;
            }
            offers += usize::from(records.published.outcome.amount().is_some());
            let check = answer(engine::check(&text));
            assert!(check.contains("\"differences\":[]"), "{check}");
            expected.push(format!("{check}\t{}", answer(engine::compute(&text))));
            writeln!(lines, "{text}").expect("room");
        }
    }
    assert!(offers > ACCOUNTS / 10, "accounts with an offer: {offers}");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("records");
    std::fs::write(&path, lines).expect("a file");
    let mut node = Command::new("node");
    node.args(["--input-type=module", "--eval", NODE, "--"]);
    node.arg(file("MAKEWHOLE_ENGINE_SCRIPT")).arg(file("MAKEWHOLE_ENGINE_MODULE")).arg(&path);
    let output = node.output().expect("Node.js");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found = String::from_utf8(output.stdout).expect("text");
    assert_eq!(found.lines().count(), expected.len());
    for (found, expected) in found.lines().zip(&expected) {
        assert_eq!(found, expected);
    }
    println!("{} accounts, {offers} with an offer: the same bytes", expected.len());
}
