//! Where a claim stands, in words for who made it: a word, a heading, what comes next, and what happened before.

use domain::{
    assessment::Outcome,
    claim::{Event, State},
    language::Language,
    ledger::AccountKind,
    money::Money,
};

use super::console::states;

/// The word of a state: that of the staff, but for a draft, which is an offer to who reads it.
pub fn word(language: Language, state: State) -> &'static str {
    match state {
        State::Draft => states::claim(language, State::Offered),
        state => states::claim(language, state),
    }
}

/// The word where there is no claim yet.
pub fn outcome_word(language: Language, outcome: &Outcome) -> &'static str {
    let (ko, en) = match outcome {
        Outcome::Offer { .. } | Outcome::Review { .. } => ("심사 필요", "Needs a review"),
        Outcome::NoMeasurableLoss { .. } => ("보상액 없음", "No compensation"),
        Outcome::NotExposed { .. } => ("이용 기록 없음", "Service not used"),
        Outcome::NotEligible { .. } => ("대상 아님", "Not covered"),
    };
    language.pick(ko, en)
}

/// The heading of a case with a claim. `by_loss` says that the offer rests on lost takings.
pub fn heading(language: Language, state: State, kind: AccountKind, by_loss: bool) -> &'static str {
    let (ko, en) = match (state, kind, by_loss) {
        (State::Draft, AccountKind::Merchant, true) => {
            ("멈춘 동안 줄어든 매출을 계산했어요", "We computed the sales you lost")
        }
        (State::Draft, _, true) => ("멈춘 동안 줄어든 수입을 계산했어요", "We computed the earnings you lost"),
        (State::Draft, ..) => ("받으실 보상액을 계산했어요", "We computed your compensation"),
        (State::Submitted, ..) => ("청구를 접수했어요", "We have your claim"),
        (State::InReview, ..) => ("담당자가 살펴보고 있어요", "A reviewer is looking at your claim"),
        (State::NeedsInformation, ..) => ("확인할 내용이 있어요", "We have a question for you"),
        (State::Offered, ..) => ("심사를 마치고 이 금액을 제안해요", "After the review, we offer you this"),
        (State::Accepted, ..) => ("수락하신 금액을 확인하고 있어요", "We are checking the amount you accepted"),
        (State::Approved, ..) => ("보상이 승인됐어요", "Your compensation is approved"),
        (State::Paying, ..) => ("보상금을 보내고 있어요", "Your payment is on its way"),
        (State::PaymentFailed, ..) => ("보상금이 입금되지 않았어요", "The payment did not go through"),
        (State::Paid, ..) => ("보상금을 보냈어요", "Your compensation is paid"),
        (State::Rejected, ..) => ("이번 청구는 받아들여지지 않았어요", "Your claim was not accepted"),
        (State::Appealed, ..) => ("이의 신청을 접수했어요", "We have your appeal"),
        (State::Withdrawn, ..) => ("청구를 철회하셨어요", "You withdrew this claim"),
        (State::Lapsed, ..) => ("제안에 답할 기한이 지났어요", "The offer was not answered in time"),
    };
    language.pick(ko, en)
}

/// The heading of a case whose offer was taken back.
pub fn revoked_heading(language: Language) -> &'static str {
    language.pick("다시 계산한 결과 보상액이 없어요", "Computed again, there is no compensation")
}

/// The heading of a case without a claim.
pub fn outcome_heading(language: Language, outcome: &Outcome) -> &'static str {
    let (ko, en) = match outcome {
        Outcome::Offer { .. } => ("담당자가 먼저 확인하는 금액이에요", "A person checks this amount first"),
        Outcome::Review { .. } => ("담당자가 직접 살펴봐야 해요", "A person has to look at this"),
        Outcome::NoMeasurableLoss { .. } => ("계산된 보상액이 없어요", "The computation gives no compensation"),
        Outcome::NotExposed { .. } => ("멈춘 서비스를 쓴 기록이 없어요", "No use of the failed services is on record"),
        Outcome::NotEligible { .. } => ("이번 보상의 대상이 아니에요", "This programme does not cover the account"),
    };
    language.pick(ko, en)
}

