//! Claims: a claimant's request under a programme, as a state machine over its events.
//!
//! ```text
//! draft -> submitted -> in_review -> offered -> accepted -> approved -> paying -> paid
//!                       in_review -> needs_information -> in_review      paying -> payment_failed -> approved
//!                       in_review -> rejected -> appealed                (the claimant mended the account)
//!                       offered   -> appealed -> in_review (another reviewer) -> offered | rejected, final
//! fast track: draft -> accepted on a published offer; a disagreement with one goes draft -> appealed or submitted
//! later result, decided by a person: draft | offered -> offered | rejected; accepted | approved | paid -> accepted (more)
//! ```
//!
//! Two rules of fairness shape it. No outcome is a dead end: a claim that was withdrawn or lapsed may be submitted again,
//! a rejection may be appealed once to another person. And no money without two pairs of eyes: up to the limit a rule
//! of the published policy approves, above it two different people are needed, and nobody approves what they reviewed.
//! What a later computation does to a claim is told by [`Claim::consequence`]: more goes out at once where nobody has
//! answered yet, less never takes effect without a person.

use serde::{Deserialize, Serialize};

use crate::{id::StaffId, language::Text, money::Money, named::named, role::RoleSet, time::Instant};

mod adjust;
mod transition;

#[cfg(test)]
mod tests;

pub use adjust::{Consequence, Decider, Target};

named! {
    /// Where a claim stands.
    State {
        /// Begun; in the fast track with a published offer on the table.
        Draft = "draft",
        /// In the queue.
        Submitted = "submitted",
        /// A reviewer has it.
        InReview = "in_review",
        /// The claimant was asked for something.
        NeedsInformation = "needs_information",
        /// An amount is on the table.
        Offered = "offered",
        /// The claimant said yes.
        Accepted = "accepted",
        /// Cleared for payment.
        Approved = "approved",
        /// In a payout batch.
        Paying = "paying",
        /// The bank could not pay; the claimant mends the account.
        PaymentFailed = "payment_failed",
        /// The bank has paid.
        Paid = "paid",
        /// A reviewer said no, with reasons.
        Rejected = "rejected",
        /// In the queue for another reviewer.
        Appealed = "appealed",
        /// Taken back by the claimant.
        Withdrawn = "withdrawn",
        /// The offer was not answered by its date.
        Lapsed = "lapsed",
    }
}

named! {
    /// What happened to a claim. Stored append-only; each leads to exactly one state.
    Event {
        /// The claimant sent it in, or again.
        Submitted = "submitted",
        /// A reviewer took it.
        ReviewStarted = "review_started",
        /// It went back to the queue, for another reviewer to take.
        ReturnedToQueue = "returned_to_queue",
        /// The reviewer asked for something.
        InformationRequested = "information_requested",
        /// The claimant answered.
        InformationGiven = "information_given",
        /// The reviewer offered an amount.
        Offered = "offered",
        /// The reviewer said no.
        Rejected = "rejected",
        /// The claimant disagreed.
        Appealed = "appealed",
        /// The claimant said yes.
        Accepted = "accepted",
        /// The first of two people approved.
        FirstApproval = "first_approval",
        /// Cleared for payment, by rule or by the last person needed.
        Approved = "approved",
        /// An approver wants it reviewed again.
        SentBack = "sent_back",
        /// It entered a payout batch.
        PaymentStarted = "payment_started",
        /// The bank could not pay.
        PaymentFailed = "payment_failed",
        /// The claimant gave another account.
        PayeeMended = "payee_mended",
        /// The bank paid.
        PaymentConfirmed = "payment_confirmed",
        /// The claimant took it back.
        Withdrawn = "withdrawn",
        /// The answer-by date passed.
        Lapsed = "lapsed",
        /// A person offered what a later computation came to.
        Reoffered = "reoffered",
        /// A person took an unanswered offer back, since a later computation came to nothing.
        OfferRevoked = "offer_revoked",
        /// A person gave more than was accepted, since a later computation came to more.
        Raised = "raised",
    }
}

