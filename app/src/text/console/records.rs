//! Words of people, the audit log and deliveries.

use domain::{
    claim::{Event, State},
    incident::IncidentStatus,
    language::Language,
    maintenance::MaintenanceStatus,
    role::RoleSet,
};

use super::{programmes::version, states};
use crate::text::{maintenance, status};

words! {
    /// People and records.
    Records {
        people: "직원과 권한", "People";
        name: "이름", "Name";
        roles: "역할", "Roles";
        since: "등록일", "Since";
        access: "로그인", "Access";
        active: "가능", "Active";
        ended: "중지됨", "Ended";
        add: "직원 추가하기", "Add a person";
        add_lead: "처음 쓸 비밀번호는 직접 전해 주세요. 메일로 보내지 않습니다.", "Hand over the first password in person; it is not mailed.";
        email: "이메일 주소", "E-mail address";
        password: "처음 쓸 비밀번호", "First password";
        password_hint: "12자 이상으로 정해 주세요.", "At least 12 characters.";
        add_button: "추가하기", "Add";
        added: "직원을 추가했습니다.", "The person is added.";
        active_hint: "비밀번호로 로그인할 수 있습니다.", "They can sign in with their password.";
        ended_hint: "바로 모든 기기에서 로그아웃되고 다시 로그인할 수 없습니다. 지금까지 한 일의 기록은 그대로 남습니다.",
            "They are signed out everywhere at once and cannot come back. What they did stays on record.";
        new_password: "새 비밀번호 (선택)", "New password (optional)";
        new_password_hint: "비밀번호를 잊었거나 유출됐을 때만 입력해 주세요. 12자 이상이어야 하며, 지금 비밀번호는 더 이상 쓸 수 없습니다.",
            "Only where the old one is lost or known to others; at least 12 characters. The old one stops working.";
        change_button: "저장하기", "Save changes";
        changed: "바꾼 내용을 저장했습니다.", "The changes are saved.";
        audit: "감사 기록", "Audit log";
        audit_lead: "누가 언제 무엇을 했는지 남긴 기록입니다. 각 기록이 앞 기록의 해시를 포함하므로 고치거나 지우면 드러납니다.",
            "Who did what, and when. Each entry continues the hash of the one before, so a change or gap shows.";
        audit_none: "아직 기록이 없어요", "Nothing on record yet";
        audit_none_text: "장애를 알리거나 청구를 처리하면 기록됩니다.", "Incidents and decisions will be recorded here.";
        sequence: "번호", "No.";
        at: "시각", "Time";
        who: "누가", "Who";
        what: "무엇을", "What";
        subject: "대상", "Subject";
        detail: "내용", "Detail";
        older: "이전 기록", "Older entries";
        newest: "최근 기록으로", "Newest entries";
        system: "시스템", "System";
        by_rule: "자동 승인 규칙", "The policy's rule";
        claimant: "청구인", "Claimant";
        token: "API 토큰", "API token";
        heartbeat: "하트비트", "Heartbeat";
        probe: "상태 검사", "Probe";
        deliveries: "보낸 메일", "Deliveries";
        deliveries_lead: "최근에 보낸 메일 100건입니다. 받는 사람과 내용은 보여 드리지 않습니다.", "The latest 100 mails. Addresses and content are not shown.";
        deliveries_none: "아직 보낸 메일이 없어요", "Nothing sent yet";
        deliveries_none_text: "제안이나 결정이 생기면 메일을 보냅니다.", "Offers and decisions are sent by mail.";
        kind: "종류", "Kind";
        mail: "메일", "Mail";
        written: "작성 시각", "Written";
        state: "상태", "State";
        tries: "시도 횟수", "Tries";
        next_try: "다음 시도", "Next try";
        error: "마지막 오류", "Last error";
        delivered: "보냄", "Delivered";
        waiting: "대기 중", "Waiting";
        failing: "재시도 예정", "Will be retried";
    }
}

