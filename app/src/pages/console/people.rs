//! The operator's people: who there is, adding one, and changing what one may do.

use backend::people::StaffMember;
use domain::{
    language::Language,
    role::{Permission, Role},
    time::long_date,
};
use leptos::prelude::*;

use super::{
    Console,
    layout::{self, Top},
};
use crate::{
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
        name(console, member),
        member.email.clone().into_any(),
        roles.join(", ").into_any(),
        view! { <Badge tone=tone word=word/> }.into_any(),
        long_date(console.context.zone().date(member.created_at), console.language()).into_any(),
    ]
}

/// The name, which leads to the person for who may change them.
fn name(console: &Console, member: &StaffMember) -> AnyView {
    let name = member.name.clone();
    if !console.may(Permission::ManagePeople) {
        return view! { <span dir="auto">{name}</span> }.into_any();
    }
    view! { <a href=console.href(&routes::person(member.id)) dir="auto">{name}</a> }.into_any()
}

fn add(console: &Console, form: &FormState) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
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
                {roles(language, form)}
                <p class="send"><Button label=words.add_button kind=ButtonKind::Primary/></p>
            </form>
        </section>
    }
    .into_any()
}

/// The question of roles, in every form about a person.
fn roles(language: Language, form: &FormState) -> AnyView {
    let words = Words::of(language);
    let options = Role::ALL.iter().map(|role| {
        let (name, does) = states::role(language, *role);
        Choice::new(role.name(), name).with_hint(does)
    });
    view! {
        <ChoiceGroup name="roles" legend=words.roles kind=ChoiceKind::Checkbox options=options.collect()
            values=form.values("roles") error=form.error("roles")/>
    }
    .into_any()
}

/// `/console/people/{id}`: a form that begins with what holds.
pub fn person(console: &Console, member: &StaffMember, form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let top = Top::new(member.name.clone()).of(routes::PEOPLE, words.people).with_tab(page_title(
        language,
        &member.name,
        form,
    ));
    layout::page(
        console,
        &top,
        || ().into_any(),
        || {
            let access = vec![
                Choice::new(ACTIVE, words.active).with_hint(words.active_hint),
                Choice::new(ENDED, words.ended).with_hint(words.ended_hint),
            ];
            view! {
                <section class="inner">
                    {form.is_wrong().then(|| view! { <ErrorSummary form=form.clone() language=language/> })}
                    <p class="muted">{member.email.clone()}</p>
                    <form method="post" action=console.href(&routes::person(member.id)) novalidate=true>
                        {roles(language, form)}
                        <ChoiceGroup name="access" legend=words.access kind=ChoiceKind::Radio options=access
                            values=form.values("access") error=form.error("access")/>
                        <TextField name="password" label=words.new_password kind=InputKind::Password
                            hint=words.new_password_hint autocomplete="new-password" error=form.error("password")/>
                        <p class="send"><Button label=words.change_button kind=ButtonKind::Primary/></p>
                    </form>
                </section>
            }
            .into_any()
        },
    )
}

/// What the form sends of a person who may sign in.
pub const ACTIVE: &str = "active";
/// What the form sends of one who may not any more.
pub const ENDED: &str = "ended";

/// The form of a person as they are.
pub fn form_of(member: &StaffMember) -> FormState {
    let access = if member.is_active { ACTIVE } else { ENDED };
    let roles = member.roles.iter().map(|role| ("roles".to_owned(), role.name().to_owned()));
    FormState::sent(roles).with_value("access", access)
}
