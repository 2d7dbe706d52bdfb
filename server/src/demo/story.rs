//! What happened, told through the use cases, each at its time.

use backend::{
    Actor, Backend, Error, Result,
    claims::Request,
    demo::{self, IncidentScript},
    ledger::AccountFilter,
    maintenance::{NewMaintenance, Plan, Repetition},
    people::{NewStaffMember, Principal},
    programmes::NewProgramme,
};
use domain::{
    claim::Action,
    component::ComponentKey,
    id::{ClaimantId, IncidentId, MaintenanceId, ProgrammeId, UpdateId},
    language::{Language, Text},
    maintenance::{MaintenanceStatus, Repeat},
    money::Money,
    policy::{self, Policy, Reasoned},
    time::{DAY, HOUR, Instant},
};

use super::people::{CLAIMANTS, PASSWORD, STAFF};

const SYSTEM: Actor = Actor::System("demonstration");

/// How many offers were answered before the demonstration opens.
const ANSWERED: usize = 160;

/// Tells the whole story; the clock stands at `opens` in the end.
pub async fn tell(backend: &Backend, opens: Instant, say: &mut (impl FnMut(&str) + Send)) -> Result<()> {
    say("people");
    go_to(backend, opens.plus(-180 * DAY));
    for member in &STAFF {
        add(backend, member).await?;
    }
    say("ledger: accounts and transactions of 17 weeks");
    demo::load(backend, |_| {}).await?;
    say("the outage of October 2022, update by update");
    let publisher = staff(backend, "publisher@example.com").await?;
    let script = demo::outage()?;
    for incident in &script.incidents {
        replay(backend, &publisher, incident).await?;
    }
    let incident = script.main_incident()?.declaration.id;
    say("a maintenance that is over and one to come");
    maintain(backend, &publisher, opens).await?;
    say("a programme, its policy, and a run over every account");
    let programme = open_programme(backend, incident, opens).await?;
    run(backend, programme, opens).await?;
    say("the first claimants");
    go_to(backend, opens.plus(-HOUR));
    first_claimants(backend).await?;
    go_to(backend, opens);
    for template in super::templates::templates() {
        backend.save_template(&publisher, &template).await?;
    }
    let approver = staff(backend, "approver@example.com").await?;
    for shock in super::shocks::shocks() {
        backend.save_shock(&approver, &shock).await?;
    }
    Ok(())
}

fn go_to(backend: &Backend, at: Instant) {
    backend.clock.advance(at.since(backend.clock.now()));
}

async fn add(backend: &Backend, member: &super::DemoStaff) -> Result<()> {
    let roles = member.roles.parse().map_err(|error| Error::Corrupt(format!("{error}")))?;
    let new = NewStaffMember {
        email: member.email.to_owned(),
        name: member.name.to_owned(),
        password: PASSWORD.to_owned(),
        roles,
    };
    backend.add_staff(&SYSTEM, &new).await.map(|_| ())
}

/// The actor of a staff member's address.
async fn staff(backend: &Backend, email: &str) -> Result<Actor> {
    let member = backend.list_staff(&SYSTEM).await?.into_iter().find(|member| member.email == email);
    backend.actor_of(Principal::Staff(member.ok_or(Error::NotFound)?.id)).await
}

async fn replay(backend: &Backend, publisher: &Actor, script: &IncidentScript) -> Result<()> {
    go_to(backend, script.declared_at);
    backend.declare_incident(publisher, &script.declaration).await?;
    for (at, update) in &script.updates {
        go_to(backend, *at);
        backend.update_incident(publisher, script.declaration.id, update).await?;
    }
    Ok(())
}

/// A maintenance of two weeks ago that ran as planned, and one three nights from now.
async fn maintain(backend: &Backend, publisher: &Actor, opens: Instant) -> Result<()> {
    let past = Text::new("음악 재생 서버 교체", "Music servers are replaced");
    let start = opens.plus(-14 * DAY);
    go_to(backend, start.plus(-2 * DAY));
    schedule(backend, publisher, past, "music", start).await?;
    for at in [start.plus(-DAY), start, start.plus(2 * HOUR)] {
        go_to(backend, at);
        backend.keep_maintenance_times().await?;
    }
    go_to(backend, opens.plus(-2 * DAY));
    let planned = Text::new("결제 데이터베이스 이중화", "The payment database gets a second site");
    schedule(backend, publisher, planned, "pay-online", opens.plus(3 * DAY)).await
}

async fn schedule(backend: &Backend, publisher: &Actor, title: Text, component: &str, start: Instant) -> Result<()> {
    let plan = Plan {
        entry: UpdateId(backend.random.id(backend.clock.now())),
        status: MaintenanceStatus::Scheduled,
        title,
        body: Text::new(
            "작업하는 두 시간 동안 몇 분씩 끊길 수 있습니다.",
            "During the two hours there may be interruptions of a few minutes.",
        ),
        start,
        end: start.plus(2 * HOUR),
        components: ComponentKey::parse(component).into_iter().collect(),
    };
    let id = MaintenanceId(backend.random.id(backend.clock.now()));
    let new = NewMaintenance { id, plan, repeat: Repetition::Plain(Repeat::Never), until: None };
    backend.schedule_maintenance(publisher, &new).await.map(|_| ())
}

