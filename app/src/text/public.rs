//! Words of the public pages.

use domain::{
    incident::{Incident, IncidentUpdate},
    language::Language,
};

words! {
    /// Status, incidents, history, uptime, programmes.
    Public {
        services: "서비스", "Services";
        open_incidents: "진행 중인 장애", "Open incidents";
        past_incidents: "지난 장애", "Past incidents";
        all_history: "전체 이력 보기", "Full history";
        day_by_day: "날짜별 기록 보기", "Day by day";
        ninety_days: "최근 90일. 오른쪽 끝이 오늘입니다.", "The last 90 days; today is at the right end.";
        if_old: "5분 넘게 지난 시각이라면 지금 상태와 다를 수 있으니 새로고침해 주세요.",
            "If that is more than five minutes ago, what is shown may no longer be true; reload the page.";
        last_known: "마지막으로 확인한 상태입니다.", "This is the last known state.";
        nothing_registered: "아직 등록된 서비스가 없습니다.", "No services are registered yet.";
        no_past: "최근에 끝난 장애가 없습니다.", "No incidents have ended recently.";
        no_incidents: "이 달에는 장애가 없었습니다.", "No incidents this month.";
        older: "이전 달 기록", "Earlier months";
        updates: "소식", "Updates";
        update: "소식", "Update";
        impacts: "영향을 받은 서비스", "Affected services";
        affected: "영향", "Affected";
        ongoing: "계속되는 중", "Ongoing";
        correction: "바로잡음", "Correction";
        corrects: "바로잡기 전 소식 보기", "See what was said before";
        corrected: "나중에 바로잡은 소식입니다.", "This update was corrected later.";
        korean_only: "이 소식은 아직 한국어로만 있습니다.", "This update is in Korean only so far.";
        korean_newer: "한국어는 바로잡았고, 영어는 바로잡기 전 그대로입니다.",
            "The Korean text was corrected; this one is as it was before.";
        promise_over: "(약속한 시각이 지났습니다.)", "(This time has passed.)";
        claim_question: "이 일로 손해를 보셨나요?", "Were you affected?";
        claim_answer: "가게와 기사님은 기록으로 계산한 보상액을 1분 안에 확인할 수 있어요.",
            "Merchants and drivers can see what their records show, and the compensation, within a minute.";
        claim_button: "내 보상 확인하기", "See my compensation";
        programme_details: "보상 기준 보기", "Read the criteria";
        uptime_title: "최근 90일 가동률", "Uptime over the last 90 days";
        date: "날짜", "Date";
        worst: "가장 나쁜 상태", "Worst state";
        affected_time: "영향을 받은 시간", "Time affected";
        no_affected_days: "영향을 받은 날이 없습니다.", "No day was affected.";
        formula: "가동률 = 1 − (중단된 시간 + 0.3 × 일부 중단된 시간) ÷ 전체 시간",
            "Uptime = 1 − (time of major outage + 0.3 × time of partial outage) ÷ time counted";
        formula_note: "느려진 시간과 미리 알린 점검 시간은 가동 시간으로 봅니다. 소수 셋째 자리에서 버립니다. 기록을 시작하기 전 시간은 계산에 넣지 않습니다.",
            "Degraded time and announced maintenance count as up. Figures are rounded down. Time before the record begins is not counted.";
        criteria: "보상 기준", "Criteria";
        progress: "진행 상황", "Progress";
        claim_period: "청구 기간", "Claim period";
        incident: "장애", "Incident";
        assessed: "계산을 마친 계정", "Accounts assessed";
        offered: "보상 제안", "Offers made";
        accepted: "수락한 제안", "Offers accepted";
        approved: "승인한 청구", "Claims approved";
        approved_total: "승인한 보상액 합계", "Total approved";
        not_open_yet: "아직 청구 기간이 아닙니다.", "Claims cannot be made yet.";
        closed: "청구 기간이 끝났습니다.", "The claim period has ended.";
        closed_note: "이미 접수된 청구는 계속 처리하고, 결과를 메일로 알려 드립니다.",
            "Claims already made are still being decided; the outcome is sent by mail.";
    }
}

words! {
    /// The cohorts of a programme.
    Cohorts {
        title: "비슷한 계정별 손실률", "Loss measured over like accounts";
        lead: "장애가 난 서비스를 거쳐 들어왔을 매출 가운데 실제로 잃은 비율입니다. 종류, 업종, 지역이 같은 모든 계정의 기록으로 계산했고, 보상액은 이 비율로 정합니다.",
            "Of the sales that would have come through the failed services, the share that was really lost, measured over all accounts of a kind, trade and region together. Compensation is computed with it.";
        cohort: "종류, 업종, 지역", "Kind, trade, region";
        exposed: "서비스를 쓰던 계정", "Accounts using the services";
        loss_rate: "손실률 (80% 구간)", "Loss rate (80% interval)";
        catch_up: "나중에 회복한 비율", "Made up later";
        bias: "백테스트 편향", "Back-test bias";
        error: "백테스트 오차", "Back-test error";
        small_ones: "계정이 20개 미만인 나머지 전체", "All others, fewer than 20 accounts each";
        check: "백테스트는 장애가 없었던 때에 같은 계산을 해서 실제 매출과 비교한 결과입니다. 편향은 전체 예상이 실제보다 높았던 정도, 오차는 계정마다 예상이 빗나간 정도입니다.",
            "The back-test makes the same computation where nothing had failed and compares it with what was really taken: bias is by how much expectations were too high, error how far each account was from its own.";
        small: "계정이 20개 미만이면 한 가게의 매출이 드러나지 않도록 합쳐서 보여 드립니다.",
            "Fewer than 20 accounts are shown together, so that nobody's trade can be seen.";
    }
}

