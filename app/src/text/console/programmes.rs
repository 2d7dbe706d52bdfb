//! Words of the console's programmes and runs.

use backend::assessments::Pace;
use domain::{language::Language, money::group_thousands, published::Disagreement, time::duration};

words! {
    /// The list, the form, the page of a programme.
    Programmes {
        title: "보상 프로그램", "Compensation programmes";
        none: "아직 보상 프로그램이 없어요", "No programmes yet";
        none_text: "장애를 고르고 보상 기준을 정하면 프로그램을 준비할 수 있어요.",
            "Choose an incident and a policy to prepare one.";
        new: "프로그램 준비하기", "Prepare a programme";
        new_lead: "준비한 프로그램은 공개되지 않습니다. 다른 승인 담당이 보상 기준을 공개하면 함께 공개됩니다.",
            "A prepared programme is not public. It is published together with its policy, by another approver.";
        no_incidents: "먼저 장애가 기록되어 있어야 해요.", "There has to be an incident on record first.";
        name: "이름", "Name";
        name_ko: "이름 (한국어)", "Name (Korean)";
        name_en: "이름 (영어)", "Name (English)";
        criteria: "공개하는 보상 기준 설명", "Criteria as published";
        criteria_ko: "보상 기준 설명 (한국어)", "Criteria (Korean)";
        criteria_en: "보상 기준 설명 (영어)", "Criteria (English)";
        criteria_hint: "청구하는 분이 읽을 글이에요. 누가 무엇을 언제까지 어떻게 받는지 적어 주세요.",
            "For claimants to read: who gets what, until when, and how.";
        english_hint: "비워 두면 한국어 설명을 보여 드립니다.", "Left empty, the Korean text is shown.";
        incident: "장애", "Incident";
        choose_incident: "장애를 고르세요", "Choose an incident";
        status: "상태", "Status";
        period: "청구 기간", "Claim period";
        opens_at: "청구 시작", "Claims from";
        closes_at: "청구 마감", "Claims until";
        budget: "예산", "Budget";
        overlaps: "시간이 겹친 장애의 보상이 있습니다", "Another programme compensates an overlapping incident";
        overlaps_known: "겹친 장애는 하나로 합쳐 한 번만 계산하고, 이 프로그램은 이 장애의 몫만 보상합니다.",
            "Overlapping incidents are computed once, as one outage, and this programme pays the part of its own incident.";
        overlaps_unknown: "마지막 계산은 이 보상을 알기 전에 했습니다. 다시 계산하면 손실을 나누고, 줄어드는 금액은 담당자가 확인할 때까지 그대로 둡니다.",
            "The latest run was made before this was known. Compute again to share the loss; amounts that become lower wait for a person.";
        siblings: "이 장애를 보상하는 프로그램이 또 있습니다", "Another programme compensates the same incident";
        siblings_both: "두 프로그램의 대상에 모두 드는 계정은 양쪽에서 보상받습니다. 추가 보상이 아니라면 대상이 겹치지 않게 기준을 고쳐 주세요.",
            "An account that both take is paid by both. Unless this is meant as additional compensation, edit the policy so that they take different accounts.";
        budget_hint: "보상 기준의 통화로 적어 주세요. 예: 500,000,000", "In the currency of the policy: 500,000,000";
        bad_amount: "금액을 숫자로 적어 주세요. 예: 500,000,000", "Enter the amount in digits: 500,000,000";
        template: "바탕으로 쓸 보상 기준", "Policy to start from";
        template_hint: "준비한 뒤에 고칠 수 있어요.", "It can be edited afterwards.";
        prepare: "준비하기", "Prepare";
        prepared: "프로그램을 준비했습니다. 보상 기준을 확인해 주세요.", "The programme is prepared. Please look at its policy.";
        facts: "개요", "Facts";
        versions: "보상 기준 버전", "Policy versions";
        version: "버전", "Version";
        drafted_by: "작성", "Drafted by";
        drafted_at: "작성 시각", "Drafted";
        published_at: "공개 시각", "Published";
        in_force: "적용 중", "In force";
        draft: "초안", "Draft";
        earlier: "이전 버전", "Earlier";
        publish: "이 기준 공개하기", "Publish this policy";
        publish_button: "공개하기", "Publish";
        publish_question: "공개하면 이 기준과 프로그램을 누구나 볼 수 있고, 공개한 버전은 취소하거나 고칠 수 없습니다. 고치려면 새 버전을 공개해야 합니다.",
            "Everybody can see the policy and the programme then. A published version cannot be withdrawn or edited; a change needs a new version.";
        own_draft: "직접 작성한 기준은 공개할 수 없어요. 다른 승인 담당이 공개해야 해요.",
            "You drafted this policy, so another approver has to publish it.";
        published: "보상 기준을 공개했습니다.", "The policy is published.";
        edit: "기준을 고쳐 새 초안 만들기", "Edit into a new draft";
        load_template: "템플릿", "Template";
        load_template_hint: "실제로 쓰였던 보상 기준을 아래 편집란에 불러옵니다. 저장하기 전에는 아무것도 바뀌지 않습니다.",
            "Loads a scheme that was once in use into the editor below. Nothing changes before it is saved.";
        load_template_button: "편집란에 불러오기", "Load into the editor";
        edit_label: "보상 기준 (JSON)", "Policy (JSON)";
        edit_hint: "저장하면 새 버전의 초안이 됩니다. 버전 번호는 자동으로 정해집니다. 모든 숫자에 두 언어로 이유를 적어야 합니다.",
            "Saving makes the draft of a new version, numbered by itself. Every number needs its reason in both languages.";
        edit_button: "초안으로 저장하기", "Save as draft";
        drafted: "새 초안을 저장했습니다.", "The new draft is saved.";
        runs: "일괄 계산", "Runs";
        no_runs: "아직 계산하지 않았습니다.", "Nothing has been computed yet.";
        needs_policy: "보상 기준을 공개하면 계산을 시작할 수 있어요.", "A run can be started once a policy is published.";
        start_run: "일괄 계산 시작하기", "Start a run";
        start_run_button: "계산 시작하기", "Start";
        start_run_question: "적용 중인 기준으로 모든 계정의 보상액을 계산하고, 보상액이 있는 계정에는 제안 메일을 보냅니다. 보낸 메일은 취소할 수 없습니다.",
            "Every account is assessed under the policy in force, and those with an award get an offer by mail. Mails cannot be taken back.";
        run_started: "계산을 시작했습니다.", "The run has started.";
        reload: "진행 상황 새로 고침", "Reload the progress";
        cancel: "계산 중지하기", "Stop the run";
        cancel_question: "지금까지 계산한 결과와 이미 보낸 제안은 그대로 남습니다.", "What was computed and offered so far stays.";
        cancelled: "계산을 중지했습니다.", "The run is stopped.";
        failed_text: "계산을 끝내지 못했습니다. 지금까지 보낸 제안은 그대로 남습니다. 아래 원인을 해결한 뒤 다시 시작해 주세요.",
            "The run could not be finished. Offers made so far stay. See to the cause below, then start again.";
        partial: "일부 계정만 계산한 결과입니다. 끝까지 계산하면 합계가 달라집니다.",
            "Only a part of the accounts is assessed; the sums of all will differ.";
        progress: "계산한 계정", "Accounts done";
        all_runs: "모든 일괄 계산 보기", "See all runs";
        see_programme: "프로그램 보기", "See the programme";
        earlier_runs: "지난 계산", "Earlier runs";
        disagreements: "기록한 장애 정도와 매출이 어긋나요", "The severity on record and the sales disagree";
        disagreements_text: "제안을 승인하기 전에 장애 기록의 영향 구간과 정도를 확인해 주세요. 기록을 바로잡으면 다시 계산해야 해요.",
            "Before offers are approved, look at the incident's impacts: when, and how badly. A correction needs another run.";
        length: "걸린 시간", "Took";
        policy: "보상 기준", "Policy";
        outcome: "결과", "Outcome";
        accounts: "계정", "Accounts";
        sum: "합계", "Sum";
        began: "시작", "Started";
        ended: "종료", "Ended";
        of_budget: "예산 대비", "Of the budget";
        system: "시스템", "System";
        see_public: "공개 페이지에서 보기", "See the public page";
    }
}

