//! A public state for tests: the outage of October 2022 as it stood at an instant, of an operator that is made up.

use domain::{
    component::{Audience, Component, ComponentGroup, ComponentKey},
    id::{ImpactId, IncidentId, ProgrammeId, UpdateId},
    impact::{Impact, Severity},
    incident::{Incident, IncidentStatus, IncidentUpdate},
    language::Text,
    ledger::{AccountKind, Category, Region},
    loss::CohortKey,
    money::Money,
    policy::Percent,
    published::{Checked, PublishedCohort, Rates},
    status::{ProgrammeSummary, PublicState, Site},
    time::{HOUR, Instant, MINUTE, Zone},
};

/// Group, component, names, when it began to work again, when it was normal; times of October in Korea.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const COMPONENTS: [Row; 17] = [
    ("messenger", "chat-text", "글자 메시지", "Text messages", "16T01:31", "18T09:00"),
    ("messenger", "chat-photo", "사진과 파일", "Photos and files", "16T22:00", "18T09:00"),
    ("messenger", "chat-business", "비즈 채널", "Business channels", "17T09:00", "18T09:00"),
    ("account", "log-in", "로그인", "Log-in", "16T06:00", "16T14:30"),
    ("pay", "pay-qr", "매장 QR 결제", "In-store QR", "16T08:00", "16T14:30"),
    ("pay", "pay-online", "온라인 결제", "Online checkout", "16T08:00", "16T14:30"),
    ("pay", "pay-transfer", "송금", "Transfers", "16T08:00", "16T14:30"),
    ("mobility", "taxi", "택시 호출", "Taxi dispatch", "16T14:30", "18T09:00"),
    ("mobility", "driver", "대리운전", "Designated driver", "16T08:00", "16T08:00"),
    ("mobility", "courier", "퀵 배송", "Courier", "16T08:00", "16T08:00"),
    ("mobility", "parking", "주차와 바이크", "Parking and bikes", "18T09:00", "18T09:00"),
    ("maps", "place-search", "장소 검색", "Place search", "16T14:30", "18T09:00"),
    ("maps", "transit", "길찾기", "Transit directions", "18T09:00", "18T09:00"),
    ("content", "music", "음악", "Music", "16T14:30", "18T09:00"),
    ("content", "games", "게임", "Games", "18T09:00", "18T09:00"),
    ("portal", "portal-home", "첫 화면", "Home", "16T14:30", "16T14:30"),
    ("portal", "portal-mail", "메일", "Mail", "19T09:00", "20T23:00"),
];

const GROUPS: [(&str, &str, &str); 7] = [
    ("messenger", "메신저", "Messenger"),
    ("account", "계정", "Account"),
    ("pay", "결제", "Pay"),
    ("mobility", "이동", "Mobility"),
    ("maps", "지도", "Maps"),
    ("content", "콘텐츠", "Content"),
    ("portal", "포털", "Portal"),
];

const UPDATES: [(&str, IncidentStatus, &str, &str); 8] = [
    (
        "15T15:52",
        IncidentStatus::Investigating,
        "15시 30분부터 여러 서비스를 쓸 수 없습니다. 원인을 찾고 있습니다.",
        "Since 15:30 several services cannot be used. We are looking for the cause.",
    ),
    (
        "15T16:30",
        IncidentStatus::Identified,
        "판교 데이터센터에 불이 나 전원을 내렸습니다. 다친 사람은 없습니다.",
        "A fire broke out in the Pangyo data centre and power was cut. Nobody was hurt.",
    ),
    (
        "15T23:50",
        IncidentStatus::Identified,
        "23시 45분에 불이 꺼졌습니다. 전원을 차례로 올리고 있습니다.",
        "The fire was out at 23:45. Power is being restored step by step.",
    ),
    (
        "16T01:35",
        IncidentStatus::Identified,
        "모바일에서 글자 메시지를 주고받을 수 있습니다. 사진과 파일은 아직 보낼 수 없습니다.",
        "Text messages work on mobile. Photos and files do not yet.",
    ),
    (
        "16T08:05",
        IncidentStatus::Identified,
        "매장·온라인 결제와 송금, 대리운전과 퀵 호출이 돌아왔습니다. 택시 호출은 아직 되지 않습니다.",
        "Payments, transfers, designated drivers and couriers are back. Taxi calls are not.",
    ),
    (
        "16T09:10",
        IncidentStatus::Identified,
        "서버 3만 2천 대 가운데 1만 2천 대를 다시 켰습니다. 택시 호출은 오후에 열 수 있을 것으로 봅니다.",
        "12,000 of 32,000 servers are running again. We expect taxi calls to return this afternoon.",
    ),
    (
        "18T09:10",
        IncidentStatus::Monitoring,
        "대부분의 서비스가 돌아왔습니다. 메일은 복구하고 있습니다.",
        "Most services are back. Mail is being restored.",
    ),
    (
        "20T23:10",
        IncidentStatus::Resolved,
        "모든 기능이 정상입니다. 불편을 드려 죄송합니다.",
        "All functions are normal. We are sorry.",
    ),
];

