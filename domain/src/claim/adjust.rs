//! What a later computation does to a claim: the severity was corrected, the ledger has more, a reviewer computed again.
//!
//! The claimant is never worse off by a machine: [`Claim::consequence`] lets more go out by itself where nobody has answered
//! yet, and everything else wait; [`Claim::adjust`] is what happens once a person has decided for the later result.

use super::{Claim, Event, Refusal, State};
use crate::{assessment::Outcome, id::StaffId, money::Money, time::Instant};

/// What a computation comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// An amount above 0.
    Amount(Money),
    /// Nothing.
    Nothing,
    /// What only a person can say.
    Review,
}

impl Target {
    /// What an outcome comes to.
    pub const fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Offer { amount, .. } => Self::Amount(*amount),
            Outcome::Review { .. } => Self::Review,
            Outcome::NoMeasurableLoss { .. } | Outcome::NotExposed { .. } | Outcome::NotEligible { .. } => {
                Self::Nothing
            }
        }
    }

    /// Minor units; none where a person says it.
    pub const fn minor(self) -> Option<i64> {
        match self {
            Self::Amount(money) => Some(money.minor),
            Self::Nothing => Some(0),
            Self::Review => None,
        }
    }
}

/// What follows from a later result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consequence {
    /// Nothing: it is what the claim rests on, or changes nothing for the claimant.
    Nothing,
    /// The offer is renewed at once.
    Renew(Money),
    /// It is shown to the reviewer; less than was offered before waits for a person all the same.
    Adopt {
        /// Whether it waits.
        waits: bool,
    },
    /// It waits for a person.
    Wait,
    /// It is less than the claimant has accepted, which stands.
    Overtaken,
}

/// Who decides for a later result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decider {
    /// The person.
    pub id: StaffId,
    /// Who approved before, where two are needed.
    pub first: Option<StaffId>,
    /// Who had it computed; none for a run over all accounts.
    pub maker: Option<StaffId>,
}

impl Claim {
    /// Whether it is with the operator's people and no amount is on the table.
    pub const fn is_in_review(&self) -> bool {
        matches!(self.state, State::Submitted | State::InReview | State::NeedsInformation | State::Appealed)
    }

    /// Whether the claimant has accepted an amount.
    pub const fn is_accepted(&self) -> bool {
        matches!(self.state, State::Accepted | State::Approved | State::Paying | State::PaymentFailed | State::Paid)
    }

    /// Whether more was offered or awarded than a later result comes to.
    pub fn promises_more_than(&self, later: Target) -> bool {
        let promised = self.promised.map_or(0, |promised| promised.minor);
        later.minor().is_some_and(|later| later < promised)
    }

    /// What follows from a later result. `rests_on` is what the computation came to that the claim rests on; `automatic` says
    /// that the later one may go out without a person's look.
    pub fn consequence(&self, rests_on: Target, later: Target, automatic: bool) -> Consequence {
        if later == rests_on {
            return Consequence::Nothing;
        }
        let promised = self.promised.map_or(0, |promised| promised.minor);
        // an amount that a person set apart from the computation stays, unless the computation moves past it
        let (before, after) = (rests_on.minor(), later.minor());
        let rises = after.is_some_and(|after| after > promised && before.is_none_or(|before| after > before));
        let is_lower = after.zip(before).is_some_and(|(after, before)| after < before);
        let falls = is_lower && self.promises_more_than(later);
        let is_asked = later == Target::Review;
        match (self.state, later) {
            (State::Draft, Target::Amount(amount)) if rises && automatic => Consequence::Renew(amount),
            (State::Draft | State::Offered, _) if rises || falls || is_asked => Consequence::Wait,
            _ if self.is_in_review() => Consequence::Adopt { waits: falls },
            _ if self.is_accepted() && (rises || is_asked) => Consequence::Wait,
            _ if self.is_accepted() && falls => Consequence::Overtaken,
            (State::Rejected | State::Withdrawn | State::Lapsed, Target::Amount(_)) if rises => Consequence::Wait,
            _ => Consequence::Nothing,
        }
    }

