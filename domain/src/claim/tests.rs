use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::role::Role;

const LIMIT: Money = Money::won(500_000);
const OFFER: Money = Money::won(184_000);
const DUE: Instant = Instant(1_000);

fn staff(number: u128) -> StaffId {
    StaffId(Uuid::from_u128(number))
}

fn person(number: u128, role: Role) -> Requester {
    Requester::Staff { id: staff(number), roles: RoleSet::default().with(role) }
}

/// A claim in a state as it usually gets there: reviewed by person 1, offered 184,000.
fn claim_in(state: State) -> Claim {
    let offered = matches!(
        state,
        State::Offered
            | State::Accepted
            | State::Approved
            | State::Paying
            | State::PaymentFailed
            | State::Paid
            | State::Lapsed
    );
    let reviewed = offered || matches!(state, State::InReview | State::NeedsInformation | State::Rejected);
    Claim {
        state,
        offer: offered.then_some(OFFER),
        answer_by: offered.then_some(DUE),
        reviewer: reviewed.then(|| staff(1)),
        ..Claim::begun(Track::Evidence, None)
    }
}

fn usual_requester(action: Action) -> Requester {
    match action {
        Action::Submit
        | Action::Accept(_)
        | Action::Appeal
        | Action::GiveInformation
        | Action::Withdraw
        | Action::MendPayee => Requester::Claimant,
        Action::StartReview
        | Action::ReturnToQueue
        | Action::RequestInformation
        | Action::Offer { .. }
        | Action::Reject => person(1, Role::Reviewer),
        Action::Approve | Action::SendBack => person(2, Role::Approver),
        Action::StartPayment | Action::ConfirmPayment | Action::FailPayment => person(3, Role::Finance),
        Action::Lapse { .. } => Requester::System,
    }
}

const ACTIONS: [Action; 17] = [
    Action::Submit,
    Action::Accept(OFFER),
    Action::Appeal,
    Action::GiveInformation,
    Action::Withdraw,
    Action::MendPayee,
    Action::StartReview,
    Action::ReturnToQueue,
    Action::RequestInformation,
    Action::Offer { amount: OFFER, answer_by: DUE },
    Action::Reject,
    Action::Approve,
    Action::SendBack,
    Action::StartPayment,
    Action::ConfirmPayment,
    Action::FailPayment,
    Action::Lapse { now: Instant(1_001) },
];

/// States down, actions across in the order of `ACTIONS`: the state reached, `==` already applied, `--` refused.
const TABLE: [&str; 14] = [
    "dr su -- -- -- wi -- -- -- -- -- -- -- -- -- -- -- --",
    "su == -- -- -- wi -- re == -- -- -- -- == -- -- -- --",
    "re == -- -- == wi -- == su ne of ro -- -- -- -- -- --",
    "ne -- -- -- re wi -- re su == -- -- -- -- -- -- -- --",
    "of -- ac ap -- wi -- -- -- -- == -- -- -- -- -- -- la",
    "ac -- == -- -- wi -- -- -- -- -- -- ok su -- -- -- --",
    "ok -- == -- -- -- == -- -- -- -- -- == -- pa -- -- --",
    "pa -- == -- -- -- -- -- -- -- -- -- -- -- == id fa --",
    "fa -- == -- -- -- ok -- -- -- -- -- -- -- pa -- == --",
    "id -- == -- -- -- -- -- -- -- -- -- -- -- -- == -- --",
    "ro -- -- ap -- -- -- -- -- -- -- == -- -- -- -- -- --",
    "ap -- -- == -- wi -- re -- -- -- -- -- -- -- -- -- --",
    "wi su -- -- -- == -- -- -- -- -- -- -- -- -- -- -- --",
    "la su -- -- -- -- -- -- -- -- -- -- -- -- -- -- -- ==",
];

fn code(state: State) -> &'static str {
    let row = State::ALL.iter().position(|s| *s == state).expect("a row");
    &TABLE[row][..2]
}

#[test]
fn every_action_in_every_state_does_what_the_table_says() {
    for (state, row) in State::ALL.iter().zip(TABLE) {
        for (action, expected) in ACTIONS.into_iter().zip(row.split(' ').skip(1)) {
            let answer = claim_in(*state).request(action, usual_requester(action), LIMIT);
            let got = match &answer {
                Ok(Decision::Executed(_, next)) => code(next.state),
                Ok(Decision::AlreadyApplied) => "==",
                Err(_) => "--",
            };
            assert_eq!(got, expected, "{} + {action:?}: {answer:?}", state.name());
        }
    }
}