/// A version of a policy: `기준 v3`.
pub fn version(language: Language, number: u32) -> String {
    language.pick(format!("기준 v{number}"), format!("Policy v{number}"))
}

/// The way to a trial of a version: `기준 v3 모의 계산`.
pub fn try_version(language: Language, number: u32) -> String {
    language.pick(format!("기준 v{number} 모의 계산"), format!("Try policy v{number}"))
}

/// A document that is not JSON of a policy.
pub fn unreadable(language: Language, line: usize, column: usize, cause: &str) -> String {
    language.pick(
        format!("{line}행 {column}번째 글자에서 읽을 수 없어요. {cause}"),
        format!("Line {line}, column {column} cannot be read: {cause}"),
    )
}

/// The share of the budget that the offers come to.
pub fn share_of_budget(language: Language, offered: &str, budget: &str, tenths: i64) -> String {
    let percent = format!("{}.{}", tenths / 10, tenths % 10);
    language.pick(
        format!("제안 합계 {offered} · 예산 {budget}의 {percent}%"),
        format!("Offers of {offered} · {percent}% of the budget of {budget}"),
    )
}

/// How fast a stage goes and how long it still takes: `2단계 중 1단계 · 초당 1,950개 · 8분 남음`.
pub fn pace(language: Language, is_first: bool, pace: Option<Pace>) -> String {
    let stage = match (language, is_first) {
        (Language::Ko, true) => "2단계 중 1단계",
        (Language::Ko, false) => "2단계 중 2단계",
        (Language::En, true) => "Step 1 of 2",
        (Language::En, false) => "Step 2 of 2",
    };
    let Some(Pace { per_second, left }) = pace else { return stage.to_owned() };
    let rate = group_thousands(per_second.max(1).unsigned_abs());
    let left = duration(left, language);
    language.pick(format!("{stage} · 초당 {rate}개 · {left} 남음"), format!("{stage} · {rate} a second · {left} left"))
}