    /// The claim after a person decided for a later result, and the event to store; none where only the amount changes below
    /// which no review goes. Errors: it stands where the result changes nothing; who decides took part before.
    pub fn adjust(&self, later: Target, by: Decider, answer_by: Instant) -> Result<(Option<Event>, Self), Refusal> {
        if by.maker == Some(by.id) || (self.is_in_review() && self.reviewer == Some(by.id)) {
            return Err(Refusal::OwnReview);
        }
        if self.is_in_review() && self.appealed_from == Some(by.id) {
            return Err(Refusal::OwnDecisionAppealed);
        }
        match (self.state, later) {
            (
                State::Draft | State::Offered | State::Rejected | State::Withdrawn | State::Lapsed,
                Target::Amount(amount),
            ) => Ok(self.decided(Event::Reoffered, Some(amount), Some(answer_by), by)),
            (State::Draft | State::Offered, Target::Nothing) => Ok(self.decided(Event::OfferRevoked, None, None, by)),
            (State::Draft | State::Offered | State::Accepted, Target::Review) => {
                let open = Self { offer: None, answer_by: None, reviewer: None, first_approver: None, ..self.clone() };
                Ok(reached(Event::SentBack, open))
            }
            (State::Accepted | State::Approved | State::Paid, Target::Amount(amount))
                if self.offer.is_some_and(|offer| offer.currency == amount.currency && offer.minor < amount.minor) =>
            {
                let (offer, promised) = (Some(amount), Some(amount));
                let first_approver = Some(by.first.unwrap_or(by.id));
                Ok(reached(Event::Raised, Self { offer, promised, first_approver, ..self.clone() }))
            }
            (_, Target::Nothing) if self.is_in_review() => Ok((None, Self { promised: None, ..self.clone() })),
            (_, Target::Amount(amount)) if self.is_in_review() => {
                Ok((None, Self { promised: Some(amount), ..self.clone() }))
            }
            (state, _) => Err(Refusal::WrongState(state)),
        }
    }

    /// A decision of this person anew: whoever disagrees turns to another one.
    fn decided(
        &self,
        event: Event,
        offer: Option<Money>,
        answer_by: Option<Instant>,
        by: Decider,
    ) -> (Option<Event>, Self) {
        let decided = Self { offer, promised: offer, answer_by, reviewer: Some(by.id), ..self.clone() };
        reached(event, Self { appealed_from: None, first_approver: None, ..decided })
    }
}

