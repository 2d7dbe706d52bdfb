//! Words of the claimant's pages. Sentences about where a claim stands are in [`claim_states`](super::claim_states).

use domain::{language::Language, ledger::AccountKind, money::Money};

words! {
    /// The list, the case and its forms.
    Claims {
        title: "내 보상", "My compensation";
        lead: "계정마다 계산 결과와 다음에 할 일을 볼 수 있어요.", "What each of your accounts gets, and what comes next.";
        signed_in_as: "로그인한 주소", "Signed in as";
        sign_out: "로그아웃", "Sign out";
        all_cases: "내 보상 목록", "All my compensation";
        no_account: "이 주소로 등록된 계정이 없어요", "No account under this address";
        no_account_text: "서비스에 등록한 이메일 주소가 다를 수 있어요. 가게나 기사 계정에 적어 둔 주소로 다시 로그인해 주세요. 주소를 모르시면 고객센터에서 찾아 드려요.",
            "The address registered with the service may be another one. Sign in with the address of your shop or driver account; customer service can find it for you.";
        other_address: "다른 주소로 로그인하기", "Sign in with another address";
        no_result: "아직 계산 결과가 없어요", "No result yet";
        no_result_text: "보상 프로그램이 열리면 거래 기록으로 계산하고 메일로 알려 드려요. 지금 하실 일은 없어요.",
            "When a programme opens we compute from your records and write to you. There is nothing to do now.";
        reference: "접수번호", "Reference";
        see: "자세히 보기", "See the details";
        read_criteria: "보상 기준 보기", "Read the criteria";
        calculation: "이렇게 계산했어요", "How it was computed";
        award: "보상액", "Compensation";
        equals: "= ", "= ";
        certainty: "얼마나 확실한가요?", "How sure are we?";
        days_left_out: "계산에서 뺀 날", "Days left out";
        how_computed: "계산을 다시 확인하려면", "Checking the computation";
        how_computed_text: "같은 기록과 같은 기준으로 다시 계산하면 언제나 같은 금액이 나와요. 아래 값은 이 계산을 식별하는 값이에요. 문의하실 때 함께 알려 주세요.",
            "The same records under the same criteria always give the same amount. These values name the computation; quote them when you ask about it.";
        check_yourself: "직접 확인하기", "Check it yourself";
        checking: "다시 계산하고 있어요.", "Computing it again.";
        check_same: "같은 결과예요.", "Same result.";
        check_same_text: "이 브라우저에서 기록으로 처음부터 다시 계산했어요. 공개한 결과와 한 글자도 다르지 않아요.",
            "This browser computed the result again from the records. Not a letter differs from what was published.";
        check_different: "다른 결과가 나왔어요.", "A different result came out.";
        check_different_text: "계산한 뒤에 거래 기록이 더해졌을 수 있어요. 아래 값을 고객센터에 알려 주세요. 담당자가 다시 살펴봐요.",
            "Transactions may have been added since. Tell customer service these values, and a person looks at it again.";
        check_other_version: "계산 방식이 바뀐 뒤라 다른 값이 나왔어요.", "The method has changed since, so something else came out.";
        check_other_version_text: "이 결과는 전에 쓰던 계산 방식으로 계산했어요. 지금 방식으로 다시 계산하면 값이 다를 수 있어요. 기록이 바뀌었다는 뜻은 아니고, 공개한 금액은 그대로예요.",
            "This result was computed by an earlier version of the method. Computed by today's it can differ. That does not mean that anything was changed, and the amount published stands.";
        check_failed: "다시 계산하지 못했어요.", "It could not be computed.";
        check_failed_text: "잠시 뒤에 다시 눌러 주세요. 그래도 안 되면 기록을 내려받아 아래 방법으로 확인할 수 있어요.",
            "Try again in a moment. If it still fails, download the records and check them as described below.";
        check_published: "공개한 값", "published";
        check_computed: "다시 계산한 값", "computed";
        check_offline: "기록 파일에는 시간마다 더한 거래 금액, 장애 시간, 보상 기준, 비슷한 계정을 합해 잰 값이 들어 있어요. 아래 명령은 인터넷 연결 없이 이 파일만으로 같은 계산을 해요.",
            "The records hold the takings by the hour, the outage, the criteria and the figures measured over similar accounts. The command below does the same computation from this file alone, without a connection.";
        check_offline_company: "기록 파일에는 소속 기사마다의 보상액과 배분 비율, 그 계산의 확인값, 보상 기준이 들어 있어요. 아래 명령은 인터넷 연결 없이 이 파일만으로 같은 계산을 해요.",
            "The records hold the award for each driver's shifts with the digest of its computation, the division, and the criteria. The command below does the same computation from this file alone, without a connection.";
        download_records: "기록 내려받기 (JSON)", "Download the records (JSON)";
        policy_version: "보상 기준", "Criteria";
        engine_version: "계산 방식", "Method";
        computed_at: "계산한 시각", "Computed";
        digest: "확인값 (SHA-256)", "Digest (SHA-256)";
        history: "진행 내역", "What happened so far";
        your_words: "보내신 내용", "What you wrote";
        their_words: "담당자가 적은 내용", "From the reviewer";
        disagree: "이 금액에 동의하지 않아요", "I do not agree with this amount";
        disagree_rejected: "이의 신청하기", "Appeal";
        withdraw_link: "청구 철회하기", "Withdraw the claim";
        ask: "사람에게 심사받기", "Ask a person";
        ask_again: "다시 청구하기", "Claim again";
        answer_link: "답 보내기", "Answer";
        accept_note: "받기를 누르시면 이번 중단에 대한 보상이 이 금액으로 마무리돼요.", "Accepting settles what this outage cost you.";
        appeal_title: "어떤 점이 다른가요?", "What is different?";
        appeal_lead: "이번 결정에 참여하지 않은 담당자가 처음부터 다시 살펴봐요. 금액은 늘어날 수도, 그대로일 수도 있어요.",
            "Somebody who took no part in this result looks at it afresh. The amount may rise or stay the same.";
        appeal_reason: "이유", "Reason";
        appeal_hint: "예: 그날은 행사가 있어 평소보다 주문이 많았어요.", "For example: we had an event that day and expected more orders.";
        appeal_send: "이의 신청 보내기", "Send the appeal";
        ask_title: "사람에게 심사받기", "Ask a person to look at it";
        ask_lead: "담당자가 기록과 적어 주신 내용을 함께 살펴보고, 결과를 메일로 알려 드려요.",
            "A reviewer looks at your records and at what you write, and sends you the result.";
        ask_reason: "무엇을 살펴봐야 하나요?", "What should we look at?";
        ask_hint: "예: 장애 시간에 매장 QR로 받던 주문이 모두 끊겼어요.", "For example: all orders through in-store QR stopped during the outage.";
        ask_send: "심사 요청하기", "Send it to a reviewer";
        answer_title: "담당자의 질문에 답하기", "Answer the reviewer";
        answer_lead: "답을 보내시면 심사를 이어서 진행해요.", "The review goes on once you have answered.";
        answer_reason: "답", "Your answer";
        answer_send: "답 보내기", "Send the answer";
        withdraw_title: "청구를 철회할까요?", "Withdraw the claim?";
        withdraw_lead: "철회하면 지금까지 진행된 심사와 제안이 취소돼요. 접수 기간 안에는 다시 청구할 수 있지만, 심사는 처음부터 다시 해요.",
            "The review and any offer end. You can claim again while the programme is open, but the review starts afresh.";
        withdraw_reason: "이유 (선택)", "Reason (optional)";
        withdraw_send: "청구 철회하기", "Withdraw the claim";
        back: "돌아가기", "Go back";
        accepted_notice: "수락을 접수했어요.", "We have your acceptance.";
        already_notice: "이미 접수된 요청이에요. 두 번 처리하지 않아요.", "We already had this request; it counts once.";
        appealed_notice: "이의 신청을 접수했어요.", "We have your appeal.";
        asked_notice: "심사 요청을 접수했어요.", "Your request is with our reviewers.";
        answered_notice: "답을 보냈어요.", "Your answer is on its way to the reviewer.";
        withdrawn_notice: "청구를 철회했어요.", "Your claim is withdrawn.";
        outage: "멈춘 시간", "Outage";
        hour: "시간별로 보기", "Hour by hour";
        difference: "차이", "Difference";
        none: "없음", "None";
        changed: "다시 계산해 보상액이 바뀌었어요", "Computed again, your compensation has changed";
        computed: "거래 기록으로 계산을 마쳤어요.", "Your records were computed.";
        overlaps: "시간이 겹친 다른 장애의 보상", "Compensation for overlapping incidents";
        overlaps_text: "시간이 겹친 장애는 하나로 합쳐 한 번만 계산하고, 장애마다 몫을 나눠 보상해요. 같은 손실을 두 번 보상하지는 않아요.",
            "Incidents that overlap in time are computed once, as one outage, and each compensates its part. No loss is compensated twice.";
        no_claim_there: "이 계정의 청구 없음", "no claim of this account";
        computed_result: "기록으로 계산한 결과", "What the records show";
    }
}

