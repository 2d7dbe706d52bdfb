//! Words of the uptime report, on paper, on the public page and in the console.

use domain::language::Language;

words! {
    /// Uptime by month.
    Reports {
        name: "가동률 보고서", "Uptime report";
        title: "월별 가동률 보고서", "Uptime by month";
        lead: "공개한 장애 기록만으로 계산했으며, 아래 시간과 식으로 누구나 다시 계산할 수 있습니다.",
            "Computed from the published record of incidents alone; anybody can compute it again from the times below.";
        operator: "운영자", "Operator";
        period: "기간", "Period";
        until: "집계 기준 시각", "Counted until";
        formula: "계산식", "Formula";
        budget_note: "허용 시간은 전체 시간 × (100% − 목표), 사용 시간은 중단 + 0.3 × 일부 중단입니다. 목표는 그달이 시작할 때 정해져 있던 값이며, 그때 없었다면 그달에 처음 정한 값입니다. 끝나지 않은 달은 지금까지만 셉니다.",
            "Allowed is the time counted × (100% − target); used is major outage + 0.3 × partial outage. The target is the one that held when the month began, or else the first one set within it. A month that is not over counts so far.";
        monthly_target: "월 가동률 목표", "Monthly uptime target";
        target: "목표", "Target";
        allowed: "허용 시간", "Downtime allowed";
        used: "사용 시간", "Downtime used";
        outcome: "달성 여부", "Outcome";
        met: "달성", "Met";
        missed: "미달", "Missed";
        month: "월", "Month";
        uptime: "가동률", "Uptime";
        major: "중단", "Major outage";
        partial: "일부 중단", "Partial outage";
        degraded: "느려짐", "Degraded";
        counted: "전체 시간", "Time counted";
        nothing: "이 기간에는 집계할 시간이 없습니다.", "No time is counted in this period.";
        csv: "CSV로 받기", "Download as CSV";
        pdf: "PDF로 받기", "Download as PDF";
        by_month: "최근 12개월의 월별 가동률", "The last twelve months";
        any_month: "월별 가동률", "Uptime by month";
        incidents: "영향을 준 장애", "Incidents";
        neighbours: "이전 달과 다음 달", "Previous and next month";
        from: "시작 월", "From";
        to: "끝 월", "To";
        month_hint: "예: 2022-10", "For example 2022-10";
        show: "보기", "Show";
        bad_month: "월을 2022-10처럼 입력해 주세요.", "Enter a month as 2022-10.";
        reversed: "끝 월은 시작 월보다 뒤여야 해요.", "The last month must not lie before the first.";
        too_long: "한 번에 60개월까지 볼 수 있어요.", "A report has at most 60 months.";
    }
}

/// From one month to another: `2022년 1월 – 2022년 12월`.
pub fn period(language: Language, first: chrono::NaiveDate, last: chrono::NaiveDate) -> String {
    let month = |day| super::public::month(language, day);
    if first == last { month(first) } else { format!("{} – {}", month(first), month(last)) }
}

/// The heading of a month's page: `2022년 10월 가동률`.
pub fn of_month(language: Language, first_day: chrono::NaiveDate) -> String {
    let month = super::public::month(language, first_day);
    language.pick(format!("{month} 가동률"), format!("Uptime in {month}"))
}

/// A year before its months.
pub fn year(language: Language, year: i32) -> String {
    language.pick(format!("{year}년"), year.to_string())
}

/// What the bars of a month show, for who does not see them.
pub fn bars_summary(language: Language, first_day: chrono::NaiveDate, affected: &[String]) -> String {
    let month = super::public::month(language, first_day);
    if affected.is_empty() {
        return language.pick(format!("{month}에 영향을 받은 날 없음"), format!("No day affected in {month}"));
    }
    let days = affected.join(", ");
    language.pick(format!("{month} 가운데 {days}"), format!("In {month}: {days}"))
}
