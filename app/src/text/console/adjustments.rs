//! Words of later results: the list, one of them, deciding.

use backend::adjustments::{Batch, Order, Shared};
use domain::{
    adjustment::{Direction, Status, Verdict},
    language::Language,
    money::{Money, group_thousands},
};

words! {
    /// The list and the page of one.
    Adjustments {
        title: "달라진 보상액", "Changed amounts";
        lead: "이미 제안하거나 승인한 금액과 다시 계산한 결과가 다른 청구입니다. 결정하기 전까지는 지금 금액이 그대로 유효하고, 청구인은 그 금액을 받을 수 있습니다.",
            "Claims for which a later computation differs from what was offered or approved. Until somebody decides, the present amount stands and can be accepted.";
        none: "여기에 해당하는 청구가 없어요", "No claims here";
        none_text: "일괄 계산이나 심사에서 다른 금액이 나오면 여기에 모아 보여 드립니다.",
            "Where a run or a review comes to another amount, it will appear here.";
        status: "처리 상태", "What became of it";
        way: "방향", "Direction";
        all: "모두", "All";
        sort: "정렬", "Order";
        account: "계정", "Account";
        state: "청구 상태", "Claim";
        before: "지금 금액", "Stands";
        after: "다시 계산한 금액", "Later result";
        difference: "차액", "Difference";
        mark: "확인 표시", "Flags";
        since: "계산한 때", "Computed";
        shared: "기사와 회사에 약속한 합계", "Promised to drivers and company";
        totals: "이 목록의 합계", "All of this list";
        count: "건수", "Claims";
        two_people: "두 사람 승인", "Two people";
        first_approval: "1명 승인", "One approval";
        by_reviewer: "심사 중 계산", "From a review";
        after_payment: "지급이 끝난 뒤 결정", "After the payment";
        supplement: "추가 지급", "Supplement";
        at_once: "한꺼번에 결정하기", "Decide at once";
        at_once_question: "아래 변경 모두에 같은 결정을 내립니다. 금액이 바뀌는 청구인에게는 메일을 보내며 취소할 수 없습니다. 한도를 넘는 금액은 두 사람이 결정해야 바뀝니다.",
            "All of these are decided alike. Claimants whose amount changes get a mail, and it cannot be undone. Amounts above the limit change once two people have decided.";
        reason: "이유", "Reason";
        reason_hint: "금액이 바뀌면 청구인이 그대로 읽습니다.", "Where the amount changes, the claimant reads it as written.";
        apply_all: "다시 계산한 금액으로 모두 바꾸기", "Change all to the later results";
        keep_all: "지금 금액을 모두 그대로 두기", "Keep all as they are";
        working: "결정을 반영하는 중", "Carrying the decision out";
        reload: "진행 상황 새로 고침", "Reload the progress";
        started: "결정을 접수해 반영하고 있습니다.", "The decision is being carried out.";
        see_programme: "프로그램 보기", "See the programme";
        see_claim: "청구 보기", "See the claim";
        back: "목록으로 돌아가기", "Back to the list";
        differs: "달라진 항목", "Lines that differ";
        first_computation: "지금 금액의 계산", "Computation of what stands";
        later_computation: "다시 계산한 내용", "The later computation";
        decide: "결정", "Decision";
        apply: "다시 계산한 금액으로 바꾸기", "Change to the later result";
        apply_review: "심사로 보내기", "Send to review";
        keep: "지금 금액 그대로 두기", "Keep it as it is";
        first_of_two: "한도를 넘는 금액이라 두 사람이 결정해야 합니다. 바꾸기로 하면 한 사람이 더 확인합니다.",
            "The amount is above the limit, so two people decide. After you, another person has to.";
        second_of_two: "한도를 넘는 금액입니다. 두 번째 사람으로 확인해 주세요.",
            "The amount is above the limit. You are the second person to check it.";
        not_yours: "결정은 승인 담당이 합니다.", "An approver decides on this.";
        payment_first: "지급하는 중에는 금액을 올릴 수 없습니다. 지급이 끝나면 결정할 수 있고, 그때 차액을 더 지급합니다.",
            "The amount cannot be raised while a payment is on its way. Once it has ended this can be decided, and the difference is paid then.";
        applied: "금액을 바꾸고 청구인에게 알렸습니다.", "The amount is changed and the claimant is told.";
        kept: "지금 금액을 그대로 두었습니다.", "The amount stays as it is.";
        one_approved: "승인을 기록했습니다. 한 사람이 더 결정해야 합니다.", "Your approval is on record. One more person has to decide.";
        already: "이미 그렇게 결정하셨어요.", "You have decided so already.";
        bad_verdict: "결정을 골라 주세요.", "Choose what to decide.";
        decided_by: "결정한 사람", "Decided by";
        first_by: "첫 번째 승인", "First approval";
        made_by: "다시 계산한 심사 담당", "Computed again by";
        decided_at: "결정한 때", "Decided";
        later_results: "나중에 다시 계산한 결과", "Later results";
        waiting_link: "결정을 기다리는 달라진 보상액", "Changed amounts that wait for a decision";
    }
}

