//! A synthetic ledger for benchmarks: any number of shops with stored histories, an outage, and a programme for it. The
//! same size gives the same histories. There are no transactions behind them, so that a million shops fit on a disk.

use std::io::Write;

use domain::{
    id::{AccountId, IncidentId, ProgrammeId, UpdateId},
    impact::Severity,
    incident::{ImpactChange, IncidentStatus},
    language::Text,
    ledger::{AccountKind, TransactionKind},
    loss::CohortSums,
    money::Money,
    policy::standard_2022,
    series::HistorySums,
    time::{DAY, HOUR, Instant, MINUTE},
};
use uuid::Uuid;

use super::{SEED, load, outage, world::Chance};
use crate::{
    Actor, Backend,
    assessments::{cohort_of, frozen_outage, measured},
    error::{Error, Result},
    incidents::{NewIncident, NewUpdate},
    ledger::{
        self,
        bulk::{self, NewAccount},
        histories::{self, MadeHistory},
    },
    programmes::NewProgramme,
};

/// Who fills and measures.
const FILLER: Actor = Actor::System("benchmark");
/// Shops written in one transaction.
const BATCH: usize = 500;
/// Shops whose sales differ; those of further shops repeat them.
const DISTINCT: u64 = 10_000;
/// Local hours in which shops are open.
const OPEN: std::ops::Range<i64> = 9..21;
/// Days after the outage for which there are sales.
const DAYS_AFTER: i64 = 28;
const CATEGORIES: [&str; 5] = ["cafe", "restaurant", "flower_shop", "convenience_store", "bookshop"];
const REGIONS: [&str; 4] = ["서울 마포구", "경기 성남시", "부산 해운대구", "대전 유성구"];

/// How large the ledger is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Shops.
    pub accounts: u64,
    /// Days of history before the outage.
    pub days: i64,
    /// Sales of a shop, about, at most one an hour.
    pub sales: u64,
}

/// What measuring all shops found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Found {
    /// Shops measured.
    pub accounts: u64,
    /// Takings of all histories together, in minor units.
    pub takings: i64,
    /// Takings expected of the outage, all shops together, in minor units.
    pub expected: f64,
}

/// Fills an empty database, and writes each sale as a line `shop,instant,amount` where asked to. Gives the programme.
pub async fn fill<W: Write + Send>(backend: &Backend, size: Size, rows: &mut Option<W>) -> Result<ProgrammeId> {
    let script = outage()?;
    load::add_components(backend, &script.groups).await?;
    backend.load_holidays(&FILLER, &script.holidays).await?;
    let begin = Instant::parse_rfc3339("2022-10-15T06:30:00Z").ok_or(Error::NotFound)?;
    let programme = programme(backend, begin).await?;
    let mut distinct: Vec<MadeHistory> = Vec::new();
    let shops: Vec<u64> = (0..size.accounts).collect();
    for batch in shops.chunks(BATCH) {
        let now = backend.clock.now();
        let (mut accounts, mut histories) = (Vec::with_capacity(BATCH), Vec::with_capacity(BATCH));
        for number in batch {
            let account = shop(backend.random.id(now), *number, now);
            let repeated = (number % DISTINCT).try_into().ok().and_then(|place: usize| distinct.get(place));
            let history = match repeated.filter(|_| rows.is_none()) {
                Some(history) => MadeHistory { account: AccountId(account.id), ..history.clone() },
                None => MadeHistory::of(AccountId(account.id), sales(backend, size, *number, begin, rows)?),
            };
            if *number < DISTINCT {
                distinct.push(history.clone());
            }
            histories.push(history);
            accounts.push(account);
        }
        let mut tx = backend.db.begin().await?;
        bulk::write(&mut tx, &accounts.iter().collect::<Vec<_>>()).await?;
        histories::keep(&mut tx, &histories, backend.making(), now).await?;
        tx.commit().await?;
    }
    Ok(programme)
}

fn shop(id: Uuid, number: u64, created_at: Instant) -> NewAccount {
    let mut chance = Chance::new(SEED, number);
    NewAccount {
        id,
        reference: format!("S-{number:07}"),
        kind: AccountKind::Merchant,
        category: (*chance.pick(&CATEGORIES)).to_owned(),
        region: (*chance.pick(&REGIONS)).to_owned(),
        name: format!("가게 {number}"),
        email: Some(format!("shop{number}@example.com")),
        employment: None,
        created_at,
    }
}