impl Event {
    /// The state that a claim is in after this event, so that a stored state can be checked against its history.
    pub const fn leads_to(self) -> State {
        match self {
            Self::Submitted | Self::ReturnedToQueue | Self::SentBack => State::Submitted,
            Self::ReviewStarted | Self::InformationGiven => State::InReview,
            Self::InformationRequested => State::NeedsInformation,
            Self::Offered | Self::Reoffered => State::Offered,
            Self::Rejected | Self::OfferRevoked => State::Rejected,
            Self::Appealed => State::Appealed,
            Self::Accepted | Self::FirstApproval | Self::Raised => State::Accepted,
            Self::Approved | Self::PayeeMended => State::Approved,
            Self::PaymentStarted => State::Paying,
            Self::PaymentFailed => State::PaymentFailed,
            Self::PaymentConfirmed => State::Paid,
            Self::Withdrawn => State::Withdrawn,
            Self::Lapsed => State::Lapsed,
        }
    }
}

named! {
    /// How a claim came about.
    Track {
        /// On the offer computed beforehand.
        Fast = "fast",
        /// On the claimant's own records.
        Evidence = "evidence",
        /// On a disagreement with a result.
        Appeal = "appeal",
    }
}

/// What somebody wants to do with a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Claimant: send it in, with or without records; again after it was withdrawn or lapsed.
    Submit,
    /// Claimant: say yes to this amount, the one on the screen.
    Accept(Money),
    /// Claimant: disagree and ask for another person.
    Appeal,
    /// Claimant: answer what was asked.
    GiveInformation,
    /// Claimant: take it back.
    Withdraw,
    /// Claimant: give another account to pay to.
    MendPayee,
    /// Reviewer: take it from the queue; also go on without the information asked for.
    StartReview,
    /// Reviewer who has it, or an approver: put it back in the queue.
    ReturnToQueue,
    /// Reviewer: ask the claimant.
    RequestInformation,
    /// Reviewer: offer an amount, to be answered by a date.
    Offer {
        /// The amount, above 0.
        amount: Money,
        /// The last instant to answer.
        answer_by: Instant,
    },
    /// Reviewer: say no.
    Reject,
    /// Approver, or the rule for amounts up to the limit: clear it for payment.
    Approve,
    /// Approver: have it reviewed again.
    SendBack,
    /// Finance: put it into a payout batch.
    StartPayment,
    /// Finance or the bank's answer: paid.
    ConfirmPayment,
    /// Finance or the bank's answer: not paid.
    FailPayment,
    /// The clock: the answer-by date passed.
    Lapse {
        /// The instant at which the date is compared.
        now: Instant,
    },
}

/// Who wants it. That a claimant owns the claim is checked before; here only the kind of person counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requester {
    /// The claimant or who acts for them.
    Claimant,
    /// A person of the operator.
    Staff {
        /// Who.
        id: StaffId,
        /// Their roles.
        roles: RoleSet,
    },
    /// A rule of the published policy, the clock, the bank's file.
    System,
}

/// What the state machine has to know of a claim. Everything else about it is for the backend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Where it stands.
    pub state: State,
    /// How it came about.
    pub track: Track,
    /// The amount on the table or accepted.
    pub offer: Option<Money>,
    /// What was offered or awarded last; stays through an appeal. No review goes below it unless a person approved that.
    pub promised: Option<Money>,
    /// What the bank has paid; a later payment is of what is due beyond it.
    pub settled: Option<Money>,
    /// The last instant to answer the offer; none for offers open as long as the programme.
    pub answer_by: Option<Instant>,
    /// Who has it in review, or decided on it last.
    pub reviewer: Option<StaffId>,
    /// Whose decision was appealed; that person takes no further part, and the next decision is final.
    pub appealed_from: Option<StaffId>,
    /// The first of two people who approved.
    pub first_approver: Option<StaffId>,
}