/// What became of a later result.
pub fn status(language: Language, status: Status) -> &'static str {
    let (ko, en) = match status {
        Status::Waiting => ("결정 대기", "Waiting"),
        Status::Applied => ("바꿈", "Changed"),
        Status::Kept => ("그대로 둠", "Kept"),
        Status::Spared => ("기준 이하라 유지", "Within the threshold"),
        Status::Adopted => ("심사에 반영", "Used in the review"),
        Status::Overtaken => ("먼저 수락·결정됨", "Accepted or decided before"),
        Status::Superseded => ("새 결과로 대체", "Replaced by a later one"),
    };
    language.pick(ko, en)
}

/// Which way an amount goes.
pub fn direction(language: Language, direction: Direction) -> &'static str {
    let (ko, en) = match direction {
        Direction::Decrease => ("줄어듦", "Less"),
        Direction::Increase => ("늘어남", "More"),
        Direction::Review => ("담당자 심사 필요", "Needs a review"),
    };
    language.pick(ko, en)
}

/// An order of the list.
pub fn order(language: Language, order: Order) -> &'static str {
    let (ko, en) = match order {
        Order::Difference => ("차액 큰 순", "Largest difference"),
        Order::Before => ("지금 금액 큰 순", "Largest present amount"),
        Order::After => ("다시 계산한 금액 큰 순", "Largest later result"),
        Order::Age => ("오래 기다린 순", "Longest waiting"),
    };
    language.pick(ko, en)
}

/// What driver and company are promised together, beside what there is to share.
pub fn shared(language: Language, shared: &Shared) -> String {
    let [promised, whole] = [shared.promised, shared.whole].map(Money::format);
    match shared.promised.checked_sub(shared.whole) {
        Ok(beyond) if beyond.minor > 0 => language.pick(
            format!("{promised} · 나눌 보상액 {whole}보다 {} 많음", beyond.format()),
            format!("{promised}, which is {} more than the {whole} to be shared", beyond.format()),
        ),
        _ => language.pick(format!("{promised} · 나눌 보상액 {whole}"), format!("{promised} of {whole} to be shared")),
    }
}

/// What waits of a run: `11월 28일 10:00 계산 · 차액 -₩1,234`.
pub fn of_run(language: Language, began: &str, difference: &str) -> String {
    language.pick(format!("{began} 계산 · 차액 {difference}"), format!("Run of {began} · difference {difference}"))
}

/// What opens the decision on all of them: `줄어듦 40건 모두 결정하기`.
pub fn decide_all(language: Language, way: Direction, count: i64) -> String {
    let (way, count) = (direction(language, way), group_thousands(count.unsigned_abs()));
    language.pick(format!("{way} {count}건 모두 결정하기"), format!("Decide on all {count} ({way})"))
}

/// What a decision on many came to.
pub fn batch(language: Language, batch: &Batch) -> String {
    let [done, skipped] =
        [batch.done - batch.skipped, batch.skipped].map(|count| group_thousands(count.unsigned_abs()));
    let what = match batch.verdict {
        Verdict::Apply => language.pick("다시 계산한 금액으로 바꾸기", "change to the later results"),
        Verdict::Keep => language.pick("지금 금액 그대로 두기", "keep as they are"),
    };
    let said = language.pick(
        format!("마지막 일괄 결정: {what} · {done}건 처리"),
        format!("Last decision on many: {what} · {done} carried out"),
    );
    if batch.skipped == 0 {
        return said;
    }
    language.pick(
        format!("{said} · {skipped}건은 규칙에 맞지 않아 그대로 남음"),
        format!("{said} · {skipped} left as they are, since the rules refuse them"),
    )
}