#[test]
fn nobody_but_the_right_kind_of_person_may() {
    let everyone = [Requester::Claimant, Requester::System].into_iter();
    let everyone = everyone.chain(Role::ALL.iter().map(|role| person(9, *role)));
    for by in everyone {
        for action in ACTIONS {
            let usual = usual_requester(action);
            let same = match (by, usual) {
                (Requester::Staff { roles: a, .. }, Requester::Staff { roles: b, .. }) => a == b,
                (a, b) => a == b,
            };
            let also = matches!(
                (action, by),
                (Action::Approve | Action::ConfirmPayment | Action::FailPayment, Requester::System)
            ) || action == Action::ReturnToQueue && by == person(9, Role::Approver);
            for state in State::ALL {
                let refused = claim_in(*state).request(action, by, LIMIT) == Err(Refusal::NotPermitted);
                assert_eq!(refused, !same && !also, "{by:?} {action:?} {}", state.name());
            }
        }
    }
}

#[test]
fn a_second_click_finds_the_first() {
    for state in State::ALL {
        for action in ACTIONS {
            let by = usual_requester(action);
            if let Ok(Decision::Executed(_, next)) = claim_in(*state).request(action, by, LIMIT) {
                assert_eq!(next.request(action, by, LIMIT), Ok(Decision::AlreadyApplied), "{action:?}");
            }
        }
    }
}

#[test]
fn a_published_offer_is_accepted_straight_away_and_approved_by_rule_up_to_the_limit() {
    for (won, approved) in [(500_000, true), (500_001, false)] {
        let claim = Claim::begun(Track::Fast, Some(Money::won(won)));
        let accepted = step(&claim, Action::Accept(Money::won(won)), Requester::Claimant);
        let answer = accepted.request(Action::Approve, Requester::System, LIMIT);
        assert_eq!(answer.is_ok(), approved);
        assert!(approved || answer == Err(Refusal::AboveLimit));
    }
}

#[test]
fn above_the_limit_two_different_approvers_are_needed_where_no_person_reviewed() {
    let large = Money::won(900_000);
    let accepted = step(&Claim::begun(Track::Fast, Some(large)), Action::Accept(large), Requester::Claimant);
    let once = step(&accepted, Action::Approve, person(2, Role::Approver));
    assert_eq!(once.state, State::Accepted);
    assert_eq!(once.request(Action::Approve, person(2, Role::Approver), LIMIT), Ok(Decision::AlreadyApplied));
    assert_eq!(step(&once, Action::Approve, person(4, Role::Approver)).state, State::Approved);
}

#[test]
fn nobody_approves_their_own_review_even_with_both_roles() {
    let both = RoleSet::default().with(Role::Reviewer).with(Role::Approver);
    let reviewer = Requester::Staff { id: staff(1), roles: both };
    for amount in [OFFER, Money::won(900_000)] {
        let accepted = Claim { offer: Some(amount), ..claim_in(State::Accepted) };
        assert_eq!(accepted.request(Action::Approve, reviewer, LIMIT), Err(Refusal::OwnReview));
        assert_eq!(step(&accepted, Action::Approve, person(2, Role::Approver)).state, State::Approved);
    }
}

#[test]
fn an_appeal_goes_to_another_person_once() {
    let appealed = step(&claim_in(State::Rejected), Action::Appeal, Requester::Claimant);
    let same = appealed.request(Action::StartReview, person(1, Role::Reviewer), LIMIT);
    assert_eq!(same, Err(Refusal::OwnDecisionAppealed));
    let review = step(&appealed, Action::StartReview, person(5, Role::Reviewer));
    let rejected = step(&review, Action::Reject, person(5, Role::Reviewer));
    assert!(rejected.is_final());
    assert_eq!(rejected.request(Action::Appeal, Requester::Claimant, LIMIT), Err(Refusal::Final));

    let offered = step(&review, Action::Offer { amount: OFFER, answer_by: DUE }, person(5, Role::Reviewer));
    assert_eq!(offered.request(Action::Appeal, Requester::Claimant, LIMIT), Err(Refusal::Final));
    let accepted = step(&offered, Action::Accept(OFFER), Requester::Claimant);
    let first = accepted.request(Action::Approve, person(1, Role::Approver), LIMIT);
    assert_eq!(first, Err(Refusal::OwnDecisionAppealed));
}

#[test]
fn an_appeal_against_a_computed_offer_leaves_one_against_a_person() {
    let appealed = step(&Claim::begun(Track::Fast, Some(OFFER)), Action::Appeal, Requester::Claimant);
    let review = step(&appealed, Action::StartReview, person(1, Role::Reviewer));
    let rejected = step(&review, Action::Reject, person(1, Role::Reviewer));
    assert_eq!(step(&rejected, Action::Appeal, Requester::Claimant).state, State::Appealed);
}

