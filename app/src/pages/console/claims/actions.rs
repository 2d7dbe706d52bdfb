//! What who looks can do with a claim now, by the claim's own rules: a form for each action, or why it is refused.

use backend::{Actor, claims::StaffCase};
use domain::{
    claim::{Action, Decision, Event, Refusal, Requester},
    money::Money,
};
use leptos::prelude::*;

use super::super::Console;
use crate::{
    parts::{Button, ButtonKind, Confirm, FormState, MoneyField, Notice, TextArea, Tone},
    routes,
    text::console::claims::Claims as Words,
};

/// The name an action has in forms.
pub const ACTIONS: [&str; 7] =
    ["start_review", "offer", "request_information", "reject", "return_to_queue", "approve", "send_back"];

/// All that can be done, most likely first.
pub fn forms(console: &Console, case: &StaffCase, form: &FormState) -> AnyView {
    let Actor::Staff { id, roles, .. } = &console.actor else { return ().into_any() };
    let desk = Desk { console, case, form, by: Requester::Staff { id: *id, roles: *roles } };
    let forms: Vec<_> = ACTIONS.into_iter().filter_map(|name| desk.form(name)).collect();
    let refusals = desk.refusals();
    if forms.is_empty() && refusals.is_empty() {
        let nothing = Words::of(console.language()).nothing_to_do;
        return view! { <p class="muted">{nothing}</p> }.into_any();
    }
    view! { {refusals} <div class="choices">{forms}</div> }.into_any()
}

struct Desk<'a> {
    console: &'a Console,
    case: &'a StaffCase,
    form: &'a FormState,
    by: Requester,
}