/// A number of accounts.
pub fn accounts(language: Language, count: i64) -> String {
    let count = group_thousands(count.max(0).unsigned_abs());
    language.pick(format!("{count}개"), count)
}

/// What a fresh programme says for criteria, to be edited.
pub const CRITERIA: (&str, &str) = (
    "서비스가 멈춘 동안 줄어든 매출에서 들지 않은 비용을 뺀 금액을 보상합니다.\n\n거래 기록이 있는 가게와 기사님은 계산한 보상액을 바로 확인하고 받을 수 있습니다. 서류는 필요 없습니다. 기록과 다르다고 생각하시면 자료를 내거나 담당자의 심사를 요청할 수 있습니다.",
    "We make good the profit that was lost while our services were out: lost sales less the costs that did not arise.\n\nMerchants and drivers whose transactions we have can see the computed amount and accept it at once. No papers are needed. Whoever disagrees can send records or ask a person to look at it.",
);

/// How the severity on record and a cohort's sales disagree.
pub fn disagreement(language: Language, disagreement: Disagreement, rate: &str) -> String {
    match (language, disagreement) {
        (Language::Ko, Disagreement::TooMild) => {
            format!("멈춘 서비스로 들어올 매출의 {rate}가 줄었어요. 실제 장애가 기록보다 심했을 수 있어요.")
        }
        (Language::Ko, Disagreement::TooSevere) => {
            format!("멈춘 서비스로 들어올 매출의 {rate}만 줄었어요. 실제 장애가 기록보다 가벼웠을 수 있어요.")
        }
        (Language::En, Disagreement::TooMild) => {
            format!(
                "{rate} of the sales through the failed services were lost. They may have failed worse than recorded."
            )
        }
        (Language::En, Disagreement::TooSevere) => {
            format!(
                "Only {rate} of the sales through the failed services were lost. They may have failed less than recorded."
            )
        }
    }
}