/// The standard policy with limits that leave the approvers something to look at.
fn demonstration_policy() -> Policy {
    let automatic_limit = Reasoned::new(
        1_000_000,
        "100만 원까지는 계산한 금액을 바로 제안하고, 그보다 크면 담당자가 먼저 살펴봅니다.",
        "Up to ₩1,000,000 the computed amount is offered at once; above that a person looks at it first.",
    );
    let authority_limit = Reasoned::new(
        100_000,
        "10만 원까지는 공개한 기준에 따라 바로 승인하고, 그보다 크면 두 사람이 확인합니다.",
        "Up to ₩100,000 the published rule approves; above that two people look at it.",
    );
    Policy { automatic_limit, authority_limit, ..policy::standard_2022() }
}

async fn open_programme(backend: &Backend, incident: IncidentId, opens: Instant) -> Result<ProgrammeId> {
    go_to(backend, opens.plus(-2 * DAY));
    let drafter = staff(backend, "approver@example.com").await?;
    let id = ProgrammeId(backend.random.id(backend.clock.now()));
    let new = NewProgramme {
        id,
        incident,
        title: Text::new("10월 15일 서비스 중단 보상", "Compensation for the outage of 15 October"),
        criteria: Text::new(
            "2022년 10월 15일부터 20일까지 멈춘 서비스로 주문, 결제, 호출을 받던 가게와 기사님이 대상입니다. 거래 기록으로 평소 \
             매출을 계산하고, 같은 업종과 지역에서 실제로 잃은 비율을 곱한 뒤, 들지 않은 비용을 뺀 이익을 보상합니다. 서류는 \
             필요 없고, 계산은 한 줄씩 모두 공개합니다. 결과에 동의하지 않으면 사람에게 심사받을 수 있습니다.",
            "Shops and drivers who took orders, payments or calls through the services that stopped from 15 to 20 October \
             2022. From transaction records we compute what would usually have come in, multiply it by the share that \
             shops and drivers of the same kind and region really lost, and pay the profit after costs that did not \
             arise. No papers are needed, every line is shown, and whoever disagrees can ask for a person.",
        ),
        opens_at: opens.plus(-DAY),
        closes_at: opens.plus(60 * DAY),
        budget: Money::won(5_000_000_000),
    };
    backend.prepare_programme(&drafter, &new, &demonstration_policy()).await?;
    go_to(backend, opens.plus(-DAY - HOUR));
    let second = staff(backend, "approver2@example.com").await?;
    let (_, policies) = backend.programme(&second, id).await?;
    let draft = policies.first().ok_or(Error::NotFound)?;
    backend.publish_policy(&second, draft.id).await?;
    Ok(id)
}

async fn run(backend: &Backend, programme: ProgrammeId, opens: Instant) -> Result<()> {
    go_to(backend, opens.plus(-DAY));
    let approver = staff(backend, "approver@example.com").await?;
    backend.start_run(&approver, programme).await?;
    while backend.work_once("demonstration").await? {}
    Ok(())
}

/// Some accepted, one disagreed, as after a first morning. The people that the start page names are left alone.
async fn first_claimants(backend: &Backend) -> Result<()> {
    let mut answered = 0;
    let mut after = None;
    loop {
        let page = backend.accounts_page(&SYSTEM, &AccountFilter::default(), after.as_deref()).await?;
        for address in page.accounts.iter().filter_map(|account| account.email.as_deref()) {
            if answered < ANSWERED && CLAIMANTS.iter().all(|shown| shown.email != address) {
                answered += answer(backend, address, answered).await?;
            }
        }
        after = page.next;
        if after.is_none() || answered >= ANSWERED {
            return Ok(());
        }
    }
}

/// Answers the offers under an address; gives how many there were.
async fn answer(backend: &Backend, address: &str, number: usize) -> Result<usize> {
    let actor = claimant(backend, address).await?;
    let mut answered = 0;
    for case in backend.claimant_cases(&actor).await? {
        let Some(claim) = case.claim else { continue };
        let Some(offer) = claim.claim.offer else { continue };
        let request = if number % 40 == 39 {
            Request {
                action: Action::Appeal, note: "단체 예약이 빠진 주말이라 실제 손해가 더 컸습니다.".into()
            }
        } else {
            Request { action: Action::Accept(offer), note: String::new() }
        };
        backend.claimant_acts(&actor, claim.id, &request).await?;
        answered += 1;
    }
    Ok(answered)
}

async fn claimant(backend: &Backend, address: &str) -> Result<Actor> {
    let id: ClaimantId = backend.enrol_claimant(&SYSTEM, address, Language::Ko).await?;
    backend.actor_of(Principal::Claimant(id)).await
}
