//! Scheduling a maintenance.

use domain::{component::ComponentGroup, maintenance::Repeat};
use leptos::prelude::*;

use super::{
    super::{
        Console,
        layout::{self, Top},
    },
    fields,
};
use crate::{
    parts::{
        Button, ButtonKind, Choice, ChoiceGroup, ChoiceKind, ErrorSummary, FormState, InputKind, TextField, page_title,
    },
    routes,
    shell::Document,
    text::{
        console,
        maintenance::{self as said, Maintenance as Words},
    },
};

/// `/console/maintenance/new`; the form holds `id` and `entry`, which make sending it twice harmless.
pub fn page(console: &Console, groups: &[ComponentGroup], form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let top =
        Top::new(words.new).of(routes::STAFF_MAINTENANCE, words.name).with_tab(page_title(language, words.new, form));
    layout::page(
        console,
        &top,
        || ().into_any(),
        || {
            let repeats = Repeat::ALL.iter().map(|repeat| Choice::new(repeat.name(), said::repeat(language, *repeat)));
            view! {
                <div class="inner">
                    <ErrorSummary form=form.clone() language=language/>
                    <p class="muted">{words.new_lead}</p>
                    <form method="post" action=console.href(routes::NEW_MAINTENANCE) novalidate=true>
                        <input type="hidden" name="id" value=form.value("id")/>
                        <input type="hidden" name="entry" value=form.value("entry")/>
                        {fields::plan(console, form, groups, false)}
                        <ChoiceGroup name="repeat" legend=words.repeat kind=ChoiceKind::Radio
                            options=repeats.collect() values=form.values("repeat") error=form.error("repeat")/>
                        <TextField name="rrule" label=console::optional(language, words.rrule) hint=words.rrule_hint
                            autocomplete="off" value=form.value("rrule") error=form.error("rrule")/>
                        <TextField name="until" label=console::optional(language, words.until) kind=InputKind::Date
                            hint=words.until_hint value=form.value("until") error=form.error("until")/>
                        {fields::body(console, form)}
                        <p class="send"><Button label=words.publish kind=ButtonKind::Primary/></p>
                    </form>
                </div>
            }
            .into_any()
        },
    )
}