/// The words for the money an account takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Takings {
    /// What was expected.
    pub expected: &'static str,
    /// What was taken.
    pub actual: &'static str,
    /// The chart in a sentence.
    pub chart: &'static str,
}

/// Shops have 매출, drivers 수입.
pub fn takings(language: Language, kind: AccountKind) -> Takings {
    let (expected, actual, chart) = match (language, kind) {
        (Language::Ko, AccountKind::Merchant) => (
            "평소라면 예상되는 매출",
            "실제 매출",
            "중단 전후 며칠 동안 예상되는 매출과 실제 매출을 시간별로 비교한 그래프",
        ),
        (Language::Ko, _) => (
            "평소라면 예상되는 수입",
            "실제 수입",
            "중단 전후 며칠 동안 예상되는 수입과 실제 수입을 시간별로 비교한 그래프",
        ),
        (Language::En, AccountKind::Merchant) => {
            ("Expected sales", "Actual sales", "Expected and actual sales by the hour, in the days around the outage")
        }
        (Language::En, _) => (
            "Expected earnings",
            "Actual earnings",
            "Expected and actual earnings by the hour, in the days around the outage",
        ),
    };
    Takings { expected, actual, chart }
}

/// The button that accepts: says the amount.
pub fn accept(language: Language, amount: Money) -> String {
    let amount = amount.format();
    language.pick(format!("{amount} 받기"), format!("Accept {amount}"))
}