/// An act in words; its name in records where it has none.
pub fn action(language: Language, name: &str) -> &str {
    let (ko, en) = match name {
        "incident.declared" => ("장애를 공지함", "Declared an incident"),
        "incident.updated" => ("소식을 공개함", "Published an update"),
        "incident.emergency_recorded" => ("비상 소식을 기록에 넣음", "Recorded an emergency update"),
        "incident.corrected" => ("소식을 바로잡음", "Corrected an update"),
        "incident.impacts_corrected" => ("영향 기록을 바로잡음", "Corrected impacts"),
        "template.saved" => ("공지 문구를 저장함", "Saved a template"),
        "template.removed" => ("공지 문구를 삭제함", "Removed a template"),
        "shock.saved" => ("큰 사건 달력에 적음", "Wrote in the calendar of shocks"),
        "shock.removed" => ("큰 사건 달력에서 지움", "Removed from the calendar of shocks"),
        "proof.issued" => ("공개 증빙을 발급함", "Issued a proof of publication"),
        "component.added" => ("서비스를 추가함", "Added a component"),
        "component.changed" => ("서비스를 수정함", "Changed a component"),
        "component.moved" => ("서비스의 순서를 바꿈", "Moved a component"),
        "component.retired" => ("서비스를 종료함", "Retired a component"),
        "component.restored" => ("서비스를 다시 엶", "Restored a component"),
        "component_group.added" => ("묶음을 추가함", "Added a group"),
        "component_group.changed" => ("묶음의 이름을 바꿈", "Renamed a group"),
        "component_group.moved" => ("묶음의 순서를 바꿈", "Moved a group"),
        "component_group.removed" => ("묶음을 삭제함", "Removed a group"),
        "programme.prepared" => ("프로그램을 준비함", "Prepared a programme"),
        "policy.drafted" => ("보상 기준 초안을 작성함", "Drafted a policy"),
        "policy.published" => ("보상 기준을 공개함", "Published a policy"),
        "run.started" => ("일괄 계산을 시작함", "Started a run"),
        "run.cancelled" => ("일괄 계산을 중지함", "Stopped a run"),
        "backtest.started" => ("백테스트를 시작함", "Started a back-test"),
        "backtest.cancelled" => ("백테스트를 중지함", "Stopped a back-test"),
        "claim.set_aside" => ("거래를 계산에서 뺌", "Left out transactions"),
        "claim.put_back" => ("뺀 거래를 되돌림", "Put transactions back"),
        "claim.computed_again" => ("다시 계산함", "Computed a claim again"),
        "claim.decided" => ("청구를 처리함", "Moved a claim"),
        "adjustment.applied" => ("다시 계산한 금액으로 바꿈", "Changed an amount to a later result"),
        "adjustment.kept" => ("다시 계산한 금액 대신 지금 금액을 둠", "Kept an amount against a later result"),
        "adjustment.first_approval" => ("달라진 금액을 첫 번째로 승인함", "First approval of a changed amount"),
        "adjustments.decided_at_once" => ("달라진 금액을 한꺼번에 결정함", "Decided on changed amounts at once"),
        "staff.added" => ("직원을 추가함", "Added a person"),
        "staff.changed" => ("직원의 권한을 바꿈", "Changed a person"),
        "staff.signed_in" => ("업무실에 로그인함", "Signed in"),
        "claimant.signed_in" => ("청구인이 로그인함", "A claimant signed in"),
        "claimant.enrolled" => ("청구인을 등록함", "Enrolled a claimant"),
        "maintenance.scheduled" => ("점검을 예약함", "Scheduled maintenance"),
        "maintenance.changed" => ("점검 소식을 공개함", "Published a maintenance update"),
        "subscriber.removed" => ("구독을 끝냄", "Removed a subscriber"),
        "heartbeat.added" => ("하트비트를 만듦", "Set up a heartbeat"),
        "heartbeat.removed" => ("하트비트를 지움", "Removed a heartbeat"),
        "probe.added" => ("상태 검사를 만듦", "Set up a probe"),
        "probe.changed" => ("상태 검사를 바꿈", "Changed a probe"),
        "probe.paused" => ("상태 검사를 멈춤", "Paused a probe"),
        "probe.resumed" => ("상태 검사를 다시 시작함", "Resumed a probe"),
        "probe.removed" => ("상태 검사를 지움", "Removed a probe"),
        "page.imported" => ("다른 상태 페이지를 가져옴", "Imported a status page"),
        "token.added" => ("API 토큰을 만듦", "Made an API token"),
        "token.revoked" => ("API 토큰을 해지함", "Revoked an API token"),
        "ledger.imported" => ("거래 자료를 가져옴", "Imported records"),
        "ledger.holidays_loaded" => ("공휴일을 등록함", "Loaded holidays"),
        "demo.loaded" => ("데모 자료를 넣음", "Loaded the demonstration"),
        other => return other,
    };
    language.pick(ko, en)
}

/// Which part of the system acted, by its name in records.
pub fn system(language: Language, name: &str) -> &str {
    let (ko, en) = match name {
        "command line" => ("명령줄", "command line"),
        "break-glass" => ("비상 발행", "break-glass"),
        "demo" | "demonstration" => ("데모", "demonstration"),
        "maintenance" => ("점검 일정", "maintenance"),
        "sign-in" => ("로그인", "sign-in"),
        "revision" => ("다시 계산", "recomputation"),
        other => return other,
    };
    language.pick(ko, en)
}

/// What an act was done to, by its kind in records.
pub fn subject(language: Language, kind: &str) -> &str {
    let (ko, en) = match kind {
        "incident" => ("장애", "Incident"),
        "template" => ("공지 문구", "Template"),
        "component" => ("서비스", "Component"),
        "component_group" => ("서비스 묶음", "Component group"),
        "programme" => ("프로그램", "Programme"),
        "policy" => ("보상 기준", "Policy"),
        "run" => ("일괄 계산", "Run"),
        "claim" => ("청구", "Claim"),
        "staff" => ("직원", "Person"),
        "claimant" => ("청구인", "Claimant"),
        "maintenance" => ("점검", "Maintenance"),
        "subscriber" => ("구독자", "Subscriber"),
        "page" => ("상태 페이지", "Status page"),
        "token" => ("API 토큰", "API token"),
        "heartbeat" => ("하트비트", "Heartbeat"),
        "probe" => ("상태 검사", "Probe"),
        "ledger" => ("거래 자료", "Ledger"),
        other => return other,
    };
    language.pick(ko, en)
}