impl Desk<'_> {
    fn words(&self) -> &'static Words {
        Words::of(self.console.language())
    }

    /// The action of a name, with an amount and a date that the rules would take.
    fn action(&self, name: &str) -> Option<Action> {
        let least = Money::new(1, self.case.programme.budget.currency);
        let probe = self.case.claim.claim.promised.unwrap_or(least);
        Some(match name {
            "start_review" => Action::StartReview,
            "offer" => Action::Offer { amount: probe, answer_by: self.console.context.now },
            "request_information" => Action::RequestInformation,
            "reject" => Action::Reject,
            "return_to_queue" => Action::ReturnToQueue,
            "approve" => Action::Approve,
            "send_back" => Action::SendBack,
            _ => return None,
        })
    }

    fn ask(&self, name: &str) -> Option<Result<Decision, Refusal>> {
        let action = self.action(name)?;
        Some(self.case.claim.claim.request(action, self.by, self.case.limit()))
    }

    /// Why this person may not do what another could do now.
    fn refusals(&self) -> Vec<AnyView> {
        let mut said = Vec::new();
        for name in ACTIONS {
            if let Some(Err(refusal @ (Refusal::OwnReview | Refusal::OwnDecisionAppealed | Refusal::HeldByAnother(_)))) =
                self.ask(name)
                && !said.contains(&refusal)
            {
                said.push(refusal);
            }
        }
        let notice = |refusal: Refusal| {
            let text = refusal.text().get(self.console.language()).to_owned();
            view! { <Notice tone=Tone::Slow><p>{text}</p></Notice> }.into_any()
        };
        said.into_iter().map(notice).collect()
    }

    /// The form of an action; none where the rules would not carry it out.
    fn form(&self, name: &'static str) -> Option<AnyView> {
        let Some(Ok(Decision::Executed(event, _))) = self.ask(name) else { return None };
        let words = self.words();
        Some(match name {
            "start_review" => self.plain(name, words.start_review, ButtonKind::Primary),
            "return_to_queue" => self.plain(name, words.return_to_queue, ButtonKind::Plain),
            "approve" => self.approve(event),
            "offer" => self.offer(),
            "request_information" => {
                self.with_note(name, words.request_information, words.request_question, words.request_button)
            }
            "reject" => {
                let is_final = self.case.claim.claim.is_final();
                let question = if is_final { words.reject_final } else { words.reject_question };
                self.with_note(name, words.reject, question, words.reject_button)
            }
            _ => self.with_note(name, words.send_back, words.send_back_question, words.send_back_button),
        })
    }

    fn address(&self) -> String {
        self.console.href(&routes::staff_claim(self.case.claim.id))
    }

    /// A field for a note, with its own id; what was typed stays with the action it was typed for.
    fn note(&self, name: &'static str, label: &'static str) -> AnyView {
        let is_this = self.form.value("action") == name;
        let (value, id) = (if is_this { self.form.value("note") } else { String::new() }, format!("note-{name}"));
        view! { <TextArea name="note" error=self.form.error(&id) id=id label=label value=value/> }.into_any()
    }

    fn plain(&self, name: &'static str, label: &'static str, kind: ButtonKind) -> AnyView {
        view! {
            <form method="post" action=self.address()>
                <Button label=label name="action" value=name kind=kind compact=true wide=true/>
            </form>
        }
        .into_any()
    }

    fn approve(&self, event: Event) -> AnyView {
        let words = self.words();
        let is_above = self.case.claim.claim.offer.is_some_and(|offer| offer.minor > self.case.limit().minor);
        let (label, why) = match (event, is_above) {
            (Event::FirstApproval, _) => (words.approve_first, Some(words.first_of_two)),
            (_, true) => (words.approve, Some(words.second_of_two)),
            (_, false) => (words.approve, None),
        };
        view! {
            {why.map(|why| view! { <Notice tone=Tone::Slow><p>{why}</p></Notice> })}
            {self.plain("approve", label, ButtonKind::Primary)}
        }
        .into_any()
    }

    fn offer(&self) -> AnyView {
        let words = self.words();
        // no review goes below what was offered before
        let computed = self.case.assessment.result.outcome.amount().into_iter().chain(self.case.claim.claim.promised);
        let computed = computed.max_by_key(|amount| amount.minor);
        let typed = self.form.value("amount");
        let amount = if typed.is_empty() { computed.map(plain_amount).unwrap_or_default() } else { typed };
        view! {
            <form class="offer" method="post" action=self.address() novalidate=true>
                <h3>{words.offer}</h3>
                <MoneyField name="amount" label=words.amount value=amount error=self.form.error("amount")
                    currency=self.case.programme.budget.currency/>
                {self.note("offer", words.note_optional)}
                <p class="hint small muted">{words.offer_hint}</p>
                {self.one_limit()}
                <p class="send">
                    <Button label=words.offer_button name="action" value="offer" kind=ButtonKind::Primary compact=true
                        wide=true/>
                </p>
            </form>
        }
        .into_any()
    }

    /// What an amount that a person sets may be beside what programmes of overlapping incidents have promised.
    fn one_limit(&self) -> Option<AnyView> {
        let together = self.case.together;
        let is_set = self.case.assessment.result.most().is_none();
        (is_set && together.elsewhere.minor > 0).then(|| {
            let (why, left) = (self.words().one_limit, together.left().format());
            view! { <p class="hint small muted">{why} " " {left}</p> }.into_any()
        })
    }

    fn with_note(
        &self,
        name: &'static str,
        label: &'static str,
        question: &'static str,
        button: &'static str,
    ) -> AnyView {
        let kind = if name == "reject" { ButtonKind::Danger } else { ButtonKind::Plain };
        let is_open = self.form.is_wrong() && self.form.value("action") == name;
        let (address, note) = (self.address(), self.note(name, self.words().note));
        view! {
            <Confirm label=label question=question open=is_open>
                <form method="post" action=address novalidate=true>
                    {note}
                    <p class="send"><Button label=button name="action" value=name kind=kind compact=true/></p>
                </form>
            </Confirm>
        }
        .into_any()
    }
}

/// An amount as it is typed: digits in groups, no sign.
fn plain_amount(money: Money) -> String {
    money.format().trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned()
}
