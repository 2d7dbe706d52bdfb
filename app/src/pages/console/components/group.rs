//! A group of components: adding one, renaming one, removing an empty one.

use backend::components::GroupRecord;
use domain::language::Language;
use leptos::prelude::*;

use super::super::{
    Console,
    layout::{self, Top},
};
use crate::{
    parts::{Button, ButtonKind, Confirm, ErrorSummary, FormState, TextField},
    routes,
    shell::Document,
    text::console::{self, Console as Places, components::Components as Words},
};

/// The form for a new group, below the list.
pub fn add(console: &Console, form: &FormState) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    view! {
        <section class="inner">
            <h2>{words.add_group}</h2>
            {form.is_wrong().then(|| view! { <ErrorSummary form=form.clone() language=language/> })}
            <form method="post" action=console.href(routes::COMPONENT_GROUPS) novalidate=true>
                {key(language, form)}
                {names(language, form)}
                <p class="send"><Button label=words.add_group/></p>
            </form>
        </section>
    }
    .into_any()
}

/// The key of something new.
pub fn key(language: Language, form: &FormState) -> AnyView {
    let words = Words::of(language);
    view! {
        <TextField name="key" label=words.key hint=words.key_hint autocomplete="off" value=form.value("key")
            error=form.error("key")/>
    }
    .into_any()
}

/// The name in both languages.
pub fn names(language: Language, form: &FormState) -> AnyView {
    let words = Words::of(language);
    view! {
        <div class="pair">
            <TextField name="name_ko" label=words.name_ko value=form.value("name_ko") error=form.error("name_ko")/>
            <TextField name="name_en" label=console::optional(language, words.name_en) hint=words.name_en_hint
                value=form.value("name_en") error=form.error("name_en")/>
        </div>
    }
    .into_any()
}

/// `/console/component-groups/{key}`
pub fn page(console: &Console, group: &GroupRecord, form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let title = group.name.get(language);
    let path = routes::component_group(&group.key);
    let top = Top::new(title).of(routes::COMPONENTS, Places::of(language).components);
    let (save_at, remove_at) = (console.href(&path), console.href(&format!("{path}/remove")));
    let remove = group.components.is_empty().then(|| {
        view! {
            <Confirm label=words.remove_group question=words.remove_question>
                <form method="post" action=remove_at>
                    <Button label=words.remove_button kind=ButtonKind::Danger/>
                </form>
            </Confirm>
        }
    });
    let body = || {
        view! {
            <form method="post" action=save_at novalidate=true>
                {names(language, form)}
                <p class="send"><Button label=words.save kind=ButtonKind::Primary/></p>
            </form>
            {remove}
        }
        .into_any()
    };
    layout::form_page(console, top, form, || ().into_any(), body)
}
