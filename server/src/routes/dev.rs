//! The demonstration's own pages: who can sign in as whom, the mails, the parts.

use app::pages::dev::{
    mail::{self as mail_page, MailFilter},
    parts as parts_page,
    start::{self as start_page, DemoPeople},
};

use axum::extract::Query;

use crate::{
    demo::{CLAIMANTS, DemoClaimant, DemoStaff, PASSWORD, STAFF},
    layers::{
        errors::Failure,
        visit::{self, Answer, Visit},
    },
};

/// Mails on a page.
const MAILS_A_PAGE: u32 = 30;

/// `GET /dev`
pub async fn start(visit: Visit) -> Answer {
    Ok(visit::page(start_page::page(&visit.context(), &people())))
}

/// Who the demonstration's world has.
fn people() -> DemoPeople {
    let staff = |member: &DemoStaff| {
        // those of the demonstration are known roles
        let roles = member.roles.parse().unwrap_or_default();
        (member.name.to_owned(), roles, member.email.to_owned(), PASSWORD.to_owned())
    };
    let claimant = |claimant: &DemoClaimant| (claimant.name.to_owned(), claimant.email.to_owned());
    DemoPeople { staff: STAFF.iter().map(staff).collect(), claimants: CLAIMANTS.iter().map(claimant).collect() }
}

/// Which mails to show.
#[derive(Debug, serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    to: String,
    page: Option<String>,
}

/// `GET /dev/mail`, or `/dev/mail?to=…` for one address
pub async fn mail(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let folder = visit.state.mail_folder().ok_or(Failure::NotFound)?;
    let page: u32 = asked.page.and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
    let filter = MailFilter { to: asked.to.trim().to_owned(), page: page.into() };
    let skip = (page - 1).saturating_mul(MAILS_A_PAGE);
    let found = folder.page(&filter.to, skip as usize, MAILS_A_PAGE as usize)?;
    Ok(visit::page(mail_page::page(&visit.context(), &filter, &found, MAILS_A_PAGE.into())))
}

/// `GET /dev/parts`
pub async fn parts(visit: Visit) -> Answer {
    Ok(visit::page(parts_page::page(&visit.context())))
}