/// The answer to an action that is in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It happened: the event to store, and the claim after it.
    Executed(Event, Claim),
    /// It had already happened, as after a double click; nothing to store.
    AlreadyApplied,
}

/// Why an action is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The requester may not do this to any claim.
    #[error("this is not for you to do")]
    NotPermitted,
    /// The claim stands where this cannot be done.
    #[error("this cannot be done while the claim is {}", .0.name())]
    WrongState(State),
    /// There is no offer to answer.
    #[error("nothing has been offered")]
    NothingOffered,
    /// The offer is another than the one answered.
    #[error("the offer has changed to {}", .0.format())]
    OfferChanged(Money),
    /// An offer must be above 0.
    #[error("an offer must be above zero")]
    AmountNotPositive,
    /// Another reviewer has it.
    #[error("another reviewer has this claim")]
    HeldByAnother(StaffId),
    /// Nobody approves a claim they reviewed.
    #[error("you reviewed this claim; another person has to approve it")]
    OwnReview,
    /// An appeal is reviewed by somebody who took no part before.
    #[error("your decision was appealed; another person has to look at it")]
    OwnDecisionAppealed,
    /// The amount is above the limit up to which a rule approves.
    #[error("an amount above the limit needs two people")]
    AboveLimit,
    /// The decision on an appeal is the last one here.
    #[error("the decision on the appeal is final")]
    Final,
    /// The answer-by date has not passed.
    #[error("the offer is still open")]
    NotYetDue,
    /// More was offered before; less takes an approved later result.
    #[error("{} was offered before", .0.format())]
    BelowPromise(Money),
}

impl Refusal {
    /// The sentence on the page.
    pub fn text(self) -> Text {
        match self {
            Self::NotPermitted => Text::new("이 작업을 할 권한이 없어요.", "This is not yours to do."),
            Self::WrongState(_) => Text::new(
                "지금 단계에서는 할 수 없어요. 화면을 새로 고쳐 진행 상태를 확인해 주세요.",
                "This cannot be done at the current stage. Reload the page to see where the claim stands.",
            ),
            Self::NothingOffered => Text::new("아직 제안된 보상액이 없어요.", "There is no offer to answer yet."),
            Self::OfferChanged(offer) => Text::new(
                format!("보상액이 바뀌었어요({}). 내용을 확인한 뒤 다시 선택해 주세요.", offer.format()),
                format!("The offer is now {}. Please look at it before you answer.", offer.format()),
            ),
            Self::AmountNotPositive => Text::new("보상액은 0보다 커야 해요.", "The amount has to be above zero."),
            Self::HeldByAnother(_) => {
                Text::new("다른 심사 담당이 맡고 있는 청구예요.", "Another reviewer has this claim.")
            }
            Self::OwnReview => Text::new(
                "직접 심사한 청구는 승인할 수 없어요. 다른 승인 담당이 확인해야 해요.",
                "You reviewed this claim, so another person has to approve it.",
            ),
            Self::OwnDecisionAppealed => Text::new(
                "이의 신청은 이전 결정에 참여하지 않은 담당이 심사해야 해요.",
                "An appeal is reviewed by a person who took no part in the decision before.",
            ),
            Self::AboveLimit => Text::new(
                "기준 금액을 넘어 두 사람의 승인이 필요해요.",
                "The amount is above the limit and needs the approval of two people.",
            ),
            Self::Final => Text::new(
                "이의 신청에 대한 결정은 최종 결정이에요.",
                "The decision on an appeal is the final one here.",
            ),
            Self::NotYetDue => Text::new("아직 답할 수 있는 기간이에요.", "The offer is still open."),
            Self::BelowPromise(promised) => Text::new(
                format!(
                    "이미 {}을 제안했어요. 더 적은 금액을 제안하려면 다시 계산한 결과를 다른 담당이 승인해야 해요.",
                    promised.format()
                ),
                format!(
                    "{} was offered before. Less can be offered only after another person approved a lower result.",
                    promised.format()
                ),
            ),
        }
    }
}