/// The further facts of an act in words, as far as they are names in records; else as they stand.
pub fn detail(language: Language, action: &str, detail: &str) -> String {
    let said = match action {
        "claim.decided" => claim_step(language, detail),
        "incident.declared" => impacts(language, detail),
        "incident.updated" | "incident.emergency_recorded" => incident_step(language, detail),
        "policy.drafted" | "policy.published" => detail
            .strip_prefix("version ")
            .and_then(|number| number.parse().ok())
            .map(|number| version(language, number)),
        "staff.added" => roles(language, detail),
        "staff.changed" => person_change(language, detail),
        "maintenance.changed" => {
            MaintenanceStatus::from_name(detail).map(|to| maintenance::status(language, to).to_owned())
        }
        "maintenance.scheduled" | "page.imported" | "ledger.imported" | "ledger.holidays_loaded" | "demo.loaded" => {
            Some(counts(language, detail))
        }
        _ => None,
    };
    said.unwrap_or_else(|| detail.to_owned())
}

/// `offered -> offered`: the event, and the state after it where that says more.
fn claim_step(language: Language, detail: &str) -> Option<String> {
    let (event, state) = detail.split_once(" -> ")?;
    let event = states::event(language, Event::from_name(event)?);
    let state = states::claim(language, State::from_name(state)?);
    Some(if event == state { event.to_owned() } else { format!("{event} → {state}") })
}

/// Counts with what they count: `10 rows, 8 added`. English stands as it is.
fn counts(language: Language, detail: &str) -> String {
    if language == Language::En {
        return detail.to_owned();
    }
    let part = |part: &str| match part.split_once(' ') {
        Some((count, "times")) => format!("{count}회"),
        Some((count, "rows")) => format!("전체 {count}행"),
        Some((count, "added")) => format!("추가 {count}행"),
        Some((count, "present")) => format!("이미 있음 {count}행"),
        Some((count, "rejected")) => format!("거부 {count}행"),
        Some((count, "components")) => format!("서비스와 묶음 {count}개"),
        Some((count, "incidents")) => format!("장애 {count}건"),
        Some((count, "maintenances")) => format!("점검 {count}건"),
        Some((count, "updates")) => format!("소식 {count}건"),
        Some((count, "holidays")) => format!("공휴일 {count}일"),
        Some((count, "accounts")) => format!("계정 {count}개"),
        Some((count, "transactions")) => format!("거래 {count}건"),
        _ => part.to_owned(),
    };
    detail.split(", ").map(part).collect::<Vec<_>>().join(", ")
}

fn roles(language: Language, names: &str) -> Option<String> {
    let roles: RoleSet = names.parse().ok()?;
    Some(roles.iter().map(|role| states::role(language, role).0).collect::<Vec<_>>().join(", "))
}

/// `reviewer,approver; ended; new password`
fn person_change(language: Language, detail: &str) -> Option<String> {
    let words = Records::of(language);
    let mut parts = detail.split("; ");
    let mut said = vec![roles(language, parts.next()?)?];
    for part in parts {
        let word = match part {
            "active" => format!("{}: {}", words.access, words.active),
            "ended" => format!("{}: {}", words.access, words.ended),
            "new password" => language.pick("새 비밀번호", "new password").to_owned(),
            _ => return None,
        };
        said.push(word);
    }
    Some(said.join("; "))
}

fn impacts(language: Language, detail: &str) -> Option<String> {
    let count: u32 = detail.strip_suffix(" impacts")?.parse().ok()?;
    Some(language.pick(format!("영향 {count}건"), format!("Impacts: {count}")))
}

fn incident_step(language: Language, detail: &str) -> Option<String> {
    let (to, rest) = detail.split_once(", ")?;
    let to = status::incident(language, IncidentStatus::from_name(to)?);
    Some(format!("{to}, {}", impacts(language, rest)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_are_said_in_words() {
        for (action, detail, said) in [
            ("claim.decided", "offered -> offered", "제안함 → 제안됨"),
            ("claim.decided", "approved -> approved", "승인됨"),
            ("incident.declared", "2 impacts", "영향 2건"),
            ("incident.updated", "resolved, 1 impacts", "해결됨, 영향 1건"),
            ("policy.published", "version 3", "기준 v3"),
            ("staff.added", "reviewer,approver", "심사 담당, 승인 담당"),
            ("staff.changed", "reviewer; ended; new password", "심사 담당; 로그인: 중지됨; 새 비밀번호"),
            ("claim.decided", "something else", "something else"),
            ("maintenance.changed", "cancelled", "취소됨"),
            (
                "ledger.imported",
                "10 rows, 8 added, 1 present, 1 rejected",
                "전체 10행, 추가 8행, 이미 있음 1행, 거부 1행",
            ),
        ] {
            assert_eq!(super::detail(Language::Ko, action, detail), said);
        }
    }
}
