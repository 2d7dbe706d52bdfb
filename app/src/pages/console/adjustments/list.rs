//! The later results of a programme: filtered, summed, and decided on at once.

use backend::adjustments::{Adjustment, AdjustmentFilter, AdjustmentPage, Order, RunWaiting};
use domain::{
    adjustment::{Direction, Status},
    money::group_thousands,
    role::Permission,
};
use leptos::prelude::*;

use super::{
    super::{
        Console,
        claims::state_badge,
        layout::{self, Top},
    },
    VERDICTS, after, marks, signed,
};
use crate::{
    pages::public::time,
    parts::{
        Button, ButtonKind, Chip, Column, Confirm, Empty, ErrorSummary, Facts, FormState, LinkButton, Notice, PageOf,
        Pagination, Progress, Table, TextArea, Tone, page_title,
    },
    routes,
    shell::Document,
    text::console::{
        adjustments::{self as said, Adjustments as Words},
        programmes::Programmes,
    },
};

/// `/console/programmes/{id}/adjustments`
pub fn page(console: &Console, filter: &AdjustmentFilter, found: &AdjustmentPage, form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let tab = page_title(language, words.title, form).into_owned();
    let top = Top::new(words.title).of(routes::STAFF_PROGRAMMES, Programmes::of(language).title).with_tab(tab);
    let acts = || {
        let href = console.href(&routes::staff_programme(found.programme.id));
        view! { <LinkButton href=href label=words.see_programme compact=true/> }.into_any()
    };
    let list = List { console, filter, found };
    layout::page(console, &top, acts, || {
        view! {
            <div class="inner" id="form">
                <ErrorSummary form=form.clone() language=language/>
                <p><b dir="auto">{found.programme.title.get(language).to_owned()}</b></p>
                <p class="muted">{words.lead}</p>
                {list.batch()}
                {list.at_once(form)}
            </div>
            {list.chips()}
            <div class="inner">{list.totals()}</div>
            {if found.adjustments.is_empty() {
                view! { <div class="inner"><Empty title=words.none text=words.none_text/></div> }.into_any()
            } else {
                list.table()
            }}
        }
        .into_any()
    })
}

struct List<'a> {
    console: &'a Console,
    filter: &'a AdjustmentFilter,
    found: &'a AdjustmentPage,
}