/// That what was offered stands although less was computed.
pub fn stands(language: Language, promised: Money) -> String {
    let promised = promised.format();
    language.pick(
        format!("다시 계산한 결과가 더 낮지만, 이미 제안한 {promised}은 그대로예요."),
        format!("Computed again it comes to less, but the {promised} offered before stands."),
    )
}

/// The same as long as nobody has decided.
pub fn stands_until_decided(language: Language, promised: Money) -> String {
    let promised = promised.format();
    language.pick(
        format!("다시 계산한 결과가 더 낮아요. 다른 담당자가 확인하고 결정하기 전까지 이미 제안한 {promised}은 낮아지지 않아요."),
        format!("Computed again it comes to less. The {promised} offered before is not lowered unless another person checks and decides so."),
    )
}

/// The button that leads to an offer: says the amount.
pub fn see_offer(language: Language, amount: Money) -> String {
    let amount = amount.format();
    language.pick(format!("{amount} 확인하기"), format!("See the offer of {amount}"))
}

/// The heading over days left out.
pub fn days_left_out(language: Language, count: usize) -> String {
    let words = Claims::of(language).days_left_out;
    language.pick(format!("{words} {count}일"), format!("{words}: {count}"))
}

/// The version of the policy: `기준 v3`.
pub fn policy_version(language: Language, version: u32) -> String {
    language.pick(format!("기준 v{version}"), format!("version {version}"))
}

/// What a claimant is taken to say who asks for a person about an amount above the automatic limit.
pub fn review_of_amount(language: Language, amount: Money) -> String {
    let amount = amount.format();
    language.pick(format!("계산한 금액 {amount}의 심사를 요청합니다."), format!("Please review the computed {amount}."))
}
