//! A small world: components, staff, and a ledger in which two shops lived from a service that failed.

use backend::{
    Actor, Backend, execute_on,
    incidents::{ImpactsCorrection, NewIncident, NewUpdate},
    people::NewStaffMember,
    programmes::NewProgramme,
};
use domain::{
    component::ComponentKey,
    correction::ImpactCorrection,
    id::{AccountId, IncidentId, ProgrammeId, SubscriberId, UpdateId},
    impact::Severity,
    incident::{ImpactChange, IncidentStatus},
    language::Text,
    money::Money,
    policy,
    role::RoleSet,
    time::{DAY, HOUR, Instant},
};
use uuid::Uuid;

/// The program itself.
pub const SYSTEM: Actor = Actor::System("test");

/// 2022-10-15 15:30 in Seoul, a Saturday.
pub fn fire() -> Instant {
    Instant::parse_rfc3339("2022-10-15T06:30:00Z").expect("a time")
}

/// The id of a new request for a subscription.
pub fn fresh_request(backend: &Backend) -> SubscriberId {
    SubscriberId(backend.random.id(backend.clock.now()))
}

/// A key.
pub fn key(text: &str) -> ComponentKey {
    ComponentKey::parse(text).expect("a key")
}

/// Two components in a group.
pub async fn components(backend: &Backend) {
    let from = fire().plus(-365 * DAY).0;
    execute_on!(
        backend.db,
        sqlx::query("insert into component_groups (key, name_ko, name_en, position) values ('pay', '결제', 'Pay', 1)")
    )
    .expect("a group");
    for (position, (key, ko, en)) in
        [("pay-qr", "매장 QR 결제", "In-store QR"), ("pay-online", "온라인 결제", "Online checkout")].iter().enumerate()
    {
        execute_on!(
            backend.db,
            sqlx::query(
                "insert into components
            (key, group_key, name_ko, name_en, description_ko, description_en, position, uptime_from, created_at)
            values ($1, 'pay', $2, $3, '', '', $4, $5, $5)"
            )
            .bind(key)
            .bind(ko)
            .bind(en)
            .bind(i64::try_from(position).expect("small") + 1)
            .bind(from)
        )
        .expect("a component");
    }
}

/// A person of the operator with roles.
pub async fn staff(backend: &Backend, name: &str, roles: &str) -> Actor {
    let roles: RoleSet = roles.parse().expect("roles");
    let new = NewStaffMember {
        email: format!("{name}@example.com"),
        name: name.to_owned(),
        password: "correct horse battery".into(),
        roles,
    };
    let id = backend.add_staff(&SYSTEM, &new).await.expect("a person");
    Actor::Staff { id, name: name.to_owned(), roles }
}

/// A first update.
pub fn update(number: u128, status: IncidentStatus, changes: Vec<ImpactChange>) -> NewUpdate {
    NewUpdate {
        id: UpdateId(Uuid::from_u128(number)),
        status,
        body: Text::new("확인하고 있습니다.", "We are looking into it."),
        next_update_by: None,
        changes,
    }
}

/// An incident to declare: in-store payment stops.
pub fn outage() -> NewIncident {
    NewIncident {
        id: IncidentId(Uuid::from_u128(1)),
        title: Text::new("결제 중단", "Payments stopped"),
        started_at: fire(),
        update: update(
            2,
            IncidentStatus::Investigating,
            vec![ImpactChange::Set { component: key("pay-qr"), severity: Severity::MajorOutage, from: fire() }],
        ),
    }
}

/// Declares the outage and ends it after 40 hours.
pub async fn outage_over(backend: &Backend, publisher: &Actor) -> IncidentId {
    let incident = backend.declare_incident(publisher, &outage()).await.expect("declared");
    let end = fire().plus(40 * HOUR);
    let restored = vec![ImpactChange::Restore { component: key("pay-qr"), at: end }];
    backend
        .update_incident(publisher, incident, &update(3, IncidentStatus::Resolved, restored))
        .await
        .expect("resolved");
    // nobody subscribed; what follows shall find no other job
    work(backend).await;
    incident
}