/// An instant of October 2022 by the clock of Korea: `16T09:12`.
pub fn october(text: &str) -> Instant {
    Instant::parse_rfc3339(&format!("2022-10-{text}:00+09:00")).unwrap_or(Instant(0))
}

/// The operator.
pub fn site() -> Site {
    Site { name: Text::new("하나로", "Hanaro"), url: "https://status.example.com".into(), zone: Zone::default() }
}

/// The record as it stood at `now`, read at that instant.
pub fn state(now: Instant) -> PublicState {
    PublicState {
        at: now,
        groups: groups(),
        retired: Vec::new(),
        incidents: incidents(now),
        programmes: programmes(now),
        maintenances: Vec::new(),
    }
}

/// The same with this title and this body of the newest update.
pub fn state_saying(now: Instant, text: &str) -> PublicState {
    let mut state = state(now);
    if let Some(incident) = state.incidents.first_mut() {
        incident.title = Text::new(text, text);
        if let Some(update) = incident.updates.first_mut() {
            update.body = Text::new(text, text);
        }
    }
    state
}

fn id(number: u32) -> String {
    format!("01929000-0000-7000-8000-{number:012x}")
}

fn key(text: &str) -> ComponentKey {
    ComponentKey::parse(text).expect("a key")
}

fn groups() -> Vec<ComponentGroup> {
    let component = |(position, row): (i64, &Row)| Component {
        key: key(row.1),
        name: Text::new(row.2, row.3),
        description: Text::default(),
        position,
        uptime_from: Instant::parse_rfc3339("2022-01-01T00:00:00+09:00").expect("a time"),
        created_at: Instant::parse_rfc3339("2022-01-01T00:00:00+09:00").expect("a time"),
        only_if_degraded: false,
        audience: Audience::Public,
        uptime_targets: Vec::new(),
    };
    let group = |(position, (key_text, ko, en)): (i64, &(&str, &str, &str))| ComponentGroup {
        key: key(key_text),
        name: Text::new(*ko, *en),
        position,
        components: (1..).zip(COMPONENTS.iter().filter(|row| row.0 == *key_text)).map(component).collect(),
    };
    (1..).zip(&GROUPS).map(group).collect()
}

fn incidents(now: Instant) -> Vec<Incident> {
    let fire = incident(
        1,
        "판교 데이터센터 화재로 인한 서비스 중단",
        "Outage after a fire in the Pangyo data centre",
        fire(now),
    );
    let slow =
        past(2, "사진 전송 지연", "Slow photo uploads", "chat-photo", Severity::Degraded, "2022-09-07T11:20", 95);
    let taxi = past(
        3,
        "일부 지역 택시 호출 오류",
        "Taxi dispatch errors in some areas",
        "taxi",
        Severity::PartialOutage,
        "2022-08-18T18:05",
        48,
    );
    [fire, slow, taxi].into_iter().filter(|incident| incident.started_at <= now).collect()
}

fn fire(now: Instant) -> (Vec<IncidentUpdate>, Vec<Impact>) {
    let until = |end: Instant| (end <= now).then_some(end);
    let updates = UPDATES.iter().zip(1..).filter(|((at, ..), _)| october(at) <= now);
    let updates = updates.map(|((at, status, ko, en), number)| update(number, *status, ko, en, october(at)));
    let mut impacts = Vec::new();
    for (row, number) in COMPONENTS.iter().zip(1..) {
        let (start, works, normal) = (october("15T15:30"), october(row.4), october(row.5));
        impacts.push(impact(number, 1, row.1, Severity::MajorOutage, start, until(works)));
        if works < normal && works <= now {
            impacts.push(impact(100 + number, 1, row.1, Severity::Degraded, works, until(normal)));
        }
    }
    let mut updates: Vec<_> = updates.collect();
    updates.reverse();
    (updates, impacts)
}

