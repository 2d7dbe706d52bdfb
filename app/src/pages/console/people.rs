//! The operator's people: who there is, and adding one.

use backend::people::StaffMember;
use domain::role::{Permission, Role};
use leptos::prelude::*;

use super::{
    Console,
    layout::{self, Top},
};
use crate::{
    pages::public::time,
    parts::{
        Badge, Button, ButtonKind, Choice, ChoiceGroup, ChoiceKind, Column, ErrorSummary, FormState, InputKind, Table,
        TextField, Tone, page_title,
    },
    routes,
    shell::Document,
    text::console::{records::Records as Words, states},
};

/// `/console/people`
pub fn page(console: &Console, people: &[StaffMember], form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let top = Top::new(words.people).with_tab(page_title(language, words.people, form));
    layout::page(
        console,
        &top,
        || ().into_any(),
        || {
            let columns = vec![
                Column::text(words.name),
                Column::text(words.email),
                Column::text(words.roles),
                Column::text(words.access),
                Column::text(words.since),
            ];
            let rows = people.iter().map(|member| row(console, member)).collect();
            view! {
                {form.is_wrong().then(|| view! {
                    <div class="inner"><ErrorSummary form=form.clone() language=language/></div>
                })}
                <Table caption=words.people caption_hidden=true columns=columns rows=rows/>
                {console.may(Permission::ManagePeople).then(|| add(console, form))}
            }
            .into_any()
        },
    )
}

fn row(console: &Console, member: &StaffMember) -> Vec<AnyView> {
    let (language, words) = (console.language(), Words::of(console.language()));
    let roles: Vec<_> = member.roles.iter().map(|role| states::role(language, role).0).collect();
    let (tone, word) = if member.is_active { (Tone::Ok, words.active) } else { (Tone::Unknown, words.ended) };
    vec![
        view! { <span dir="auto">{member.name.clone()}</span> }.into_any(),
        member.email.clone().into_any(),
        roles.join(", ").into_any(),
        view! { <Badge tone=tone word=word/> }.into_any(),
        time::day_and_minute(&console.context, member.created_at).into_any(),
    ]
}

fn add(console: &Console, form: &FormState) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let roles = Role::ALL.iter().map(|role| {
        let (name, does) = states::role(language, *role);
        Choice::new(role.name(), name).with_hint(does)
    });
    view! {
        <section class="inner">
            <h2>{words.add}</h2>
            <p class="muted">{words.add_lead}</p>
            <form method="post" action=console.href(routes::PEOPLE) novalidate=true>
                <TextField name="name" label=words.name autocomplete="off"
                    value=form.value("name") error=form.error("name")/>
                <TextField name="email" label=words.email kind=InputKind::Email autocomplete="off"
                    value=form.value("email") error=form.error("email")/>
                <TextField name="password" label=words.password kind=InputKind::Password hint=words.password_hint
                    autocomplete="new-password" error=form.error("password")/>
                <ChoiceGroup name="roles" legend=words.roles kind=ChoiceKind::Checkbox options=roles.collect()
                    values=form.values("roles") error=form.error("roles")/>
                <p class="send"><Button label=words.add_button kind=ButtonKind::Primary/></p>
            </form>
        </section>
    }
    .into_any()
}