fn reached(event: Event, claim: Claim) -> (Option<Event>, Claim) {
    (Some(event), Claim { state: event.leads_to(), ..claim })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        claim::{Action, Decision, Requester, Track},
        role::{Role, RoleSet},
    };

    const BEFORE: Money = Money::won(100_000);
    const LESS: Target = Target::Amount(Money::won(80_000));
    const MORE: Target = Target::Amount(Money::won(130_000));
    const LIMIT: Money = Money::won(500_000);
    const DUE: Instant = Instant(9);

    fn staff(number: u128) -> StaffId {
        StaffId(Uuid::from_u128(number))
    }

    fn by(number: u128) -> Decider {
        Decider { id: staff(number), first: None, maker: None }
    }

    /// A claim on a computation of 100,000, as it usually stands in a state; reviewed by person 1 where somebody did.
    fn claim_in(state: State) -> Claim {
        let none = matches!(state, State::Rejected);
        let gone =
            none || matches!(state, State::Appealed | State::Submitted | State::InReview | State::NeedsInformation);
        let fresh = Claim::begun(Track::Fast, Some(BEFORE));
        Claim {
            state,
            offer: (!gone).then_some(BEFORE),
            promised: (!none).then_some(BEFORE),
            settled: (state == State::Paid).then_some(BEFORE),
            reviewer: (state != State::Draft).then(|| staff(1)),
            ..fresh
        }
    }

    /// What follows by itself from a result of less, of nothing, of more, and from one for a person.
    #[test]
    fn what_follows_from_a_later_result_goes_by_where_the_claim_stands() {
        use Consequence::{Adopt, Nothing, Overtaken, Renew, Wait};
        let (adopt, held) = (Adopt { waits: false }, Adopt { waits: true });
        let more = Renew(Money::won(130_000));
        let table = [
            (State::Draft, [Wait, Wait, more, Wait]),
            (State::Submitted, [held, held, adopt, adopt]),
            (State::InReview, [held, held, adopt, adopt]),
            (State::NeedsInformation, [held, held, adopt, adopt]),
            (State::Offered, [Wait, Wait, Wait, Wait]),
            (State::Accepted, [Overtaken, Overtaken, Wait, Wait]),
            (State::Approved, [Overtaken, Overtaken, Wait, Wait]),
            (State::Paying, [Overtaken, Overtaken, Wait, Wait]),
            (State::PaymentFailed, [Overtaken, Overtaken, Wait, Wait]),
            (State::Paid, [Overtaken, Overtaken, Wait, Wait]),
            (State::Rejected, [Nothing, Nothing, Wait, Nothing]),
            (State::Appealed, [held, held, adopt, adopt]),
            (State::Withdrawn, [Nothing, Nothing, Wait, Nothing]),
            (State::Lapsed, [Nothing, Nothing, Wait, Nothing]),
        ];
        for (state, expected) in table {
            let claim = claim_in(state);
            let got = [LESS, Target::Nothing, MORE, Target::Review]
                .map(|later| claim.consequence(Target::Amount(BEFORE), later, true));
            assert_eq!(got, expected, "{}", state.name());
            let same = claim.consequence(Target::Amount(BEFORE), Target::Amount(BEFORE), true);
            assert_eq!(same, Nothing, "{}", state.name());
        }
    }

    #[test]
    fn more_than_goes_out_by_itself_waits_for_a_person() {
        let claim = claim_in(State::Draft);
        assert_eq!(claim.consequence(Target::Amount(BEFORE), MORE, false), Consequence::Wait);
    }

    #[test]
    fn an_amount_that_a_person_set_apart_from_the_computation_stays() {
        let offered = Claim { offer: Some(Money::won(200_000)), ..claim_in(State::Offered) };
        let offered = Claim { promised: offered.offer, ..offered };
        // computed 100,000 before; now 130,000, and the reviewer had offered 200,000
        assert_eq!(offered.consequence(Target::Amount(BEFORE), MORE, true), Consequence::Nothing);
        assert_eq!(offered.consequence(Target::Amount(BEFORE), LESS, true), Consequence::Wait);
        let beyond = Target::Amount(Money::won(210_000));
        assert_eq!(offered.consequence(Target::Amount(BEFORE), beyond, true), Consequence::Wait);
        assert_eq!(offered.consequence(Target::Review, LESS, true), Consequence::Nothing, "nothing to compare with");
    }

    /// What a person's decision leads to: the state, `pr` where only the promise changes, `--` where it is refused.
    #[test]
    fn what_a_person_decides_goes_by_where_the_claim_stands() {
        let table = [
            (State::Draft, ["offered", "rejected", "offered", "submitted"]),
            (State::Submitted, ["pr", "pr", "pr", "--"]),
            (State::InReview, ["pr", "pr", "pr", "--"]),
            (State::NeedsInformation, ["pr", "pr", "pr", "--"]),
            (State::Offered, ["offered", "rejected", "offered", "submitted"]),
            (State::Accepted, ["--", "--", "accepted", "submitted"]),
            (State::Approved, ["--", "--", "accepted", "--"]),
            (State::Paying, ["--", "--", "--", "--"]),
            (State::PaymentFailed, ["--", "--", "--", "--"]),
            (State::Paid, ["--", "--", "accepted", "--"]),
            (State::Rejected, ["offered", "--", "offered", "--"]),
            (State::Appealed, ["pr", "pr", "pr", "--"]),
            (State::Withdrawn, ["offered", "--", "offered", "--"]),
            (State::Lapsed, ["offered", "--", "offered", "--"]),
        ];
        for (state, expected) in table {
            for (later, expected) in [LESS, Target::Nothing, MORE, Target::Review].into_iter().zip(expected) {
                let answer = claim_in(state).adjust(later, by(2), DUE);
                let got = match &answer {
                    Ok((None, after)) => {
                        assert_eq!(after.promised.map_or(0, |money| money.minor), later.minor().expect("an amount"));
                        assert_eq!(after.state, state);
                        "pr"
                    }
                    Ok((Some(event), after)) => {
                        assert_eq!(after.state, event.leads_to());
                        after.state.name()
                    }
                    Err(_) => "--",
                };
                assert_eq!(got, expected, "{} {later:?}", state.name());
            }
        }
    }

    fn staff_with(number: u128, role: Role) -> Requester {
        Requester::Staff { id: staff(number), roles: RoleSet::default().with(role) }
    }

    #[test]
    fn a_lower_offer_that_a_person_made_can_be_disagreed_with_before_another() {
        let (event, lowered) = claim_in(State::Draft).adjust(LESS, by(2), DUE).expect("decided");
        assert_eq!(
            (event, lowered.offer, lowered.answer_by),
            (Some(Event::Reoffered), Some(Money::won(80_000)), Some(DUE))
        );
        let answer = lowered.request(Action::Accept(BEFORE), Requester::Claimant, LIMIT);
        assert_eq!(answer, Err(Refusal::OfferChanged(Money::won(80_000))));
        let Ok(Decision::Executed(_, appealed)) = lowered.request(Action::Appeal, Requester::Claimant, LIMIT) else {
            panic!("an appeal")
        };
        let same = appealed.request(Action::StartReview, staff_with(2, Role::Reviewer), LIMIT);
        assert_eq!(same, Err(Refusal::OwnDecisionAppealed));
        let (_, revoked) = claim_in(State::Draft).adjust(Target::Nothing, by(2), DUE).expect("decided");
        assert!(matches!(revoked.request(Action::Appeal, Requester::Claimant, LIMIT), Ok(Decision::Executed(..))));
    }

    #[test]
    fn no_review_offers_less_than_was_promised_until_another_person_approved_it() {
        let review = claim_in(State::InReview);
        let offer = |claim: &Claim, won| {
            let action = Action::Offer { amount: Money::won(won), answer_by: DUE };
            claim.request(action, staff_with(1, Role::Reviewer), LIMIT)
        };
        assert_eq!(offer(&review, 99_999), Err(Refusal::BelowPromise(BEFORE)));
        assert!(offer(&review, 100_000).is_ok());
        assert_eq!(review.adjust(LESS, by(1), DUE), Err(Refusal::OwnReview));
        let (event, lowered) = review.adjust(LESS, by(2), DUE).expect("decided");
        assert_eq!(event, None);
        assert!(offer(&lowered, 80_000).is_ok());
        assert_eq!(offer(&lowered, 79_999), Err(Refusal::BelowPromise(Money::won(80_000))));
    }

    #[test]
    fn who_had_it_computed_does_not_decide_on_it() {
        let decider = Decider { maker: Some(staff(2)), ..by(2) };
        assert_eq!(claim_in(State::Offered).adjust(LESS, decider, DUE), Err(Refusal::OwnReview));
    }

    #[test]
    fn more_for_a_claim_already_paid_is_due_beyond_what_was_paid() {
        let (event, raised) = claim_in(State::Paid).adjust(MORE, by(2), DUE).expect("decided");
        assert_eq!((event, raised.state), (Some(Event::Raised), State::Accepted));
        assert_eq!(raised.due(), Some(Money::won(30_000)));
        let approved = raised.request(Action::Approve, Requester::System, LIMIT);
        assert!(matches!(approved, Ok(Decision::Executed(Event::Approved, _))));
        let low = raised.request(Action::Approve, Requester::System, BEFORE);
        assert_eq!(low, Err(Refusal::AboveLimit), "above the limit a second person is needed");
        let own = raised.request(Action::Approve, staff_with(2, Role::Approver), BEFORE);
        assert_eq!(own, Ok(Decision::AlreadyApplied), "one person is not two");
    }
}