/// The sales of a shop. Two thirds of the shops take about a third through in-store payment, which failed for 40 hours.
fn sales<W: Write>(
    backend: &Backend,
    size: Size,
    number: u64,
    begin: Instant,
    rows: &mut Option<W>,
) -> Result<HistorySums> {
    let mut chance = Chance::new(SEED + 1, number);
    let zone = backend.site.zone;
    let qr = domain::component::ComponentKey::parse("pay-qr").filter(|_| number % 3 < 2);
    let midnight = zone.midnight(zone.date(begin));
    let open_hours = (size.days + DAYS_AFTER) * (OPEN.end - OPEN.start);
    let (often, typical) = (size.sales as f64 / open_hours as f64, 8_000.0 * chance.factor(0.6));
    let mut sums = HistorySums::new(zone);
    for hour in (-size.days..DAYS_AFTER).flat_map(|day| OPEN.map(move |hour| day * 24 + hour)) {
        if !chance.happens(often) {
            continue;
        }
        let at = midnight.plus(hour * HOUR + chance.micros_below(60) * MINUTE);
        let through = qr.as_ref().filter(|_| chance.happens(0.35));
        let failed = through.is_some() && at >= begin && at < begin.plus(40 * HOUR);
        if failed {
            continue;
        }
        #[expect(clippy::cast_possible_truncation, reason = "a price is far within 64 bits")]
        let amount = (typical * chance.factor(0.4)) as i64 * 10;
        sums.add(through, at, amount, TransactionKind::Sale);
        if let Some(rows) = rows {
            writeln!(rows, "{number},{},{amount}", at.0)?;
        }
    }
    Ok(sums)
}

async fn programme(backend: &Backend, begin: Instant) -> Result<ProgrammeId> {
    let qr = domain::component::ComponentKey::parse("pay-qr").ok_or(Error::NotFound)?;
    let update = |number, status, change| NewUpdate {
        id: UpdateId(Uuid::from_u128(number)),
        status,
        body: Text::new("결제가 멈췄습니다.", "Payments stopped."),
        next_update_by: None,
        changes: vec![change],
    };
    let failed = ImpactChange::Set { component: qr.clone(), severity: Severity::MajorOutage, from: begin };
    let new = NewIncident {
        id: IncidentId(Uuid::from_u128(1)),
        title: Text::new("결제 중단", "Payments stopped"),
        started_at: begin,
        update: update(2, IncidentStatus::Investigating, failed),
    };
    let incident = backend.declare_incident(&FILLER, &new).await?;
    let restored = ImpactChange::Restore { component: qr, at: begin.plus(40 * HOUR) };
    backend.update_incident(&FILLER, incident, &update(3, IncidentStatus::Resolved, restored)).await?;
    let now = backend.clock.now();
    let new = NewProgramme {
        id: ProgrammeId(Uuid::from_u128(4)),
        incident,
        title: Text::new("결제 중단 보상", "Compensation"),
        criteria: Text::new("거래 기록으로 계산합니다.", "Computed from transaction records."),
        opens_at: now,
        closes_at: now.plus(60 * DAY),
        budget: Money::won(1_000_000_000_000),
    };
    let programme = backend.prepare_programme(&FILLER, &new, &standard_2022()).await?;
    for record in backend.programme(&FILLER, programme).await?.1 {
        backend.publish_policy(&FILLER, record.id).await?;
    }
    Ok(programme)
}

/// Measures every shop from its stored history and makes the cohorts' figures, and writes nothing.
pub async fn measure_all(backend: &Backend, programme: ProgrammeId) -> Result<Found> {
    let incident = backend.programme(&FILLER, programme).await?.0.incident;
    let mut tx = backend.db.begin_read().await?;
    let last = histories::last_transaction(&mut tx, Uuid::nil(), Uuid::max()).await?;
    let outage = frozen_outage(&mut tx, incident, backend.clock.now()).await?.observed_to(last);
    let outage = outage.domain(backend.site.zone);
    let (mut found, mut sums, mut after) = (Found::default(), CohortSums::default(), Uuid::nil());
    loop {
        let accounts = ledger::page_after(&mut tx, after, 256).await?;
        let Some(last) = accounts.last() else { break };
        let histories = backend.histories_between(after, last.id.0).await?;
        after = last.id.0;
        for (account, history) in accounts.iter().zip(&histories) {
            let history = history.decode()?;
            found.takings += history.total.values.iter().sum::<i64>();
            if let Ok(measure) = measured(history, &outage) {
                found.accounts += 1;
                found.expected += measure.reading.base;
                sums.add(&cohort_of(account), &measure);
            }
        }
    }
    // the figures are part of the work that is measured
    std::hint::black_box(sums.table());
    Ok(found)
}
