//! Words of the calendar of shocks.

use domain::{language::Language, loss::StretchKind, shock::ShockKind};

words! {
    /// The calendar, the form of an entry, and what a claim shows of it.
    Shocks {
        name: "큰 사건 달력", "Calendar of shocks";
        lead: "태풍이나 국가애도기간처럼 모든 거래가 평소와 달랐던 날을 적어 둡니다. 청구를 심사할 때 그 청구에 걸린 날을 보여 줍니다. 금액은 이 달력으로 바뀌지 않습니다. 그때의 시장 흐름은 장애와 관계없던 계정의 거래에서 계산합니다.",
            "Days on which trade at large was not as usual, as in a typhoon or national mourning. Claims show those that concern them. No amount changes by this calendar: how the market stood is computed from accounts that the outage did not touch.";
        new: "사건 추가하기", "Add a shock";
        none: "아직 적은 사건이 없어요", "No shocks yet";
        none_text: "장애 앞뒤 몇 달 사이에 거래에 영향을 준 사건이 있었다면 적어 주세요.", "Add what moved trade in the months around an outage.";
        called: "사건", "Shock";
        kind: "종류", "Kind";
        days: "날짜", "Days";
        region: "지역", "Region";
        everywhere: "전국", "Everywhere";
        source: "출처", "Source";
        name_ko: "사건 이름 (한국어)", "Name (Korean)";
        name_en: "사건 이름 (영어)", "Name (English)";
        from: "첫날", "First day";
        until: "마지막 날", "Last day";
        region_field: "지역", "Region";
        region_hint: "비워 두면 전국입니다. 예: 서울, 부산 해운대구", "Empty means everywhere. As the ledger has it: a name holds all regions that begin with it.";
        source_field: "출처 링크", "Link to a source";
        bad_date: "날짜를 골라 주세요.", "Choose a date.";
        bad_kind: "종류를 골라 주세요.", "Choose a kind.";
        save: "저장하기", "Save";
        saved: "달력을 저장했습니다.", "The calendar is saved.";
        remove: "이 사건 삭제하기", "Remove this shock";
        remove_question: "이 사건을 달력에서 삭제합니다. 계산한 금액은 그대로입니다.", "It is removed from the calendar. Computed amounts stay.";
        remove_button: "삭제하기", "Remove";
        removed: "달력에서 삭제했습니다.", "It is removed from the calendar.";
        around: "큰 사건과 시장 흐름", "Shocks and the market";
        around_text: "이 계산에서 보는 날에 걸린 사건입니다. 금액은 이 달력이 아니라 아래 시장 흐름으로 맞춥니다.",
            "These lie in the days that this computation looks at. Amounts follow the market below, not the calendar.";
        where_it_lies: "걸린 때", "Where it lies";
        market_outage: "장애 시간의 시장 흐름", "The market in the outage";
        market_account: "이 계정에 반영한 흐름", "What this account was given of it";
        market_catch_up: "만회 기간의 시장 흐름", "The market in the time of catching up";
        controls: "비슷한 계정 가운데 장애와 관계없던 계정", "Like accounts that the outage did not touch";
        not_measured: "이 계정은 계산하지 못해 시장 흐름이 없습니다.", "The account could not be measured, so there is no market.";
        of_programme: "장애와 비교 기간에 걸린 큰 사건", "Shocks around this outage";
    }
}

/// A kind.
pub fn kind(language: Language, kind: ShockKind) -> &'static str {
    let (ko, en) = match kind {
        ShockKind::Weather => ("날씨", "Weather"),
        ShockKind::Mourning => ("애도", "Mourning"),
        ShockKind::Market => ("시장", "Market"),
        ShockKind::Other => ("그 밖", "Other"),
    };
    language.pick(ko, en)
}

/// A stretch of days.
pub fn stretch(language: Language, kind: StretchKind) -> &'static str {
    let (ko, en) = match kind {
        StretchKind::Outage => ("장애", "Outage"),
        StretchKind::CatchUp => ("만회 기간", "Catching up"),
        StretchKind::Reference => ("비교한 주", "Weeks compared with"),
    };
    language.pick(ko, en)
}

/// How the market stood in the same hours of a week: `2주 뒤 같은 시간 × 0.93`.
pub fn market_of_week(language: Language, week: i64, factor: &str) -> String {
    let weeks = week.unsigned_abs();
    let plural = if weeks == 1 { "" } else { "s" };
    let (ko, en) = if week < 0 { ("전", "before") } else { ("뒤", "after") };
    language.pick(
        format!("장애 {weeks}주 {ko} 같은 시간의 시장 흐름 × {factor}"),
        format!("The market in the same hours {weeks} week{plural} {en}: × {factor}"),
    )
}
