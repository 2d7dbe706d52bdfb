//! Partner pages for administrators: the list, adding one, changing and removing one.

use backend::{
    components::{ComponentRecord, GroupRecord},
    partners::PartnerPage,
};
use leptos::prelude::*;

use super::{
    Console,
    layout::{self, Top},
};
use crate::{
    parts::{
        Button, ButtonKind, Choice, ChoiceGroup, ChoiceKind, Column, Confirm, Empty, FormState, LinkButton, Table,
        TextArea, TextField,
    },
    routes,
    shell::Document,
    text::console::{
        optional,
        partners::{self as said, PartnerPages as Words},
    },
};

/// `/console/partner-pages`
pub fn list(console: &Console, pages: &[PartnerPage], groups: &[GroupRecord]) -> Document {
    let words = Words::of(console.language());
    let add = |kind| {
        view! { <LinkButton href=console.href(routes::NEW_PARTNER_PAGE) label=words.add kind=kind compact=true/> }
    };
    layout::page(
        console,
        &Top::new(words.title),
        || add(ButtonKind::Primary).into_any(),
        || {
            if pages.is_empty() {
                let again = add(ButtonKind::Plain).into_any();
                return view! {
                    <div class="inner">
                        <p class="muted">{words.lead}</p>
                        <Empty title=words.none text=words.none_text>{again}</Empty>
                    </div>
                }
                .into_any();
            }
            let columns = vec![
                Column::text(words.name),
                Column::text(words.address),
                Column::text(words.components),
                Column::number(words.people),
                Column::number(words.ranges),
            ];
            let rows = pages.iter().map(|page| row(console, page, groups)).collect();
            view! {
                <div class="inner"><p class="muted">{words.lead}</p></div>
                <Table caption=words.title caption_hidden=true columns=columns rows=rows/>
            }
            .into_any()
        },
    )
}

fn row(console: &Console, page: &PartnerPage, groups: &[GroupRecord]) -> Vec<AnyView> {
    let language = console.language();
    let all = groups.iter().flat_map(|group| &group.components);
    let private = all.filter(|c| page.components.contains(&c.key) && !c.details.audience.is_public()).count();
    let href = console.href(&routes::partner_page(&page.key));
    vec![
        view! { <a href=href dir="auto">{page.name.get(language).to_owned()}</a> }.into_any(),
        view! { <code>{routes::partner(page.key.as_str())}</code> }.into_any(),
        said::components(language, page.components.len(), private).into_any(),
        page.addresses.len().to_string().into_any(),
        page.networks.len().to_string().into_any(),
    ]
}

/// `/console/partner-pages/new`
pub fn new(console: &Console, groups: &[GroupRecord], form: &FormState) -> Document {
    let words = Words::of(console.language());
    framed(
        console,
        words.add,
        form,
        || ().into_any(),
        || {
            view! {
                <form method="post" action=console.href(routes::NEW_PARTNER_PAGE) novalidate=true>
                    <TextField name="key" label=words.key hint=words.key_hint autocomplete="off"
                        value=form.value("key") error=form.error("key")/>
                    {fields(console, groups, form)}
                    <p class="send"><Button label=words.add kind=ButtonKind::Primary/></p>
                </form>
            }
            .into_any()
        },
    )
}

/// `/console/partner-pages/{key}`; the form begins with what holds.
pub fn page(console: &Console, page: &PartnerPage, groups: &[GroupRecord], form: &FormState) -> Document {
    let words = Words::of(console.language());
    let see = || {
        let href = console.href(&routes::partner(page.key.as_str()));
        view! { <LinkButton href=href label=words.see compact=true/> }.into_any()
    };
    framed(console, page.name.get(console.language()), form, see, || {
        let remove = console.href(&routes::remove_partner_page(&page.key));
        view! {
            <p class="muted"><code>{routes::partner(page.key.as_str())}</code></p>
            <form method="post" action=console.href(&routes::partner_page(&page.key)) novalidate=true>
                {fields(console, groups, form)}
                <p class="send"><Button label=words.save kind=ButtonKind::Primary/></p>
            </form>
            <Confirm label=words.remove question=words.remove_question>
                <form method="post" action=remove>
                    <Button label=words.remove_button kind=ButtonKind::Danger/>
                </form>
            </Confirm>
        }
        .into_any()
    })
}

fn framed(
    console: &Console,
    title: &str,
    form: &FormState,
    acts: impl FnOnce() -> AnyView,
    body: impl FnOnce() -> AnyView,
) -> Document {
    let top = Top::new(title).of(routes::PARTNER_PAGES, Words::of(console.language()).title);
    layout::form_page(console, top, form, acts, body)
}

fn fields(console: &Console, groups: &[GroupRecord], form: &FormState) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let choice = |group: &GroupRecord, component: &ComponentRecord| {
        let name = format!("{} · {}", group.name.get(language), component.details.name.get(language));
        let private = (!component.details.audience.is_public()).then_some(words.private);
        let marks: Vec<_> = private.into_iter().chain(component.retired_at.map(|_| words.retired)).collect();
        Choice::new(component.key.as_str(), name).with_hint(marks.join(" · "))
    };
    let choices = groups.iter().flat_map(|group| group.components.iter().map(move |c| choice(group, c)));
    view! {
        <div class="pair">
            <TextField name="name_ko" label=words.name_ko hint=words.name_hint
                value=form.value("name_ko") error=form.error("name_ko")/>
            <TextField name="name_en" label=optional(language, words.name_en) hint=words.name_en_hint
                value=form.value("name_en") error=form.error("name_en")/>
        </div>
        <ChoiceGroup name="components" legend=words.shown kind=ChoiceKind::Checkbox options=choices.collect()
            values=form.values("components") error=form.error("components")/>
        <TextArea name="addresses" label=optional(language, words.addresses) hint=words.addresses_hint
            value=form.value("addresses") error=form.error("addresses")/>
        <TextArea name="networks" label=optional(language, words.networks) hint=words.networks_hint
            value=form.value("networks") error=form.error("networks")/>
    }
    .into_any()
}
