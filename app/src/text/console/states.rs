//! The words of states that staff see: claims, programmes, runs, roles.

use backend::{assessments::RunStatus, programmes::ProgrammeStatus};
use domain::{
    claim::{Event, State, Track},
    language::Language,
    ledger::AccountKind,
    role::Role,
};

/// Where a claim stands. A draft is an offer that was sent and not answered yet.
pub fn claim(language: Language, state: State) -> &'static str {
    let (ko, en) = match state {
        State::Draft => ("제안 보냄", "Offer sent"),
        State::Submitted => ("접수됨", "Submitted"),
        State::InReview => ("심사 중", "In review"),
        State::NeedsInformation => ("보완 요청", "Information asked"),
        State::Offered => ("제안됨", "Offered"),
        State::Accepted => ("수락함", "Accepted"),
        State::Approved => ("승인됨", "Approved"),
        State::Paying => ("지급 중", "Paying"),
        State::PaymentFailed => ("입금 실패", "Payment failed"),
        State::Paid => ("지급 완료", "Paid"),
        State::Rejected => ("받아들여지지 않음", "Rejected"),
        State::Appealed => ("이의 신청", "Appealed"),
        State::Withdrawn => ("철회함", "Withdrawn"),
        State::Lapsed => ("기한 지남", "Lapsed"),
    };
    language.pick(ko, en)
}

/// What happened to a claim.
pub fn event(language: Language, event: Event) -> &'static str {
    let (ko, en) = match event {
        Event::Submitted => ("접수됨", "Submitted"),
        Event::ReviewStarted => ("심사 시작", "Review started"),
        Event::ReturnedToQueue => ("대기열로 돌려보냄", "Returned to the queue"),
        Event::InformationRequested => ("보완 요청", "Information asked"),
        Event::InformationGiven => ("보완함", "Information given"),
        Event::Offered => ("제안함", "Offered"),
        Event::Rejected => ("받아들이지 않음", "Rejected"),
        Event::Appealed => ("이의 신청", "Appealed"),
        Event::Accepted => ("수락함", "Accepted"),
        Event::FirstApproval => ("첫 번째 승인", "First approval"),
        Event::Approved => ("승인됨", "Approved"),
        Event::SentBack => ("재심사로 보냄", "Sent back for review"),
        Event::PaymentStarted => ("지급 시작", "Payment started"),
        Event::PaymentFailed => ("입금 실패", "Payment failed"),
        Event::PayeeMended => ("받을 계좌 수정", "Account corrected"),
        Event::PaymentConfirmed => ("지급 완료", "Paid"),
        Event::Withdrawn => ("철회함", "Withdrawn"),
        Event::Lapsed => ("기한 지남", "Lapsed"),
        Event::Reoffered => ("새 금액으로 제안함", "Offered anew"),
        Event::OfferRevoked => ("제안 취소함", "Offer taken back"),
        Event::Raised => ("금액 올림", "Amount raised"),
    };
    language.pick(ko, en)
}

/// How a claim came about.
pub fn track(language: Language, track: Track) -> &'static str {
    let (ko, en) = match track {
        Track::Fast => ("빠른 보상", "Fast track"),
        Track::Evidence => ("증빙 보상", "Evidence"),
        Track::Appeal => ("이의 신청", "Appeal"),
    };
    language.pick(ko, en)
}

/// Where a programme stands.
pub fn programme(language: Language, status: ProgrammeStatus) -> &'static str {
    let (ko, en) = match status {
        ProgrammeStatus::Draft => ("준비 중", "In preparation"),
        ProgrammeStatus::Open => ("공개됨", "Published"),
        ProgrammeStatus::Closed => ("마감됨", "Closed"),
    };
    language.pick(ko, en)
}

/// Where a run stands.
pub fn run(language: Language, status: RunStatus) -> &'static str {
    let (ko, en) = match status {
        RunStatus::Queued => ("차례를 기다리는 중", "Queued"),
        RunStatus::Measuring => ("계정별 손해를 계산하는 중", "Measuring accounts"),
        RunStatus::Assessing => ("보상액을 계산하는 중", "Assessing accounts"),
        RunStatus::Done => ("끝남", "Done"),
        RunStatus::Failed => ("실패", "Failed"),
        RunStatus::Cancelled => ("중지됨", "Cancelled"),
    };
    language.pick(ko, en)
}