/// What comes next in a state. `until` is the last instant to answer, `is_final` that no appeal is left.
pub fn next(language: Language, state: State, until: &str, is_final: bool) -> String {
    let (ko, en) = match state {
        State::Draft | State::Offered => {
            return language.pick(
                format!("{until}까지 답해 주세요. 서류는 필요 없어요."),
                format!("Please answer by {until}. No papers are needed."),
            );
        }
        State::Submitted => (
            "담당자가 차례대로 살펴봐요. 결과는 메일로 알려 드려요.",
            "Reviewers take claims in turn. You will have the result by mail.",
        ),
        State::InReview => (
            "심사가 끝나면 메일로 알려 드려요. 지금 하실 일은 없어요.",
            "You will have the result by mail; nothing to do now.",
        ),
        State::NeedsInformation => (
            "아래 질문에 답해 주시면 심사를 이어서 진행해요.",
            "The review goes on once you answer the question below.",
        ),
        State::Accepted => (
            "자동 승인 한도를 넘는 금액이라 담당자 두 사람이 확인해요. 승인되면 메일로 알려 드려요.",
            "The amount is above what a rule approves, so two people check it. You will hear by mail.",
        ),
        State::Approved => (
            "지급을 준비하고 있어요. 어디까지 왔는지는 이 화면에서 볼 수 있어요. 지금 하실 일은 없어요.",
            "The payment is being prepared; this page shows how far it is. There is nothing to do now.",
        ),
        State::Paying => {
            ("은행에서 처리하고 있어요. 끝나면 이 화면에 표시돼요.", "The bank has it; this page says when it is done.")
        }
        State::PaymentFailed => (
            "받을 계좌와 예금주를 확인해야 해요. 고객센터에 접수번호를 알려 주세요.",
            "The account and its holder have to be checked. Give customer service your reference number.",
        ),
        State::Paid => (
            "더 하실 일은 없어요. 입금되지 않았다면 고객센터에 접수번호를 알려 주세요.",
            "Nothing is left to do. If it has not arrived, give customer service your reference number.",
        ),
        State::Rejected if is_final => (
            "이의 신청에 대한 결정이라 더는 이의를 신청할 수 없어요. 그래도 동의하지 않으시면 통신분쟁조정위원회에 조정을 신청하실 수 있어요.",
            "This was the decision on your appeal and the last one here. You can still apply to the Telecommunications Dispute Mediation Committee.",
        ),
        State::Rejected => (
            "동의하지 않으시면 이의를 신청하실 수 있어요. 다른 담당자가 다시 살펴봐요.",
            "If you do not agree, you can appeal; another reviewer will look at it.",
        ),
        State::Appealed => (
            "이전 결정에 참여하지 않은 담당자가 다시 살펴봐요. 결과는 메일로 알려 드려요.",
            "Somebody who took no part in the decision looks at it again. You will have the result by mail.",
        ),
        State::Withdrawn | State::Lapsed if is_final => (
            "이의 신청까지 마친 청구라 다시 청구하실 수 없어요. 궁금한 점은 고객센터에 접수번호를 알려 주세요.",
            "The appeal was decided, so it cannot be claimed again. Customer service can help; give them your reference number.",
        ),
        State::Withdrawn | State::Lapsed => {
            ("마음이 바뀌셨다면 다시 청구하실 수 있어요.", "If you change your mind, you can claim again.")
        }
    };
    language.pick(ko, en).to_owned()
}

/// What comes next where there is no claim.
pub fn outcome_next(language: Language, outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Offer { .. } => language.pick(
            "자동으로 제안하는 한도를 넘는 금액이라 담당자가 먼저 확인해요. 아래에서 심사를 요청해 주세요.",
            "It is above what is offered without a check. Send it to a reviewer below.",
        ),
        _ => language.pick(
            "사실과 다르면 사람에게 심사받을 수 있어요.",
            "If this is not so, you can ask a person to look at it.",
        ),
    }
}

/// What happened, for the history.
pub fn event(language: Language, event: Event, amount: Option<Money>) -> String {
    let (ko, en) = match event {
        Event::Submitted => ("청구를 접수했어요.", "You sent the claim in."),
        Event::ReviewStarted => ("담당자가 심사를 시작했어요.", "A reviewer began to look at it."),
        Event::ReturnedToQueue => ("다른 담당자가 심사하도록 넘겼어요.", "It was passed on to another reviewer."),
        Event::InformationRequested => ("담당자가 확인할 내용을 문의했어요.", "The reviewer asked you something."),
        Event::InformationGiven => ("답을 보내셨어요.", "You answered."),
        Event::Offered => ("심사를 마치고 보상액을 제안했어요.", "The review ended with an offer."),
        Event::Rejected => ("청구를 받아들이지 않기로 결정했어요.", "The claim was not accepted."),
        Event::Appealed => ("이의를 신청하셨어요.", "You appealed."),
        Event::Accepted => match amount {
            Some(amount) => {
                let amount = amount.format();
                return language.pick(format!("{amount}을 받기로 하셨어요."), format!("You accepted {amount}."));
            }
            None => ("제안을 받기로 하셨어요.", "You accepted the offer."),
        },
        Event::FirstApproval => ("첫 번째 담당자가 승인했어요.", "The first of two people approved it."),
        Event::Approved => ("보상을 승인했어요.", "The compensation was approved."),
        Event::SentBack => ("다시 심사하기로 했어요.", "It goes back to review."),
        Event::PaymentStarted => ("은행에 지급을 맡겼어요.", "The payment went to the bank."),
        Event::PaymentFailed => ("은행에서 입금을 처리하지 못했어요.", "The bank could not pay."),
        Event::PayeeMended => ("받을 계좌를 수정하셨어요.", "You corrected the account."),
        Event::PaymentConfirmed => ("보상금을 보냈어요.", "The compensation was paid."),
        Event::Withdrawn => ("청구를 철회하셨어요.", "You withdrew the claim."),
        Event::Reoffered => (
            "다시 계산한 결과를 담당자가 확인하고 보상액을 새로 제안했어요.",
            "A person checked a later computation and made a new offer.",
        ),
        Event::OfferRevoked => (
            "다시 계산한 결과 보상액이 없어 제안을 취소했어요.",
            "The offer was taken back, since a later computation came to nothing.",
        ),
        Event::Raised => (
            "다시 계산한 결과가 더 높아 보상액을 올렸어요.",
            "The amount was raised, since a later computation came to more.",
        ),
        Event::Lapsed => ("기한 안에 답이 없어 제안이 종료됐어요.", "The offer ended without an answer."),
    };
    language.pick(ko, en).to_owned()
}