impl List<'_> {
    fn words(&self) -> &'static Words {
        Words::of(self.console.language())
    }

    fn address(&self, filter: &AdjustmentFilter) -> String {
        let mut query = vec![("status", filter.status.name().to_owned())];
        query.extend(filter.direction.map(|direction| ("direction", direction.name().to_owned())));
        if filter.order != Order::default() {
            query.push(("order", filter.order.name().to_owned()));
        }
        if filter.page > 1 {
            query.push(("page", filter.page.to_string()));
        }
        routes::with_query(&self.console.href(&routes::adjustments(self.found.programme.id)), &query)
    }

    fn chips(&self) -> AnyView {
        let (language, words) = (self.console.language(), self.words());
        let filter = AdjustmentFilter { page: 1, ..*self.filter };
        let count = |status| {
            let of = self.found.totals.iter().filter(|totals| totals.status == status);
            of.map(|totals| totals.count).sum::<i64>()
        };
        let statuses = Status::ALL.iter().filter_map(|status| {
            let (count, is_chosen) = (count(*status), filter.status == *status);
            let href = self.address(&AdjustmentFilter { status: *status, ..filter });
            let count = (count > 0 || is_chosen).then(|| group_thousands(count.unsigned_abs()))?;
            Some(view! { <Chip href=href label=said::status(language, *status) value=count active=is_chosen/> })
        });
        let ways = [None].into_iter().chain(Direction::ALL.iter().copied().map(Some)).map(|direction| {
            let label = direction.map_or(words.all, |direction| said::direction(language, direction));
            let href = self.address(&AdjustmentFilter { direction, ..filter });
            view! { <Chip href=href label=label active=filter.direction == direction/> }
        });
        let orders = Order::ALL.into_iter().map(|order| {
            let href = self.address(&AdjustmentFilter { order, ..filter });
            view! { <Chip href=href label=said::order(language, order) active=filter.order == order/> }
        });
        view! {
            <nav class="chips filters" aria-label=words.status>{statuses.collect_view()}</nav>
            <nav class="chips filters" aria-label=words.way>{ways.collect_view()}</nav>
            <nav class="chips filters" aria-label=words.sort>{orders.collect_view()}</nav>
        }
        .into_any()
    }

    /// How many the filter fits, what stands, what the later results come to.
    fn sums(&self) -> (i64, i64, i64) {
        let fits = self.found.totals.iter().filter(|totals| {
            totals.status == self.filter.status && self.filter.direction.is_none_or(|way| way == totals.direction)
        });
        fits.fold((0, 0, 0), |(count, before, after), totals| {
            (count + totals.count, totals.before_minor.saturating_add(before), totals.after_minor.saturating_add(after))
        })
    }

    fn totals(&self) -> AnyView {
        let words = self.words();
        let (count, before, after) = self.sums();
        let like = self.found.programme.budget;
        let money = |minor| domain::money::Money::new(minor, like.currency).format();
        let facts = vec![
            (words.count.to_owned(), group_thousands(count.unsigned_abs()).into_any()),
            (words.before.to_owned(), money(before).into_any()),
            (words.after.to_owned(), money(after).into_any()),
            (words.difference.to_owned(), signed(after.saturating_sub(before), like).into_any()),
        ];
        view! { <section><h2>{words.totals}</h2><Facts facts=facts close=true/></section> }.into_any()
    }

    fn table(&self) -> AnyView {
        let words = self.words();
        let columns = vec![
            Column::text(words.account),
            Column::text(words.state),
            Column::number(words.before),
            Column::number(words.after),
            Column::number(words.difference),
            Column::text(words.mark),
            Column::text(words.since),
        ];
        let rows = self.found.adjustments.iter().map(|adjustment| self.row(adjustment)).collect();
        let [page, per_page, total] = [self.filter.page, self.found.per_page, self.sums().0].map(i64::unsigned_abs);
        let pages = PageOf::of(page, per_page, total, |page| {
            self.address(&AdjustmentFilter { page: page.cast_signed(), ..*self.filter })
        });
        view! {
            <Table caption=words.title caption_hidden=true columns=columns rows=rows/>
            <div class="under"><Pagination page=pages language=self.console.language()/></div>
        }
        .into_any()
    }

    fn row(&self, found: &Adjustment) -> Vec<AnyView> {
        let console = self.console;
        let href = console.href(&routes::adjustment(found.programme, found.id));
        let difference = found.to.map(|_| signed(found.difference_minor(), found.from));
        let since = time::day_and_minute(&console.context, found.created_at);
        vec![
            view! { <a href=href dir="auto">{found.account_name.clone()}</a> }.into_any(),
            state_badge(console, found.state),
            found.from.format().into_any(),
            after(console, found).into_any(),
            difference.into_any(),
            marks(console, found),
            view! { <span class="muted">{since}</span> }.into_any(),
        ]
    }

    /// The decision on many that is at work, or what the last came to.
    fn batch(&self) -> AnyView {
        let (language, words) = (self.console.language(), self.words());
        let Some(batch) = &self.found.batch else { return ().into_any() };
        if batch.finished_at.is_some() {
            let error = batch.error.clone().map(|error| view! { <Notice tone=Tone::Down><p>{error}</p></Notice> });
            return view! { <p class="small muted">{said::batch(language, batch)}</p> {error} }.into_any();
        }
        let [done, total] = [batch.done, batch.total].map(i64::unsigned_abs);
        let reload = self.address(self.filter);
        view! {
            <Progress label=words.working done=done total=total/>
            <p><a class="btn compact" href=reload>{words.reload}</a></p>
        }
        .into_any()
    }

    /// What can be decided at once: all that wait of a run, one way.
    fn at_once(&self, form: &FormState) -> AnyView {
        let words = self.words();
        let is_active = self.found.batch.as_ref().is_some_and(|batch| batch.finished_at.is_none());
        if self.found.runs.is_empty() || is_active || !self.console.may(Permission::ApproveClaims) {
            return ().into_any();
        }
        let runs = self.found.runs.iter().enumerate().map(|(place, waiting)| self.of_run(place, waiting, form));
        view! {
            <section class="panel-below">
                <h2>{words.at_once}</h2>
                <div class="choices">{runs.collect_view()}</div>
            </section>
        }
        .into_any()
    }

    fn of_run(&self, place: usize, waiting: &RunWaiting, form: &FormState) -> AnyView {
        let (language, words) = (self.console.language(), self.words());
        let began = time::day_and_minute(&self.console.context, waiting.started_at);
        let difference = signed(waiting.difference_minor, self.found.programme.budget);
        let about = said::of_run(language, &began, &difference);
        let label = said::decide_all(language, waiting.direction, waiting.count);
        let (run, direction) = (waiting.run.to_string(), waiting.direction.name());
        let is_this = form.value("run") == run && form.value("direction") == direction;
        let value = if is_this { form.value("reason") } else { String::new() };
        let error = if is_this { form.error("reason") } else { None };
        // the error summary leads to the field of the form that was sent
        let id = if is_this { "reason".to_owned() } else { format!("reason-{place}") };
        let [apply, keep] = VERDICTS;
        let address = self.console.href(&routes::adjustments(self.found.programme.id));
        view! {
            <Confirm label=label question=words.at_once_question open=is_this && form.is_wrong()>
                <p><b>{about}</b></p>
                <form method="post" action=address novalidate=true>
                    <input type="hidden" name="run" value=run/>
                    <input type="hidden" name="direction" value=direction/>
                    <TextArea name="reason" id=id label=words.reason hint=words.reason_hint value=value error=error/>
                    <p class="send several">
                        <Button label=words.apply_all name="verdict" value=apply.name() kind=ButtonKind::Primary
                            compact=true/>
                        <Button label=words.keep_all name="verdict" value=keep.name() compact=true/>
                    </p>
                </form>
            </Confirm>
        }
        .into_any()
    }
}