/// What came out for an account, by its name in records.
pub fn outcome(language: Language, name: &str) -> &str {
    let (ko, en) = match name {
        "offer" => ("보상 제안", "Offer"),
        "review" => ("담당자 확인 필요", "For a person to look at"),
        "no_measurable_loss" => ("확인된 손해 없음", "No measurable loss"),
        "not_exposed" => ("멈춘 서비스를 쓰지 않음", "Failed services not used"),
        "not_eligible" => ("대상이 아님", "Not eligible"),
        other => return other,
    };
    language.pick(ko, en)
}

/// Who holds an account.
pub fn account_kind(language: Language, kind: AccountKind) -> &'static str {
    let (ko, en) = match kind {
        AccountKind::Merchant => ("가게 (사업자)", "Merchant"),
        AccountKind::Taxi => ("택시 기사", "Taxi driver"),
        AccountKind::TaxiCompany => ("택시 회사", "Taxi company"),
        AccountKind::DesignatedDriver => ("대리 기사", "Designated driver"),
        AccountKind::Courier => ("퀵 기사", "Courier"),
    };
    language.pick(ko, en)
}

/// A role, and what who holds it does.
pub fn role(language: Language, role: Role) -> (&'static str, &'static str) {
    let (name, does) = match role {
        Role::Publisher => (
            ("장애 공지 담당", "Publisher"),
            ("장애를 공지하고 소식을 씁니다.", "Declares incidents and writes updates."),
        ),
        Role::Reviewer => (
            ("심사 담당", "Reviewer"),
            (
                "청구를 심사하고 보상액을 제안합니다. 보상 기준 초안을 작성합니다.",
                "Reviews claims and makes offers; drafts policies.",
            ),
        ),
        Role::Approver => (
            ("승인 담당", "Approver"),
            (
                "보상을 승인하고, 프로그램과 기준을 공개하고, 일괄 계산을 시작합니다.",
                "Approves awards, publishes programmes and policies, starts runs.",
            ),
        ),
        Role::Finance => (("지급 담당", "Finance"), ("승인된 보상을 지급합니다.", "Pays what was approved.")),
        Role::Auditor => (
            ("감사 담당", "Auditor"),
            ("모든 기록을 볼 수 있지만 바꿀 수는 없습니다.", "Reads everything, changes nothing."),
        ),
        Role::Administrator => (
            ("관리자", "Administrator"),
            (
                "직원과 설정을 관리합니다. 보상은 결정하지 않습니다.",
                "People and settings; decides nothing about money.",
            ),
        ),
    };
    (language.pick(name.0, name.1), language.pick(does.0, does.1))
}

/// A line of trade, by the operator's name of it; that name where we have no word.
pub fn trade(language: Language, name: &str) -> &str {
    let (ko, en) = match name {
        "cafe" => ("카페", "Café"),
        "bakery" => ("빵집", "Bakery"),
        "food" => ("음식", "Food"),
        "restaurant" => ("음식점", "Restaurant"),
        "snack_bar" => ("분식", "Snack bar"),
        "retail" => ("소매", "Retail"),
        "convenience_store" => ("편의점", "Convenience store"),
        "clothing" => ("옷가게", "Clothing"),
        "flower_shop" => ("꽃집", "Flower shop"),
        "online_shop" => ("온라인 쇼핑몰", "Online shop"),
        "services" => ("생활 서비스", "Services"),
        "beauty" => ("미용", "Beauty"),
        "education" => ("교육", "Education"),
        "repair" => ("수리", "Repair"),
        "lodging" => ("숙박", "Lodging"),
        "private_taxi" => ("개인택시", "Own taxi"),
        "corporate_taxi" => ("법인택시", "Company taxi"),
        "designated_driver" => ("대리운전", "Designated driver"),
        "courier" => ("퀵 배송", "Courier"),
        other => return other,
    };
    language.pick(ko, en)
}
