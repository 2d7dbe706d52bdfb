//! The transitions: from a claim, an action and who asks, to the event or the reason why not.

use super::{Action, Claim, Decision, Event, Refusal, Requester, State, Track};
use crate::{id::StaffId, money::Money, role::Permission, time::Instant};

type Outcome = Result<Decision, Refusal>;

impl Claim {
    /// A claim just begun: no offer, or the published one of the fast track.
    pub const fn begun(track: Track, offer: Option<Money>) -> Self {
        Self {
            state: State::Draft,
            track,
            offer,
            promised: offer,
            settled: None,
            answer_by: None,
            reviewer: None,
            appealed_from: None,
            first_approver: None,
        }
    }

    /// Whether the decision that stands or comes next is the last one here.
    pub const fn is_final(&self) -> bool {
        self.appealed_from.is_some()
    }

    /// What is still to be paid of the amount accepted.
    pub fn due(&self) -> Option<Money> {
        let offer = self.offer?;
        self.settled.map_or(Some(offer), |settled| offer.checked_sub(settled).ok())
    }

    /// Decides on an action. `limit` is the amount up to which (inclusive) the rule of the policy approves; above it, or
    /// in another currency, two people do.
    pub fn request(&self, action: Action, by: Requester, limit: Money) -> Outcome {
        match (action, by) {
            (Action::Submit, Requester::Claimant) => self.submit(),
            (Action::Accept(amount), Requester::Claimant) => self.accept(amount),
            (Action::Appeal, Requester::Claimant) => self.appeal(),
            (Action::GiveInformation, Requester::Claimant) => self.give_information(),
            (Action::Withdraw, Requester::Claimant) => self.withdraw(),
            (Action::MendPayee, Requester::Claimant) => self.mend_payee(),
            (Action::Lapse { now }, Requester::System) => self.lapse(now),
            (Action::Approve, Requester::System) => self.approve_by_rule(limit),
            (Action::ConfirmPayment | Action::FailPayment, Requester::System) => self.pay(action),
            (_, Requester::Staff { id, roles }) if action.permissions().iter().any(|p| roles.allows(*p)) => {
                self.request_by_staff(action, id, roles.allows(Permission::ApproveClaims), limit)
            }
            _ => Err(Refusal::NotPermitted),
        }
    }

    fn request_by_staff(&self, action: Action, id: StaffId, approver: bool, limit: Money) -> Outcome {
        match action {
            Action::StartReview => self.start_review(id),
            Action::ReturnToQueue => self.return_to_queue(id, approver),
            Action::RequestInformation => {
                self.by_holder(id, State::NeedsInformation, Event::InformationRequested, self.clone())
            }
            Action::Offer { amount, .. } if amount.minor <= 0 => Err(Refusal::AmountNotPositive),
            Action::Offer { amount, answer_by } => {
                if let Some(promised) =
                    self.promised.filter(|promised| self.is_in_review() && amount.minor < promised.minor)
                {
                    return Err(Refusal::BelowPromise(promised));
                }
                let (offer, promised) = (Some(amount), Some(amount));
                let offered = Self { offer, promised, answer_by: Some(answer_by), ..self.clone() };
                self.by_holder(id, State::Offered, Event::Offered, offered)
            }
            Action::Reject => {
                let rejected = Self { offer: None, promised: None, answer_by: None, ..self.clone() };
                self.by_holder(id, State::Rejected, Event::Rejected, rejected)
            }
            Action::Approve => self.approve_by(id, limit),
            Action::SendBack => self.send_back(),
            _ => self.pay(action),
        }
    }

    fn submit(&self) -> Outcome {
        match self.state {
            State::Draft => {
                let track = if self.track == Track::Fast { Track::Evidence } else { self.track };
                executed(Event::Submitted, Self { track, ..self.clone() })
            }
            State::Withdrawn | State::Lapsed if self.is_final() => Err(Refusal::Final),
            State::Withdrawn | State::Lapsed => {
                let (offer, promised) = (None, None);
                let again = Self { track: Track::Evidence, offer, promised, answer_by: None, ..self.clone() };
                executed(Event::Submitted, Self { reviewer: None, first_approver: None, ..again })
            }
            State::Submitted | State::InReview => Ok(Decision::AlreadyApplied),
            state => Err(Refusal::WrongState(state)),
        }
    }

