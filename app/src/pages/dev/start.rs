//! Where the demonstration begins: who can sign in as whom.

use domain::role::RoleSet;
use leptos::prelude::*;

use crate::{
    parts::{Button, Column, LinkButton, Table},
    routes,
    shell::{Document, Layout, PageContext, document},
    text::{console::states, dev::Dev},
};

/// The people of the demonstration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DemoPeople {
    /// Name, roles, address, password.
    pub staff: Vec<(String, RoleSet, String, String)>,
    /// Name, address.
    pub claimants: Vec<(String, String)>,
}

/// `/dev`
pub fn page(context: &PageContext, people: &DemoPeople) -> Document {
    let words = Dev::of(context.language);
    document(context, Layout::Claims, words.title, || {
        let places = [
            (routes::HOME, words.status),
            (routes::CLAIMS, words.as_claimant),
            (routes::STAFF_SIGN_IN, words.staff_sign_in),
            (routes::DEV_MAIL, words.mailbox),
            (routes::PARTS, words.parts),
        ];
        let place = |(path, label)| view! { <li><a href=context.href(path)>{label}</a></li> };
        view! {
            <h1>{words.title}</h1>
            <p class="lead">{words.lead}</p>
            <section class="sec prose">
                <h2>{words.places}</h2>
                <ul>{places.map(place).collect_view()}</ul>
            </section>
            <section class="sec stack">
                <h2>{words.as_claimant}</h2>
                <p class="muted">{words.as_claimant_lead}</p>
                {claimants(context, people)}
            </section>
            <section class="sec stack">
                <h2>{words.as_staff}</h2>
                {staff(context, people)}
                <p><LinkButton href=context.href(routes::STAFF_SIGN_IN) label=words.staff_sign_in/></p>
            </section>
        }
        .into_any()
    })
}

fn claimants(context: &PageContext, people: &DemoPeople) -> AnyView {
    let words = Dev::of(context.language);
    if people.claimants.is_empty() {
        return view! { <p>{words.nobody}</p> }.into_any();
    }
    let row = |(name, email): &(String, String)| {
        let send = view! {
            <form method="post" action=context.href(routes::SIGN_IN)>
                <input type="hidden" name="email" value=email.clone()/>
                <Button label=words.send_link compact=true/>
            </form>
        };
        vec![name.clone().into_any(), email.clone().into_any(), send.into_any()]
    };
    let columns = vec![Column::text(words.name), Column::text(words.email), Column::text("")];
    let rows = people.claimants.iter().map(row).collect();
    view! { <Table caption=words.as_claimant caption_hidden=true columns=columns rows=rows/> }.into_any()
}

fn staff(context: &PageContext, people: &DemoPeople) -> AnyView {
    let words = Dev::of(context.language);
    if people.staff.is_empty() {
        return view! { <p>{words.nobody}</p> }.into_any();
    }
    let row = |(name, roles, email, password): &(String, RoleSet, String, String)| {
        let code = |text: &str| view! { <code>{text.to_owned()}</code> }.into_any();
        let roles = roles.iter().map(|role| states::role(context.language, role).0).collect::<Vec<_>>().join(", ");
        vec![name.clone().into_any(), roles.into_any(), code(email), code(password)]
    };
    let columns = [words.name, words.roles, words.email, words.password].map(Column::text).to_vec();
    let rows = people.staff.iter().map(row).collect();
    view! { <Table caption=words.as_staff caption_hidden=true columns=columns rows=rows/> }.into_any()
}
