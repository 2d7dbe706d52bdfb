//! Who published what of an incident when, as a file. Its columns are named in English, since programs read them.

use backend::proofs::{Publication, Published, Told};
use domain::{language::Text, time::Zone};

use crate::csv;

const HEAD: &str = "published_at,published_by,in_emergency,what,status,title_ko,title_en,text_ko,text_en,corrects,\
                    next_update_by,impacts,subscribers,delivered,failed,mirrors,id\n";

/// The file, the earliest publication first. Times carry the site's offset.
pub fn csv(publications: &[Publication], zone: Zone) -> String {
    publications.iter().fold(HEAD.to_owned(), |text, publication| text + &row(publication, zone))
}

fn row(publication: &Publication, zone: Zone) -> String {
    let (mut status, mut corrects, mut next_update_by, mut impacts) = Default::default();
    let no_title = Text::default();
    let (what, title, text) = match &publication.what {
        Published::Programme { title, criteria, .. } => ("programme", title, criteria),
        Published::Update {
            status: set,
            body,
            next_update_by: promised,
            corrects: corrected,
            corrects_impacts,
            impacts: changed,
        } => {
            status = set.name();
            corrects = corrected.map(|id| id.to_string()).unwrap_or_default();
            next_update_by = promised.map(|by| zone.rfc3339(by)).unwrap_or_default();
            let impact = |impact: &backend::proofs::PublishedImpact| {
                let until = impact.end.map(|end| zone.rfc3339(end)).unwrap_or_default();
                format!("{} {} {}/{until}", impact.component, impact.severity.name(), zone.rfc3339(impact.start))
            };
            impacts = changed.iter().map(impact).collect::<Vec<_>>().join("; ");
            (if corrected.is_some() || *corrects_impacts { "correction" } else { "update" }, &no_title, body)
        }
    };
    let count = |of: fn(&Told) -> i64| publication.told.as_ref().map(|told| of(told).to_string()).unwrap_or_default();
    let copies = publication.copies.iter().map(|copy| format!("{} {}", copy.target, zone.rfc3339(copy.held_at)));
    csv::line(&[
        zone.rfc3339(publication.at),
        csv::field(&publication.by.name),
        publication.by.in_emergency.to_string(),
        what.to_owned(),
        String::from(status),
        csv::field(&title.ko),
        csv::field(&title.en),
        csv::field(&text.ko),
        csv::field(&text.en),
        corrects,
        next_update_by,
        csv::field(&impacts),
        count(|told| told.subscribers),
        count(|told| told.delivered),
        count(|told| told.failed),
        csv::field(&copies.collect::<Vec<_>>().join("; ")),
        publication.id.to_string(),
    ])
}
