//! Where a case stands: its badge, its amount, what comes next and what can be done. The rules are the state machine's;
//! what it would refuse is not offered.

use backend::claims::{ClaimantCase, StoredClaim};
use domain::{
    claim::{Action, Decision, Requester, State},
    language::Language,
    money::Money,
};

use crate::{parts::Tone, shell::PageContext, text::claim_states};

/// The state of the claim, where there is one.
pub fn state(case: &ClaimantCase) -> Option<State> {
    case.claim.as_ref().map(|stored| stored.claim.state)
}

/// Its badge.
pub fn badge(case: &ClaimantCase, language: Language) -> (Tone, &'static str) {
    let Some(state) = state(case) else {
        let outcome = &case.assessment.result.outcome;
        let tone = if outcome.amount().is_some() { Tone::Slow } else { Tone::Unknown };
        return (tone, claim_states::outcome_word(language, outcome));
    };
    (tone(state), claim_states::word(language, state))
}

/// The meaning of a state, for its colour and shape.
pub const fn tone(state: State) -> Tone {
    match state {
        State::Draft | State::Offered | State::Submitted | State::InReview | State::Accepted | State::Paying => {
            Tone::Maint
        }
        State::NeedsInformation => Tone::Slow,
        State::Appealed => Tone::Part,
        State::Approved | State::Paid => Tone::Ok,
        State::PaymentFailed | State::Rejected => Tone::Down,
        State::Withdrawn | State::Lapsed => Tone::Unknown,
    }
}

/// The amount that the page is about, where there is one.
pub fn amount(case: &ClaimantCase) -> Option<Money> {
    let Some(stored) = &case.claim else { return case.assessment.result.outcome.amount() };
    match stored.claim.state {
        State::Submitted
        | State::InReview
        | State::NeedsInformation
        | State::Rejected
        | State::Appealed
        | State::Withdrawn
        | State::Lapsed => None,
        _ => stored.claim.offer,
    }
}

/// Whether the amount shown is the one that the computation gave.
pub fn is_computed(case: &ClaimantCase) -> bool {
    case.claim.is_none() || amount(case).is_some_and(|amount| case.assessment.result.outcome.amount() == Some(amount))
}

/// What comes next, in a sentence.
pub fn next(context: &PageContext, case: &ClaimantCase) -> String {
    let language = context.language;
    let Some(stored) = &case.claim else {
        return claim_states::outcome_next(language, &case.assessment.result.outcome).to_owned();
    };
    let until = stored.claim.answer_by.unwrap_or(case.programme.closes_at);
    let until = context.zone().date_time(until, language);
    claim_states::next(language, stored.claim.state, &until, stored.claim.is_final())
}

/// The offer that can be accepted now.
pub fn acceptable(case: &ClaimantCase) -> Option<Money> {
    let offer = case.claim.as_ref()?.claim.offer?;
    may(case, Action::Accept(offer)).then_some(offer)
}

/// Whether a person can be asked: where there is no claim, or one that can be sent in again.
pub fn can_ask(case: &ClaimantCase) -> bool {
    let is_over = matches!(state(case), Some(State::Withdrawn | State::Lapsed));
    case.claim.is_none() || (is_over && may(case, Action::Submit))
}

/// Whether the claim can be taken back. An offer that was never answered needs no withdrawal.
pub fn can_withdraw(case: &ClaimantCase) -> bool {
    state(case) != Some(State::Draft) && may(case, Action::Withdraw)
}

/// Whether the rules allow the claimant an action now.
pub fn may(case: &ClaimantCase, action: Action) -> bool {
    let allowed = |stored: &StoredClaim| {
        matches!(stored.claim.request(action, Requester::Claimant, stored.limit), Ok(Decision::Executed(..)))
    };
    case.claim.as_ref().is_some_and(allowed)
}