/// Another incident in which in-store payment stops, between hours after the fire.
pub async fn outage_between(backend: &Backend, number: u128, (from, until): (i64, i64)) -> IncidentId {
    let (start, end) = (fire().plus(from * HOUR), fire().plus(until * HOUR));
    let stopped = ImpactChange::Set { component: key("pay-qr"), severity: Severity::MajorOutage, from: start };
    let new = NewIncident {
        id: IncidentId(Uuid::from_u128(number)),
        title: Text::new(format!("{number}번 장애"), format!("Incident {number}")),
        started_at: start,
        update: update(number * 1000, IncidentStatus::Investigating, vec![stopped]),
    };
    let incident = backend.declare_incident(&SYSTEM, &new).await.expect("declared");
    let restored = vec![ImpactChange::Restore { component: key("pay-qr"), at: end }];
    let over = update(number * 1000 + 1, IncidentStatus::Resolved, restored);
    backend.update_incident(&SYSTEM, incident, &over).await.expect("resolved");
    work(backend).await;
    incident
}

/// An account of a shop.
pub async fn shop(backend: &Backend, number: u128, email: &str) -> AccountId {
    let id = Uuid::from_u128(1000 + number);
    execute_on!(
        backend.db,
        sqlx::query(
            "insert into accounts (id, reference, kind, category, region, name, email, created_at)
        values ($1, $2, 'merchant', 'cafe', '서울 마포구', $3, $4, 0)"
        )
        .bind(id)
        .bind(format!("M{number}"))
        .bind(format!("가게 {number}"))
        .bind(email)
    )
    .expect("an account");
    AccountId(id)
}

