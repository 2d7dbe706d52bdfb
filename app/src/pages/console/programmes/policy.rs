//! A policy as people read it: every number beside its reason.

use domain::{
    component::ComponentKey,
    language::{Language, Text},
    money::{Currency, Money},
    policy::{Brackets, Clawback, Computed, FeeRefund, Group, PerUnit, Percent, Policy, Reasoned, Rule, Term},
};
use leptos::prelude::*;

use crate::{
    parts::{Column, Table},
    text::console::{
        policy::{self as said, Policy as Words},
        states,
    },
};

/// The whole document.
pub fn readable(language: Language, policy: &Policy) -> AnyView {
    let words = Words::of(language);
    let reader = Reader { language, words, currency: policy.currency };
    let mut limits = vec![
        reader.amount(words.automatic, &policy.automatic_limit),
        reader.amount(words.authority, &policy.authority_limit),
    ];
    limits.extend(reader.clawback(policy.clawback.as_ref()));
    let groups = policy.groups.iter().map(|group| reader.group(group));
    view! {
        <div class="policy">
            <h3 dir="auto">{policy.title.get(language).to_owned()}</h3>
            {reader.table(words.title, limits)}
            {groups.collect_view()}
        </div>
    }
    .into_any()
}

struct Reader {
    language: Language,
    words: &'static Words,
    currency: Currency,
}

/// What, how much, why.
type Line = [String; 3];

impl Reader {
    fn money(&self, minor: i64) -> String {
        Money::new(minor, self.currency).format()
    }

    fn line(&self, what: impl Into<String>, value: impl Into<String>, reason: &Text) -> Line {
        [what.into(), value.into(), reason.get(self.language).to_owned()]
    }

    fn amount(&self, what: &str, line: &Reasoned<i64>) -> Line {
        self.line(what, self.money(line.value), &line.reason)
    }

    fn share(&self, what: impl Into<String>, line: &Reasoned<Percent>) -> Line {
        self.line(what, line.value.to_string(), &line.reason)
    }

    /// What is not taken back; a policy that says nothing of it takes nothing back.
    fn clawback(&self, clawback: Option<&Clawback>) -> Vec<Line> {
        let Some(clawback) = clawback else {
            return vec![[self.words.clawback.to_owned(), self.words.never_clawback.to_owned(), String::new()]];
        };
        let amount = clawback.amount.as_ref().map(|line| self.amount(self.words.clawback, line));
        let share = clawback.share.as_ref().map(|line| self.share(self.words.clawback, line));
        amount.into_iter().chain(share).collect()
    }

    fn table(&self, caption: &str, lines: Vec<Line>) -> AnyView {
        let columns =
            vec![Column::text(self.words.what), Column::number(self.words.value), Column::text(self.words.reason)];
        let rows = lines.into_iter().map(|line| line.map(IntoAny::into_any).into()).collect();
        view! { <Table caption=caption.to_owned() caption_hidden=true columns=columns rows=rows/> }.into_any()
    }

    fn group(&self, group: &Group) -> AnyView {
        let name = group.name.get(self.language).to_owned();
        let who = if group.exposed_only { self.words.exposed_only } else { self.words.everyone };
        let kinds = group.accounts.kinds.iter().map(|kind| states::account_kind(self.language, *kind));
        let trades = group.accounts.categories.iter().map(|category| states::trade(self.language, &category.0));
        let regions = group.accounts.regions.iter().map(|region| region.0.as_str());
        let components = group.components.iter().map(ComponentKey::as_str);
        let named: Vec<_> = kinds.chain(trades).chain(regions).chain(components).collect();
        let named = if named.is_empty() { self.words.all.to_owned() } else { named.join(", ") };
        let terms = group.terms.iter().map(|term| self.term(group, term));
        view! {
            <section>
                <h4 dir="auto">{name.clone()}</h4>
                <p class="small muted">{named} " · " {who}</p>
                {terms.collect_view()}
                <h5>{self.words.frame}</h5>
                {self.table(&name, self.frame(group))}
            </section>
        }
        .into_any()
    }

    /// What holds for all terms of a group.
    fn frame(&self, group: &Group) -> Vec<Line> {
        let rounding = said::rounding(self.language, group.rounding.value, self.currency);
        let mut lines = Vec::new();
        if group.terms.len() > 1 {
            let how = said::combine(self.language, group.combine);
            lines.push([self.words.combine.to_owned(), how.to_owned(), String::new()]);
        }
        lines.push(self.line(self.words.rounding, rounding, &group.rounding.reason));
        lines.extend(group.floor.as_ref().map(|floor| self.amount(self.words.floor, floor)));
        lines.extend(group.cap.as_ref().map(|cap| self.amount(self.words.cap, cap)));
        lines
    }

    fn term(&self, group: &Group, term: &Term) -> AnyView {
        let (name, lines) = match &term.rule {
            Rule::Computed(computed) => (self.words.computed, self.computed(computed)),
            Rule::Brackets(brackets) => (self.words.brackets, self.brackets(brackets)),
            Rule::FeeRefund(refund) => (self.words.fee_refund, self.fee_refund(refund)),
            Rule::PerUnit(per_unit) => (self.words.per_unit, self.per_unit(per_unit)),
            Rule::Goodwill(goodwill) => (self.words.goodwill, vec![self.amount(self.words.amount, &goodwill.amount)]),
        };
        let when = said::when(self.language, term.when);
        let caption = format!("{}: {name}", group.name.get(self.language));
        view! { <h5>{name} " " <span class="muted">{when}</span></h5> {self.table(&caption, lines)} }.into_any()
    }

    fn computed(&self, computed: &Computed) -> Vec<Line> {
        let margins = computed.margins.iter().map(|margin| {
            let trades: Vec<_> =
                margin.categories.iter().map(|category| states::trade(self.language, &category.0)).collect();
            self.share(format!("{}: {}", self.words.margin, trades.join(", ")), &margin.margin)
        });
        let mut lines: Vec<_> = margins.collect();
        lines.push(self.share(format!("{}: {}", self.words.margin, self.words.other_margin), &computed.other_margin));
        lines.extend(computed.deductible.as_ref().map(|line| self.amount(self.words.deductible, line)));
        lines.push(self.share(self.words.coverage, &computed.coverage));
        lines
    }

    fn brackets(&self, brackets: &Brackets) -> Vec<Line> {
        let rows = brackets.rows.iter().map(|row| {
            let bound = said::bound(self.language, brackets.by, row.up_to, |minor| self.money(minor));
            let award = said::bracket(self.language, row.award, |minor| self.money(minor));
            self.line(bound, award, &row.reason)
        });
        rows.collect()
    }

    fn fee_refund(&self, refund: &FeeRefund) -> Vec<Line> {
        let fee = match &refund.fee {
            Some(fee) => self.amount(self.words.fee, fee),
            None => [self.words.fee.to_owned(), self.words.own_fee.to_owned(), String::new()],
        };
        let part = said::refunded(self.language, refund.unit, refund.refunded.value, refund.period_days);
        vec![fee, self.line(self.words.refunded, part, &refund.refunded.reason)]
    }

    fn per_unit(&self, per_unit: &PerUnit) -> Vec<Line> {
        let unpaid = said::units(self.language, per_unit.unit, per_unit.unpaid.value);
        let each = said::each(self.language, per_unit.unit, &self.money(per_unit.amount.value));
        vec![
            self.line(self.words.unpaid, unpaid, &per_unit.unpaid.reason),
            self.line(self.words.amount, each, &per_unit.amount.reason),
        ]
    }
}