/// The link to the file of all cohorts, where the page leaves out so many.
pub fn all_cohorts(language: Language, left_out: usize) -> String {
    match left_out {
        0 => language.pick("이 표를 CSV로 받기", "Download this table as CSV").to_owned(),
        rest => language.pick(
            format!("여기 없는 {rest}개까지 모두 CSV로 받기"),
            format!("Download all as CSV, also the {rest} not shown here"),
        ),
    }
}

/// Since when and how long: `10월 15일 15:30부터 · 17시간 40분째`.
pub fn since(language: Language, start: &str, length: &str) -> String {
    language.pick(format!("{start}부터 · {length}째"), format!("Since {start} · for {length}"))
}

/// The promise of the next update.
pub fn next_update(language: Language, time: &str) -> String {
    language.pick(format!("다음 소식은 {time}까지 알려 드립니다."), format!("Next update by {time}."))
}

/// A promise that was not kept.
pub fn late_update(language: Language, time: &str) -> String {
    language.pick(
        format!("다음 소식을 {time}까지 알려 드리기로 했지만 늦어지고 있습니다."),
        format!("The next update was promised by {time} and is late."),
    )
}

/// What is left until the promised time: `(23분 남음)`. The page's script puts the length in the place of `#`.
pub fn left(language: Language, length: &str) -> String {
    language.pick(format!("({length} 남음)"), format!("(in {length})"))
}

/// The time of a correction of what still lasts.
pub fn corrected_since(language: Language, time: &str) -> String {
    language.pick(format!("{time}부터"), format!("from {time} on"))
}

/// What a correction says anew of a component's time: that it was another state than was on record.
pub fn corrected_impact(language: Language, component: &str, when: &str, was: &str, now: &str) -> String {
    if was == now {
        return language.pick(
            format!("{component}, {when}: 내내 ‘{now}’으로 바로잡았습니다."),
            format!("{component}, {when}: corrected to {now} throughout."),
        );
    }
    language.pick(
        format!("{component}, {when}: ‘{was}’에서 ‘{now}’으로 바로잡았습니다."),
        format!("{component}, {when}: corrected from {was} to {now}."),
    )
}

/// The text of an update where nothing else shows that it corrects another, or was corrected.
pub fn marked(language: Language, incident: &Incident, update: &IncidentUpdate) -> String {
    let words = Public::of(language);
    let body = said(language, update);
    let body = if update.is_correction() { format!("({}) {body}", words.correction) } else { body };
    match incident.correction_of(update.id) {
        Some(_) => format!("{body}\n\n({})", words.corrected),
        None => body,
    }
}

/// What stands before and after the instant the page speaks of; the page's script adds its age.
pub fn as_of(language: Language, zone: &str) -> (&'static str, String) {
    language.pick(("", format!(" {zone} 기준")), ("As of ", format!(" {zone}")))
}

/// How long ago something was: `3분 전`.
pub fn ago(language: Language, length: &str) -> String {
    language.pick(format!("{length} 전"), format!("{length} ago"))
}

/// What an update says, with the mark of one that was published while the record could not be reached.
pub fn said(language: Language, update: &IncidentUpdate) -> String {
    let body = update.body.get(language);
    if !update.is_emergency {
        return body.to_owned();
    }
    let mark = language.pick(
        "(시스템 장애 중 비상 절차로 올린 소식입니다.)",
        "(Published by the emergency procedure while our systems were down.)",
    );
    format!("{body}\n\n{mark}")
}

/// What a page says that got no new state for too long, before and after the instant it speaks of; the page's script
/// adds its age.
pub fn lost_contact(language: Language) -> (&'static str, &'static str) {
    language.pick(
        ("5분 넘게 새 상태를 받지 못했습니다. 아래는 ", "에 마지막으로 확인한 내용입니다."),
        ("No new state has arrived for more than five minutes. Below is what was known at ", "."),
    )
}

/// A component that works again within an open incident: `08:00 복구`.
pub fn restored(language: Language, time: &str) -> String {
    language.pick(format!("{time} 복구"), format!("Restored {time}"))
}

/// Since when a component fails: `15:30부터`.
pub fn from(language: Language, time: &str) -> String {
    language.pick(format!("{time}부터"), format!("Since {time}"))
}

/// How many updates came earlier.
pub fn earlier_updates(language: Language, count: usize) -> String {
    language.pick(format!("이전 소식 {count}개 더 보기"), format!("Show {count} earlier updates"))
}

/// How many of the days were affected; opens their table.
pub fn affected_days(language: Language, count: usize) -> String {
    let days = if count == 1 { "day" } else { "days" };
    language.pick(format!("영향을 받은 날 {count}일"), format!("{count} affected {days}"))
}

/// What the ninety bars show, for who does not see them.
pub fn bars_summary(language: Language, affected: &[String]) -> String {
    if affected.is_empty() {
        return language.pick("최근 90일 동안 영향을 받은 날 없음", "No day affected in the last 90 days").to_owned();
    }
    let days = affected.join(", ");
    language.pick(format!("최근 90일 가운데 {days}"), format!("In the last 90 days: {days}"))
}

/// The name of the feeds.
pub fn feed_title(language: Language, site: &str) -> String {
    language.pick(format!("{site} 서비스 상태 - 장애 이력"), format!("{site} Status - Incident History"))
}

/// A month without its year: `10월`, `October`.
pub fn month_name(language: Language, first_day: chrono::NaiveDate) -> String {
    language.pick(first_day.format("%-m월"), first_day.format("%B")).to_string()
}

/// A month: `2022년 10월`, `October 2022`.
pub fn month(language: Language, first_day: chrono::NaiveDate) -> String {
    language.pick(first_day.format("%Y년 %-m월"), first_day.format("%B %Y")).to_string()
}
