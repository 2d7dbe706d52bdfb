//! The demonstration's own pages: who can sign in as whom, the mails, the parts.

use app::pages::dev::{
    mail as mail_page, parts as parts_page,
    start::{self as start_page, DemoPeople},
};

use axum::extract::Query;

use crate::{
    demo::{CLAIMANTS, DemoClaimant, DemoStaff, PASSWORD, STAFF},
    layers::{
        errors::Failure,
        visit::{Answer, Visit, page},
    },
};

/// Mails shown.
const MOST_MAILS: usize = 30;

/// `GET /dev`
pub async fn start(visit: Visit) -> Answer {
    Ok(page(start_page::page(&visit.context(), &people())))
}

/// Who the demonstration's world has.
fn people() -> DemoPeople {
    let staff = |member: &DemoStaff| {
        (member.name.to_owned(), member.roles.to_owned(), member.email.to_owned(), PASSWORD.to_owned())
    };
    let claimant = |claimant: &DemoClaimant| (claimant.name.to_owned(), claimant.email.to_owned());
    DemoPeople { staff: STAFF.iter().map(staff).collect(), claimants: CLAIMANTS.iter().map(claimant).collect() }
}

/// Whose mails to show.
#[derive(Debug, serde::Deserialize)]
pub struct Addressee {
    #[serde(default)]
    to: String,
}

/// `GET /dev/mail`, or `/dev/mail?to=…` for one address
pub async fn mail(visit: Visit, Query(addressee): Query<Addressee>) -> Answer {
    let folder = visit.state.mail_folder().ok_or(Failure::NotFound)?;
    Ok(page(mail_page::page(&visit.context(), &folder.list_to(addressee.to.trim(), MOST_MAILS)?)))
}

/// `GET /dev/parts`
pub async fn parts(visit: Visit) -> Answer {
    Ok(page(parts_page::page(&visit.context())))
}