#[test]
fn an_answer_to_another_amount_is_refused_with_the_amount() {
    let answer = claim_in(State::Offered).request(Action::Accept(Money::won(1)), Requester::Claimant, LIMIT);
    assert_eq!(answer, Err(Refusal::OfferChanged(OFFER)));
}

#[test]
fn an_offer_lapses_only_after_its_date() {
    let answer = claim_in(State::Offered).request(Action::Lapse { now: DUE }, Requester::System, LIMIT);
    assert_eq!(answer, Err(Refusal::NotYetDue));
}

#[test]
fn another_currency_is_never_within_the_limit() {
    let foreign = Money::new(1, crate::money::Currency::Usd);
    let claim = Claim { offer: Some(foreign), ..claim_in(State::Accepted) };
    assert_eq!(claim.request(Action::Approve, Requester::System, LIMIT), Err(Refusal::AboveLimit));
}

#[test]
fn every_state_but_paid_and_a_final_no_has_a_next_step_for_somebody() {
    for state in State::ALL.iter().filter(|s| **s != State::Paid) {
        let moves = ACTIONS.iter().any(|action| {
            let answer = claim_in(*state).request(*action, usual_requester(*action), LIMIT);
            matches!(answer, Ok(Decision::Executed(..)))
        });
        assert!(moves, "{}", state.name());
    }
}

#[test]
fn names_are_read_back() {
    for state in State::ALL {
        assert_eq!(State::from_name(state.name()), Some(*state));
        assert_eq!(serde_json::to_string(state).expect("json"), format!("\"{}\"", state.name()));
    }
    for event in Event::ALL {
        assert_eq!(Event::from_name(event.name()), Some(*event));
    }
}

fn step(claim: &Claim, action: Action, by: Requester) -> Claim {
    match claim.request(action, by, LIMIT) {
        Ok(Decision::Executed(_, next)) => next,
        other => panic!("{action:?}: {other:?}"),
    }
}

fn any_action() -> impl Strategy<Value = Action> {
    prop_oneof![
        3 => prop::sample::select(ACTIONS.to_vec()),
        1 => (1_i64..1_000_000).prop_map(|won| Action::Offer { amount: Money::won(won), answer_by: DUE }),
    ]
}

fn any_requester() -> impl Strategy<Value = Requester> {
    let staff_of = (0_u128..4, prop::collection::vec(prop::sample::select(Role::ALL.to_vec()), 0..3));
    prop_oneof![
        Just(Requester::Claimant),
        Just(Requester::System),
        staff_of.prop_map(|(id, roles)| Requester::Staff { id: staff(id), roles: roles.into_iter().collect() }),
    ]
}

proptest! {
    #[test]
    fn no_sequence_pays_without_acceptance_approval_and_enough_people(
        published in prop::option::of(1_i64..1_000_000),
        steps in prop::collection::vec((any_action(), any_requester(), any::<bool>()), 0..200),
    ) {
        let mut claim = Claim::begun(Track::Fast, published.map(Money::won));
        let mut seen: Vec<Event> = Vec::new();
        let mut people: Vec<StaffId> = Vec::new();
        for (action, by, usual) in steps {
            // The amount on the screen is the one on the table; the usual person makes long histories likely.
            let action = match (action, claim.offer) {
                (Action::Accept(_), Some(offer)) => Action::Accept(offer),
                (action, _) => action,
            };
            let by = if usual { usual_requester(action) } else { by };
            let before = claim.clone();
            let Ok(Decision::Executed(event, next)) = claim.request(action, by, LIMIT) else { continue };
            prop_assert_eq!(next.state, event.leads_to());
            if let (Event::Offered | Event::FirstApproval | Event::Approved, Requester::Staff { id, .. }) = (event, by) {
                people.push(id);
            }
            match event {
                Event::SentBack | Event::Submitted | Event::Appealed => people.clear(),
                Event::Approved => {
                    prop_assert_eq!(before.state, State::Accepted);
                    let within = before.offer.is_some_and(|o| o.minor <= LIMIT.minor);
                    people.sort_unstable();
                    people.dedup();
                    prop_assert!(within || people.len() >= 2);
                }
                Event::PaymentStarted => {
                    prop_assert!(seen.contains(&Event::Approved) && seen.contains(&Event::Accepted));
                }
                Event::PaymentConfirmed => prop_assert_eq!(seen.last(), Some(&Event::PaymentStarted)),
                Event::Withdrawn => prop_assert!(!seen.contains(&Event::Approved)),
                Event::ReviewStarted => prop_assert_ne!(next.reviewer, before.appealed_from),
                _ => {}
            }
            prop_assert!(!seen.contains(&Event::PaymentConfirmed), "paid is the end");
            seen.push(event);
            claim = next;
        }
        prop_assert!(claim.state != State::Paid || seen.contains(&Event::PaymentConfirmed));
    }
}
