//! One component: adding it, changing it, retiring it.

use backend::components::{ComponentRecord, GroupRecord};
use domain::component::Audience;
use leptos::prelude::*;

use super::{
    super::{
        Console,
        layout::{self, Top},
    },
    group,
};
use crate::{
    parts::{
        Button, ButtonKind, Checkbox, Choice, ChoiceGroup, ChoiceKind, Confirm, FormState, InputKind, Select, TextArea,
        TextField,
    },
    routes,
    shell::Document,
    text::console::{self, Console as Places, components::Components as Words},
};

/// What the form sends of a component that is always on the page.
pub const ALWAYS: &str = "always";
/// What it sends of one that is on the page only while it fails.
pub const ONLY_IF_DEGRADED: &str = "only-if-degraded";

/// The box that says that one knows what follows from a change of audience.
pub const AUDIENCE_CONFIRMED: &str = "audience_confirmed";

/// `/console/components/new`
pub fn new(console: &Console, groups: &[GroupRecord], form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    framed(console, words.add_component, form, || {
        view! {
            <form method="post" action=console.href(routes::NEW_COMPONENT) novalidate=true>
                {group::key(language, form)}
                {details(console, groups, form)}
                <p class="send"><Button label=words.add_component kind=ButtonKind::Primary/></p>
            </form>
        }
        .into_any()
    })
}

/// `/console/components/{key}`; the form begins with what holds.
pub fn page(console: &Console, groups: &[GroupRecord], component: &ComponentRecord, form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let path = routes::component(&component.key);
    framed(console, component.details.name.get(language), form, || {
        view! {
            <p class="muted"><code>{component.key.to_string()}</code></p>
            <form method="post" action=console.href(&path) novalidate=true>
                {details(console, groups, form)}
                <p class="send"><Button label=words.save kind=ButtonKind::Primary/></p>
            </form>
            {retire(console, component, &path)}
        }
        .into_any()
    })
}

fn framed(console: &Console, title: &str, form: &FormState, body: impl FnOnce() -> AnyView) -> Document {
    let top = Top::new(title).of(routes::COMPONENTS, Places::of(console.language()).components);
    layout::form_page(console, top, form, || ().into_any(), body)
}

fn details(console: &Console, groups: &[GroupRecord], form: &FormState) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let options = groups.iter().map(|g| Choice::new(g.key.to_string(), g.name.get(language))).collect();
    let shown = vec![
        Choice::new(ALWAYS, words.always).with_hint(words.always_hint),
        Choice::new(ONLY_IF_DEGRADED, words.only_if_degraded).with_hint(words.only_if_degraded_hint),
    ];
    let audiences = vec![
        Choice::new(Audience::Public.name(), words.public).with_hint(words.public_hint),
        Choice::new(Audience::Private.name(), words.private).with_hint(words.private_hint),
    ];
    // asked once somebody changes it
    let is_asked = form.error(AUDIENCE_CONFIRMED).is_some() || form.is_checked(AUDIENCE_CONFIRMED);
    view! {
        {group::names(language, form)}
        <Select name="group" label=words.group options=options value=form.value("group") error=form.error("group")/>
        <div class="pair">
            <TextArea name="description_ko" label=console::optional(language, words.description_ko)
                hint=words.description_hint value=form.value("description_ko") error=form.error("description_ko")/>
            <TextArea name="description_en" label=console::optional(language, words.description_en)
                value=form.value("description_en") error=form.error("description_en")/>
        </div>
        <TextField name="uptime_from" label=console::in_zone(words.uptime_from, &console.zone_name())
            kind=InputKind::DateTime value=form.value("uptime_from") error=form.error("uptime_from")/>
        <TextField name="uptime_target" label=console::optional(language, words.uptime_target)
            hint=words.uptime_target_hint autocomplete="off" value=form.value("uptime_target")
            error=form.error("uptime_target")/>
        <ChoiceGroup name="shown" legend=words.show kind=ChoiceKind::Radio options=shown values=form.values("shown")
            error=form.error("shown")/>
        <ChoiceGroup name="audience" legend=words.audience kind=ChoiceKind::Radio options=audiences
            values=form.values("audience") error=form.error("audience")/>
        {is_asked.then(|| view! {
            <Checkbox name=AUDIENCE_CONFIRMED label=words.audience_confirmed checked=form.is_checked(AUDIENCE_CONFIRMED)
                error=form.error(AUDIENCE_CONFIRMED)/>
        })}
    }
    .into_any()
}

fn retire(console: &Console, component: &ComponentRecord, path: &str) -> AnyView {
    let words = Words::of(console.language());
    if component.retired_at.is_some() {
        let action = console.href(&format!("{path}/restore"));
        return view! {
            <form method="post" action=action><Button label=words.restore/></form>
        }
        .into_any();
    }
    let action = console.href(&format!("{path}/retire"));
    view! {
        <Confirm label=words.retire question=words.retire_question>
            <form method="post" action=action>
                <Button label=words.retire_button kind=ButtonKind::Danger/>
            </form>
        </Confirm>
    }
    .into_any()
}
