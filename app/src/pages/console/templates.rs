//! Texts that updates begin with: the list, and one of them.

use backend::templates::Template;
use domain::{language::Language, template::Variable};
use leptos::prelude::*;

use super::{
    Console,
    layout::{self, Top},
};
use crate::{
    pages::public::time,
    parts::{
        Button, ButtonKind, Column, Confirm, Empty, ErrorSummary, Facts, FormState, LinkButton, Table, TextArea,
        TextField, page_title,
    },
    routes,
    shell::Document,
    text::console::{
        self,
        templates::{self as said, Templates as Words},
    },
};

/// `/console/templates`
pub fn list(console: &Console, templates: &[Template]) -> Document {
    let words = Words::of(console.language());
    let new = |kind, compact| {
        view! { <LinkButton href=console.href(routes::NEW_TEMPLATE) label=words.new kind=kind compact=compact/> }
    };
    let acts = || new(ButtonKind::Primary, true).into_any();
    layout::page(console, &Top::new(words.name), acts, || {
        if templates.is_empty() {
            let add = new(ButtonKind::Plain, false);
            return view! {
                <div class="inner"><Empty title=words.none text=words.none_text>{add}</Empty></div>
            }
            .into_any();
        }
        let columns = vec![Column::text(words.called), Column::text(words.languages), Column::text(words.changed)];
        let rows = templates.iter().map(|template| row(console, template)).collect();
        view! { <Table caption=words.name caption_hidden=true columns=columns rows=rows/> }.into_any()
    })
}

fn row(console: &Console, template: &Template) -> Vec<AnyView> {
    let words = Words::of(console.language());
    let href = console.href(&routes::template(template.id));
    vec![
        view! { <a href=href dir="auto">{template.name.clone()}</a> }.into_any(),
        if template.body.has(Language::En) { words.both } else { words.korean }.into_any(),
        time::day_and_minute(&console.context, template.updated_at).into_any(),
    ]
}

/// `/console/templates/new`; the form holds `id`, which makes sending it twice harmless.
pub fn new(console: &Console, form: &FormState) -> Document {
    let words = Words::of(console.language());
    one(console, words.new, routes::NEW_TEMPLATE, form, || ().into_any())
}

/// `/console/templates/{id}`; the form begins with what holds.
pub fn page(console: &Console, template: &Template, form: &FormState) -> Document {
    let words = Words::of(console.language());
    let path = routes::template(template.id);
    one(console, &template.name, &path, form, || {
        let action = console.href(&format!("{path}/remove"));
        view! {
            <Confirm label=words.remove question=words.remove_question>
                <form method="post" action=action>
                    <Button label=words.remove_button kind=ButtonKind::Danger/>
                </form>
            </Confirm>
        }
        .into_any()
    })
}

fn one(console: &Console, title: &str, path: &str, form: &FormState, below: impl FnOnce() -> AnyView) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let top = Top::new(title).of(routes::TEMPLATES, words.name).with_tab(page_title(language, title, form));
    layout::page(
        console,
        &top,
        || ().into_any(),
        || {
            let variables = Variable::ALL
                .iter()
                .map(|variable| (format!("{{{}}}", variable.name()), said::variable(language, *variable).into_any()));
            view! {
                <div class="inner">
                    <ErrorSummary form=form.clone() language=language/>
                    <form method="post" action=console.href(path) novalidate=true>
                        <input type="hidden" name="id" value=form.value("id")/>
                        <TextField name="name" label=words.called hint=words.called_hint value=form.value("name")
                            error=form.error("name")/>
                        <div class="pair">
                            <TextField name="title_ko" label=console::optional(language, words.title_ko)
                                value=form.value("title_ko") error=form.error("title_ko")/>
                            <TextField name="title_en" label=console::optional(language, words.title_en)
                                value=form.value("title_en") error=form.error("title_en")/>
                        </div>
                        <div class="pair">
                            <TextArea name="body_ko" label=words.body_ko value=form.value("body_ko")
                                error=form.error("body_ko")/>
                            <TextArea name="body_en" label=console::optional(language, words.body_en)
                                value=form.value("body_en") error=form.error("body_en")/>
                        </div>
                        <section class="field wide"><h2>{words.variables}</h2><Facts facts=variables.collect()/></section>
                        <p class="send"><Button label=words.save kind=ButtonKind::Primary/></p>
                    </form>
                    {below()}
                </div>
            }
            .into_any()
        },
    )
}
