//! The question what somebody wants to be told of, in every form about a subscription.

use std::collections::BTreeSet;

use domain::{component::ComponentGroup, status::PublicState, subscription::Topic};
use leptos::prelude::*;

use crate::{
    parts::{Choice, ChoiceGroup, ChoiceKind, FormState},
    shell::PageContext,
    text::subscribe::Subscribe,
};

/// The field that says whether all is wanted, or what is chosen below it.
pub const SCOPE: &str = "scope";
/// All.
pub const ALL: &str = "all";
/// What is chosen.
pub const CHOSEN: &str = "chosen";
/// The field of what is chosen; sent once for each.
pub const TOPICS: &str = "topics";

/// What a form asks for.
pub fn asked(fields: &[(String, String)]) -> BTreeSet<Topic> {
    let scope = fields.iter().find(|(name, _)| name == SCOPE).map_or(ALL, |(_, value)| value.as_str());
    if scope != CHOSEN {
        return BTreeSet::from([Topic::Everything]);
    }
    let chosen = fields.iter().filter(|(name, _)| name == TOPICS).filter_map(|(_, value)| Topic::parse(value));
    chosen.filter(|topic| *topic != Topic::Everything).collect()
}

/// The fields of a form that asks for this.
pub fn fields(topics: &BTreeSet<Topic>) -> Vec<(String, String)> {
    let scope = if topics.contains(&Topic::Everything) { ALL } else { CHOSEN };
    let chosen = topics.iter().filter(|topic| **topic != Topic::Everything);
    let chosen = chosen.map(|topic| (TOPICS.to_owned(), topic.to_string()));
    std::iter::once((SCOPE.to_owned(), scope.to_owned())).chain(chosen).collect()
}

/// All or some; the choice of single services is out of sight while all is chosen.
pub fn question(context: &PageContext, state: &PublicState, form: &FormState) -> AnyView {
    let words = Subscribe::of(context.language);
    let scopes = vec![Choice::new(ALL, words.scope_all), Choice::new(CHOSEN, words.scope_chosen)];
    let scope = if form.is_checked(SCOPE) { form.value(SCOPE) } else { ALL.to_owned() };
    let chosen = form.values(TOPICS);
    let groups = state.groups.iter().map(|group| group_of(context, group, &chosen)).collect_view();
    view! {
        <div class="scope">
            <ChoiceGroup name=SCOPE legend=words.scope kind=ChoiceKind::Radio options=scopes values=vec![scope]
                error=form.error(TOPICS)/>
            <div class="chosen" id=TOPICS>
                {incidents(context, state, &chosen)}
                {groups}
            </div>
        </div>
    }
    .into_any()
}

/// Incidents that somebody asked for on their own pages; they can be left out again.
fn incidents(context: &PageContext, state: &PublicState, chosen: &[String]) -> AnyView {
    let entry = |value: &String| match Topic::parse(value)? {
        Topic::Incident(id) => Some((value.clone(), state.incident(id)?.title.get(context.language).to_owned())),
        _ => None,
    };
    let found: Vec<_> = chosen.iter().filter_map(entry).collect();
    if found.is_empty() {
        return ().into_any();
    }
    let boxes = found.into_iter().map(|(value, title)| checkbox(value, title, true)).collect_view();
    view! {
        <fieldset class="field"><legend>{Subscribe::of(context.language).incidents}</legend>{boxes}</fieldset>
    }
    .into_any()
}

fn group_of(context: &PageContext, group: &ComponentGroup, chosen: &[String]) -> AnyView {
    let language = context.language;
    let name = group.name.get(language).to_owned();
    let whole = (Topic::Group(group.key.clone()), Subscribe::of(language).whole_group.to_owned());
    let single = group
        .components
        .iter()
        .map(|component| (Topic::Component(component.key.clone()), component.name.get(language).to_owned()));
    let boxes = std::iter::once(whole).chain(single).map(|(topic, label)| {
        let value = topic.to_string();
        let checked = chosen.contains(&value);
        checkbox(value, label, checked)
    });
    view! { <fieldset class="field"><legend>{name}</legend>{boxes.collect_view()}</fieldset> }.into_any()
}

fn checkbox(value: String, label: String, checked: bool) -> AnyView {
    view! {
        <label class="choice">
            <input type="checkbox" name=TOPICS value=value checked=checked/>
            <span dir="auto">{label}</span>
        </label>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_asks_for_what_it_was_filled_in_with() {
        let topic = |text| Topic::parse(text).expect("a topic");
        for topics in [
            BTreeSet::from([Topic::Everything]),
            BTreeSet::from([topic("group:pay"), topic("component:taxi")]),
            BTreeSet::new(),
        ] {
            assert_eq!(asked(&fields(&topics)), topics);
        }
        assert_eq!(asked(&[]), BTreeSet::from([Topic::Everything]));
        let both = [(SCOPE, ALL), (TOPICS, "group:pay")].map(|(n, v)| (n.to_owned(), v.to_owned()));
        assert_eq!(asked(&both), BTreeSet::from([Topic::Everything]));
    }
}