/// Sales of a shop from 12 weeks before the fire to 4 weeks after: every day at 9, 12, 15 and 18 o'clock; nothing
/// through the failed component while it failed.
pub async fn sales(backend: &Backend, account: AccountId, component: Option<&str>, amount: i64) {
    let mut tx = backend.db.begin().await.expect("a transaction");
    let midnight = backend.site.zone.midnight(backend.site.zone.date(fire()));
    let mut number = 0_i64;
    for day in -84..28_i64 {
        for hour in [9, 12, 15, 18] {
            let at = midnight.plus(day * DAY + hour * HOUR);
            let failed = component.is_some() && at >= fire() && at < fire().plus(40 * HOUR);
            number += 1;
            if failed {
                continue;
            }
            // the amounts vary a little, as sales do
            let amount = amount + (number * 37 % 11) * 100;
            backend::execute_within!(&mut tx, sqlx::query("insert into transactions
                (account_id, reference, component_key, occurred_at, amount_minor, kind) values ($1, $2, $3, $4, $5, 'sale')")
                .bind(account.0).bind(format!("T{number}")).bind(component).bind(at.0).bind(amount))
                .expect("a sale");
        }
    }
    tx.commit().await.expect("kept");
}

/// A ledger of 40 shops that live from in-store payment and 10 that do not use it; the first two belong to
/// `bom@example.com`.
pub async fn ledger(backend: &Backend) -> Vec<AccountId> {
    let mut accounts = Vec::new();
    for number in 0..50 {
        let email = if number < 2 { "bom@example.com".to_owned() } else { format!("shop{number}@example.com") };
        let account = shop(backend, number, &email).await;
        let component = (number < 40).then_some("pay-qr");
        sales(backend, account, component, 40_000 + i64::try_from(number).expect("small") * 1000).await;
        accounts.push(account);
    }
    accounts
}

/// A programme for an incident under the standard policy, published by a second person.
pub async fn programme(backend: &Backend, incident: IncidentId, drafter: &Actor, publisher: &Actor) -> ProgrammeId {
    prepared(backend, incident, (drafter, publisher), &policy::standard_2022()).await
}

/// The same under another policy.
pub async fn programme_under(backend: &Backend, incident: IncidentId, policy: policy::Policy) -> ProgrammeId {
    prepared(backend, incident, (&SYSTEM, &SYSTEM), &policy).await
}

/// A further programme, `number`번 보상.
pub async fn programme_numbered(
    backend: &Backend,
    number: u128,
    incident: IncidentId,
    policy: &policy::Policy,
) -> ProgrammeId {
    let (id, title) =
        (ProgrammeId(Uuid::from_u128(50 + number)), (format!("{number}번 보상"), format!("Programme {number}")));
    let id = drafted(backend, (id, Text::new(title.0, title.1)), incident, &SYSTEM, policy).await;
    let (_, policies) = backend.programme(&SYSTEM, id).await.expect("a programme");
    backend.publish_policy(&SYSTEM, policies[0].id).await.expect("published");
    id
}

async fn prepared(
    backend: &Backend,
    incident: IncidentId,
    (drafter, publisher): (&Actor, &Actor),
    policy: &policy::Policy,
) -> ProgrammeId {
    let title = Text::new("10월 15일 중단 보상", "Compensation for 15 October");
    let id = drafted(backend, (ProgrammeId(Uuid::from_u128(50)), title), incident, drafter, policy).await;
    let (_, policies) = backend.programme(drafter, id).await.expect("a programme");
    backend.publish_policy(publisher, policies[0].id).await.expect("published");
    id
}

/// A programme that is not published.
pub async fn drafted(
    backend: &Backend,
    (id, title): (ProgrammeId, Text),
    incident: IncidentId,
    drafter: &Actor,
    policy: &policy::Policy,
) -> ProgrammeId {
    let now = backend.clock.now();
    let new = NewProgramme {
        id,
        incident,
        title,
        criteria: Text::new("거래 기록으로 계산합니다.", "Computed from transaction records."),
        opens_at: now,
        closes_at: now.plus(60 * DAY),
        budget: Money::won(1_000_000_000),
    };
    backend.prepare_programme(drafter, &new, policy).await.expect("prepared")
}

/// A programme whose outage and ledger are recorded; nothing is computed yet.
pub async fn programme_to_run(backend: &Backend) -> ProgrammeId {
    components(backend).await;
    let incident = outage_over(backend, &SYSTEM).await;
    ledger(backend).await;
    programme(backend, incident, &SYSTEM, &SYSTEM).await
}

/// A correction of what the outage did to in-store payment.
pub fn correction(
    number: u128,
    severity: Option<Severity>,
    from: Instant,
    until: Option<Instant>,
) -> ImpactsCorrection {
    ImpactsCorrection {
        id: UpdateId(Uuid::from_u128(number)),
        corrections: vec![ImpactCorrection { component: key("pay-qr"), severity, from, until }],
        reason: Text::new("기록을 확인해 바로잡습니다.", "Corrected after looking at the logs."),
        entries_seen: None,
    }
}

/// Staff correct the severity of the whole outage.
pub async fn revise_severity(backend: &Backend, severity: Severity) {
    let id = backend.random.id(backend.clock.now()).as_u128();
    let new = correction(id, Some(severity), fire(), Some(fire().plus(40 * HOUR)));
    backend.correct_impacts(&SYSTEM, outage().id, &new).await.expect("corrected");
    work(backend).await;
}

/// Works on jobs until none is due.
pub async fn work(backend: &Backend) {
    while backend.work_once("test").await.expect("work") {}
}

/// The claimant of an address, signed in by a link.
pub async fn claimant(backend: &Backend, email: &str) -> Actor {
    use backend::mail::Mailer;
    let folder = tempfile::tempdir().expect("a folder");
    let mailer = Mailer::folder(folder.path(), backend.clock.clone()).expect("a mail folder");
    backend.deliver_due(&mailer).await.expect("delivered");
    backend.clock.advance(1);
    backend.request_sign_in_link(email, domain::language::Language::Ko).await.expect("sent");
    backend.deliver_due(&mailer).await.expect("delivered");
    let Mailer::Folder(kept) = &mailer else { panic!("a folder") };
    let mail = kept.list(1).expect("mails").remove(0).mail;
    let secret = mail.text.split("/sign-in/").nth(1).expect("a link").split_whitespace().next().expect("a secret");
    let id = backend.sign_in_by_link(secret, domain::language::Language::Ko).await.expect("signed in");
    Actor::Claimant { id, email: email.to_owned() }
}
