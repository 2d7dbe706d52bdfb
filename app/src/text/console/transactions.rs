//! Words of the transactions behind a claim and of computing it again.

use domain::{
    language::Language,
    ledger::{Remark, SetAsideReason, TransactionKind},
};

words! {
    /// Transactions of an account, what counts of them, and revisions.
    Transactions {
        title: "거래 살펴보기", "Transactions";
        back: "청구로 돌아가기", "Back to the claim";
        lead: "계산에 쓴 기간의 거래 가운데 두 번 기록되었을 수 있거나 유난히 큰 거래, 그리고 계산에서 뺀 거래입니다. 규칙으로 빼는 거래는 없고, 담당자가 이유를 적어 정합니다.",
            "Of the time that the computation reads: transactions that may be recorded twice or are uncommonly large, and those that were left out. None is left out by rule; a reviewer decides and says why.";
        lead_day: "이날의 모든 거래입니다.", "All transactions of this day.";
        day: "날짜", "Day";
        show_day: "이날 거래 보기", "Show this day";
        remarkable: "살펴볼 거래만 보기", "Only what is remarkable";
        none: "살펴볼 거래가 없어요", "Nothing remarkable";
        none_text: "두 번 기록된 듯한 거래나 유난히 큰 거래가 없습니다. 날짜를 고르면 그날의 거래를 모두 볼 수 있습니다.",
            "No transaction seems recorded twice or uncommonly large. Choose a day to see all of its transactions.";
        none_day_text: "이날에는 거래 기록이 없습니다.", "There are no transactions on this day.";
        at: "시각", "Time";
        amount: "금액", "Amount";
        kind: "구분", "Kind";
        through: "서비스", "Service";
        terminal: "단말기", "Terminal";
        reference: "거래 번호", "Reference";
        remark: "확인할 점", "Remark";
        alike: "같은 거래가 있음", "Like another one";
        giant: "유난히 큼", "Uncommonly large";
        change: "다시 계산하기", "Compute again";
        change_lead: "고른 거래를 빼거나 되돌리고 이 계정만 다시 계산합니다. 다른 계정의 결과는 바뀌지 않고, 처음 계산도 기록에 남습니다.",
            "Leaves out or puts back what is chosen and computes this account again. No other account changes, and the first result stays on record.";
        reason: "빼는 이유", "Why it is left out";
        note: "설명", "Explanation";
        note_hint: "청구인이 그대로 읽습니다.", "The claimant reads it as written.";
        set_aside: "고른 거래 빼고 계산하기", "Leave out what is chosen";
        put_back: "고른 거래 되돌리고 계산하기", "Put back what is chosen";
        compute: "지금 기록으로 다시 계산하기", "Compute from the ledger as it is now";
        choose_reason: "빼는 이유를 골라 주세요.", "Choose why it is left out.";
        not_yours: "이 청구를 심사하고 있는 담당자만 계산을 바꿀 수 있습니다.", "Only the reviewer who has this claim can change what is counted.";
        changed: "다시 계산했습니다. 새 결과가 청구에 적용됩니다.", "Computed again. The claim rests on the new result.";
        same: "다시 계산했지만 결과가 같습니다.", "Computed again, with the same result.";
        revisions: "다시 계산한 기록", "Computed again";
        before: "이전", "Before";
        after: "이후", "After";
        line: "항목", "Line";
        differences: "달라진 항목 보기", "Show the lines that differ";
        nothing_paid: "없음", "None";
        claimant_heading: "담당자가 계산을 고쳤어요", "A reviewer corrected the computation";
        claimant_before: "처음 계산한 보상액", "First computed";
    }
}

/// Why a reviewer left a transaction out.
pub fn reason(language: Language, reason: SetAsideReason) -> (&'static str, &'static str) {
    let (name, hint) = match reason {
        SetAsideReason::OneOff => (
            ("일회성 거래", "One-off"),
            (
                "단체 주문처럼 평소 매출로 볼 수 없는 거래입니다.",
                "Says nothing about ordinary trade, such as a group order.",
            ),
        ),
        SetAsideReason::Duplicate => (
            ("중복 기록", "Recorded twice"),
            ("다른 거래와 같은 거래입니다.", "Is another transaction, recorded twice."),
        ),
    };
    (language.pick(name.0, name.1), language.pick(hint.0, hint.1))
}

/// What is remarkable about a transaction.
pub fn remark(language: Language, remark: Remark) -> &'static str {
    let words = Transactions::of(language);
    match remark {
        Remark::Alike => words.alike,
        Remark::Giant => words.giant,
    }
}

/// What a transaction is.
pub fn kind(language: Language, kind: TransactionKind) -> &'static str {
    let (ko, en) = match kind {
        TransactionKind::Sale => ("판매", "Sale"),
        TransactionKind::Fare => ("운임", "Fare"),
        TransactionKind::Refund => ("환불", "Refund"),
        TransactionKind::Fee => ("수수료", "Fee"),
    };
    language.pick(ko, en)
}