    fn accept(&self, amount: Money) -> Outcome {
        match (self.state, self.offer) {
            (State::Draft, None) => Err(Refusal::NothingOffered),
            (State::Draft | State::Offered, Some(offer)) if offer != amount => Err(Refusal::OfferChanged(offer)),
            (State::Draft | State::Offered, Some(_)) => executed(Event::Accepted, self.clone()),
            // The rule may have approved between two clicks.
            (State::Accepted | State::Approved | State::Paying | State::PaymentFailed | State::Paid, Some(offer))
                if offer == amount =>
            {
                Ok(Decision::AlreadyApplied)
            }
            (state, _) => Err(Refusal::WrongState(state)),
        }
    }

    fn appeal(&self) -> Outcome {
        match self.state {
            State::Appealed => Ok(Decision::AlreadyApplied),
            State::Draft if self.offer.is_none() => Err(Refusal::NothingOffered),
            State::Offered | State::Rejected if self.is_final() => Err(Refusal::Final),
            State::Draft | State::Offered | State::Rejected => {
                let appealed = Self { track: Track::Appeal, offer: None, answer_by: None, ..self.clone() };
                executed(Event::Appealed, Self { appealed_from: self.reviewer, reviewer: None, ..appealed })
            }
            state => Err(Refusal::WrongState(state)),
        }
    }

    fn give_information(&self) -> Outcome {
        match self.state {
            State::NeedsInformation => executed(Event::InformationGiven, self.clone()),
            State::InReview => Ok(Decision::AlreadyApplied),
            state => Err(Refusal::WrongState(state)),
        }
    }

    fn withdraw(&self) -> Outcome {
        match self.state {
            State::Draft
            | State::Submitted
            | State::InReview
            | State::NeedsInformation
            | State::Offered
            | State::Accepted
            | State::Appealed => executed(Event::Withdrawn, self.clone()),
            State::Withdrawn => Ok(Decision::AlreadyApplied),
            state => Err(Refusal::WrongState(state)),
        }
    }

    fn mend_payee(&self) -> Outcome {
        match self.state {
            State::PaymentFailed => executed(Event::PayeeMended, self.clone()),
            State::Approved => Ok(Decision::AlreadyApplied),
            state => Err(Refusal::WrongState(state)),
        }
    }

    fn lapse(&self, now: Instant) -> Outcome {
        match (self.state, self.answer_by) {
            (State::Offered, Some(answer_by)) if answer_by < now => executed(Event::Lapsed, self.clone()),
            (State::Offered, _) => Err(Refusal::NotYetDue),
            (State::Lapsed, _) => Ok(Decision::AlreadyApplied),
            (state, _) => Err(Refusal::WrongState(state)),
        }
    }

    fn start_review(&self, id: StaffId) -> Outcome {
        if self.appealed_from == Some(id) {
            return Err(Refusal::OwnDecisionAppealed);
        }
        match (self.state, self.reviewer) {
            (State::Submitted | State::Appealed, _) => {
                executed(Event::ReviewStarted, Self { reviewer: Some(id), ..self.clone() })
            }
            (State::InReview | State::NeedsInformation, Some(holder)) if holder != id => {
                Err(Refusal::HeldByAnother(holder))
            }
            (State::NeedsInformation, _) => executed(Event::ReviewStarted, self.clone()),
            (State::InReview, _) => Ok(Decision::AlreadyApplied),
            (state, _) => Err(Refusal::WrongState(state)),
        }
    }

    fn return_to_queue(&self, id: StaffId, approver: bool) -> Outcome {
        match (self.state, self.reviewer) {
            (State::InReview | State::NeedsInformation, Some(holder)) if holder != id && !approver => {
                Err(Refusal::HeldByAnother(holder))
            }
            (State::InReview | State::NeedsInformation, _) => {
                executed(Event::ReturnedToQueue, Self { reviewer: None, ..self.clone() })
            }
            (State::Submitted, None) => Ok(Decision::AlreadyApplied),
            (state, _) => Err(Refusal::WrongState(state)),
        }
    }