fn past(number: u32, ko: &str, en: &str, component: &str, severity: Severity, start: &str, minutes: i64) -> Incident {
    let start = Instant::parse_rfc3339(&format!("{start}:00+09:00")).expect("a time");
    let end = start.plus(minutes * MINUTE);
    let updates = vec![
        update(number * 1000 + 2, IncidentStatus::Resolved, "정상으로 돌아왔습니다.", "Back to normal.", end),
        update(
            number * 1000 + 1,
            IncidentStatus::Investigating,
            "원인을 찾고 있습니다.",
            "We are looking for the cause.",
            start,
        ),
    ];
    incident(number, ko, en, (updates, vec![impact(number * 1000, number, component, severity, start, Some(end))]))
}

fn incident(number: u32, ko: &str, en: &str, (updates, impacts): (Vec<IncidentUpdate>, Vec<Impact>)) -> Incident {
    let newest = updates.first().map_or(october("15T15:30"), |update| update.at);
    let status = updates.first().map_or(IncidentStatus::Investigating, |update| update.status);
    let at = |wanted| updates.iter().find(|update| update.status == wanted).map(|update| update.at);
    Incident {
        id: id(number).parse::<IncidentId>().expect("an id"),
        title: Text::new(ko, en),
        status,
        started_at: impacts.iter().map(|impact| impact.start).min().unwrap_or(newest),
        created_at: updates.last().map_or(newest, |update| update.at),
        updated_at: newest,
        monitoring_at: at(IncidentStatus::Monitoring),
        resolved_at: at(IncidentStatus::Resolved),
        next_update_by: (!status.is_over()).then(|| newest.plus(HOUR)),
        updates,
        impacts,
    }
}

fn update(number: u32, status: IncidentStatus, ko: &str, en: &str, at: Instant) -> IncidentUpdate {
    IncidentUpdate {
        id: id(number).parse::<UpdateId>().expect("an id"),
        status,
        body: Text::new(ko, en),
        at,
        corrects: None,
        is_emergency: false,
        corrected_impacts: None,
    }
}

fn impact(number: u32, of: u32, component: &str, severity: Severity, start: Instant, end: Option<Instant>) -> Impact {
    Impact {
        id: id(number).parse::<ImpactId>().expect("an id"),
        incident: id(of).parse().expect("an id"),
        component: key(component),
        severity,
        start,
        end,
    }
}

fn cohorts() -> Vec<PublishedCohort> {
    let percent = Percent::from_tenths;
    let cohort = |kind, category: &str, region: &str| CohortKey {
        kind,
        category: Category(category.into()),
        region: Region(region.into()),
    };
    vec![
        PublishedCohort {
            cohort: Some(cohort(AccountKind::Merchant, "cafe", "서울 마포구")),
            accounts: 1_284,
            exposed: 1_012,
            rates: Some(Rates {
                loss: percent(610),
                loss_low: percent(574),
                loss_high: percent(646),
                catch_up: percent(0),
            }),
            checked: Some(Checked { bias_tenths: -7, error: percent(114), covered: percent(903) }),
        },
        PublishedCohort { cohort: None, accounts: 61, exposed: 44, rates: None, checked: None },
    ]
}

fn programmes(now: Instant) -> Vec<ProgrammeSummary> {
    let programme = ProgrammeSummary {
        id: id(1).parse::<ProgrammeId>().expect("an id"),
        incident: id(1).parse().expect("an id"),
        title: Text::new("10월 15일 서비스 중단 보상", "Compensation for the outage of 15 October"),
        criteria: Text::new(
            "멈춘 서비스로 들어왔을 매출 가운데 실제로 잃은 몫을 기록으로 계산합니다.\n계산한 손해가 30만 원까지이면 3만 원, 50만 원까지이면 5만 원을 드립니다.\n50만 원을 넘으면 한 건씩 살펴 손해만큼 드립니다.",
            "From the records we work out which part of the sales through the failed services was really lost.\nFor losses up to ₩300,000 we pay ₩30,000, up to ₩500,000 we pay ₩50,000.\nAbove that, each claim is looked at by itself.",
        ),
        opens_at: october("19T09:00"),
        closes_at: october("31T23:59"),
        assessed: 105_116,
        offered: 98_240,
        accepted: 61_002,
        approved: 60_417,
        approved_total: Money::won(2_413_560_000),
        cohorts: cohorts(),
        announced_at: Some(october("18T14:00")),
    };
    Some(programme).into_iter().filter(|programme| programme.opens_at <= now).collect()
}