    /// A step of the review, by the person who has the claim; the same step again has already happened.
    fn by_holder(&self, id: StaffId, reached: State, event: Event, next: Self) -> Outcome {
        match (self.state, self.reviewer) {
            (State::InReview, Some(holder)) if holder == id => executed(event, next),
            (State::InReview, Some(holder)) => Err(Refusal::HeldByAnother(holder)),
            (state, Some(holder)) if state == reached && holder == id && self.offer == next.offer => {
                Ok(Decision::AlreadyApplied)
            }
            (state, _) => Err(Refusal::WrongState(state)),
        }
    }

    fn within(&self, limit: Money) -> bool {
        self.offer.is_some_and(|offer| offer.currency == limit.currency && offer.minor <= limit.minor)
    }

    fn approve_by_rule(&self, limit: Money) -> Outcome {
        match self.state {
            State::Accepted if self.within(limit) => executed(Event::Approved, self.clone()),
            State::Accepted => Err(Refusal::AboveLimit),
            State::Approved => Ok(Decision::AlreadyApplied),
            state => Err(Refusal::WrongState(state)),
        }
    }

    /// Above the limit a reviewer's offer is the first pair of eyes; a published offer has none, so it takes two
    /// approvers.
    fn approve_by(&self, id: StaffId, limit: Money) -> Outcome {
        match self.state {
            State::Approved => Ok(Decision::AlreadyApplied),
            State::Accepted if self.reviewer == Some(id) => Err(Refusal::OwnReview),
            State::Accepted if self.appealed_from == Some(id) => Err(Refusal::OwnDecisionAppealed),
            State::Accepted if self.first_approver == Some(id) => Ok(Decision::AlreadyApplied),
            State::Accepted if self.within(limit) || self.reviewer.or(self.first_approver).is_some() => {
                executed(Event::Approved, self.clone())
            }
            State::Accepted => executed(Event::FirstApproval, Self { first_approver: Some(id), ..self.clone() }),
            state => Err(Refusal::WrongState(state)),
        }
    }

    fn send_back(&self) -> Outcome {
        match self.state {
            State::Accepted => {
                let open = Self { offer: None, promised: None, answer_by: None, ..self.clone() };
                executed(Event::SentBack, Self { reviewer: None, first_approver: None, ..open })
            }
            State::Submitted => Ok(Decision::AlreadyApplied),
            state => Err(Refusal::WrongState(state)),
        }
    }

    fn pay(&self, action: Action) -> Outcome {
        match (action, self.state) {
            (Action::StartPayment, State::Approved | State::PaymentFailed) => {
                executed(Event::PaymentStarted, self.clone())
            }
            (Action::ConfirmPayment, State::Paying) => {
                executed(Event::PaymentConfirmed, Self { settled: self.offer, ..self.clone() })
            }
            (Action::FailPayment, State::Paying) => executed(Event::PaymentFailed, self.clone()),
            (Action::StartPayment, State::Paying)
            | (Action::ConfirmPayment, State::Paid)
            | (Action::FailPayment, State::PaymentFailed) => Ok(Decision::AlreadyApplied),
            (_, state) => Err(Refusal::WrongState(state)),
        }
    }
}

impl Action {
    /// The permissions of which a person of the operator needs one; none where no such person may do it.
    const fn permissions(self) -> &'static [Permission] {
        match self {
            Self::StartReview | Self::RequestInformation | Self::Offer { .. } | Self::Reject => {
                &[Permission::ReviewClaims]
            }
            Self::ReturnToQueue => &[Permission::ReviewClaims, Permission::ApproveClaims],
            Self::Approve | Self::SendBack => &[Permission::ApproveClaims],
            Self::StartPayment | Self::ConfirmPayment | Self::FailPayment => &[Permission::PreparePayouts],
            Self::Submit
            | Self::Accept(_)
            | Self::Appeal
            | Self::GiveInformation
            | Self::Withdraw
            | Self::MendPayee
            | Self::Lapse { .. } => &[],
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every transition ends in it")]
fn executed(event: Event, claim: Claim) -> Outcome {
    Ok(Decision::Executed(event, Claim { state: event.leads_to(), ..claim }))
}
