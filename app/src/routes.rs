//! Every address of the site, without the language's prefix: one function each, so that a link cannot be misspelt.
//! [`PageContext::href`](crate::shell::PageContext::href) adds the prefix.

use domain::{
    component::ComponentKey,
    id::{
        AccountId, AdjustmentId, BacktestId, ClaimId, HeartbeatId, IncidentId, MaintenanceId, PolicyId, ProbeId,
        ProgrammeId, ProofId, RunId, ShockId, StaffId, SubscriberId, TemplateId, TokenId, UpdateId,
    },
    partner::PartnerKey,
    probe::TargetKind,
};

/// The service status.
pub const HOME: &str = "/";
/// Incidents by month.
pub const HISTORY: &str = "/history";
/// Uptime of every component.
pub const UPTIME: &str = "/uptime";
/// Uptime by month as a file.
pub const UPTIME_CSV: &str = "/uptime.csv";
/// The same on paper.
pub const UPTIME_PDF: &str = "/uptime.pdf";
/// What the pages are, how they are made, accessibility.
pub const ABOUT: &str = "/about";
/// How uptime is calculated.
pub const METHOD: &str = "/about#method";
/// The statement on accessibility.
pub const ACCESSIBILITY: &str = "/about#accessibility";
/// Planned and past maintenance.
pub const MAINTENANCE: &str = "/maintenance";
/// The same as a calendar.
pub const CALENDAR: &str = "/maintenance.ics";
/// Maintenance for staff.
pub const STAFF_MAINTENANCE: &str = "/console/maintenance";
/// Where a maintenance is scheduled.
pub const NEW_MAINTENANCE: &str = "/console/maintenance/new";
/// Documentation of the API.
pub const API: &str = "/api";
/// The Atom feed.
pub const ATOM: &str = "/history.atom";
/// The RSS feed.
pub const RSS: &str = "/history.rss";
/// The same feed as JSON.
pub const JSON_FEED: &str = "/feed.json";
/// The history for archivers; `?page=2` and so on for older months.
pub const HISTORY_JSON: &str = "/history.json";
/// The overall state as a picture.
pub const BADGE: &str = "/badge.svg";
/// The widget for other sites.
pub const EMBED: &str = "/embed.js";
/// Where one asks to be told of what is published, by mail.
pub const SUBSCRIBE: &str = "/subscribe";
/// The same by requests to an address.
pub const SUBSCRIBE_WEBHOOK: &str = "/subscribe/webhook";
/// The same by notifications of a browser; its script asks below it.
pub const SUBSCRIBE_PUSH: &str = "/subscribe/push";
/// The service worker that shows them: at the root, since it works for what stands below it.
pub const PUSH_WORKER: &str = "/push-worker.js";
/// Subscribers for staff.
pub const SUBSCRIBERS: &str = "/console/subscribers";
/// The public key that proofs of publication are checked with.
pub const PROOF_KEY: &str = "/.well-known/makewhole-proof-key.pem";
/// The stream that tells pages of a publication.
pub const EVENTS: &str = "/events";
/// How old the state is, for pages that cannot hear the stream, as those of a mirror.
pub const HEARTBEAT: &str = "/heartbeat.json";
/// A claimant's claims; asks who it is first.
pub const CLAIMS: &str = "/claims";
/// Where claimants ask for a link.
pub const SIGN_IN: &str = "/sign-in";
/// The same for who is signed in already but wants to be somebody else.
pub const SIGN_IN_AGAIN: &str = "/sign-in?again=1";
/// Where staff sign in.
pub const STAFF_SIGN_IN: &str = "/console/sign-in";
/// The demonstration's start page.
pub const DEV: &str = "/dev";
/// The demonstration's mails.
pub const DEV_MAIL: &str = "/dev/mail";
/// Signing out, by POST.
pub const SIGN_OUT: &str = "/sign-out";
/// Where staff begin: what waits.
pub const DESK: &str = "/console";
/// Incidents for staff.
pub const STAFF_INCIDENTS: &str = "/console/incidents";
/// Where an incident is declared.
pub const NEW_INCIDENT: &str = "/console/incidents/new";
/// Texts that updates begin with.
pub const TEMPLATES: &str = "/console/templates";
/// Where one is added.
pub const NEW_TEMPLATE: &str = "/console/templates/new";
/// The calendar of shocks.
pub const SHOCKS: &str = "/console/shocks";
/// Where one is added.
pub const NEW_SHOCK: &str = "/console/shocks/new";
/// Programmes for staff.
pub const STAFF_PROGRAMMES: &str = "/console/programmes";
/// Where a programme is prepared.
pub const NEW_PROGRAMME: &str = "/console/programmes/new";
/// The claims queue.
pub const STAFF_CLAIMS: &str = "/console/claims";
/// Components and their groups.
pub const COMPONENTS: &str = "/console/components";
/// Where a component is added.
pub const NEW_COMPONENT: &str = "/console/components/new";
/// Where a group of components is added.
pub const COMPONENT_GROUPS: &str = "/console/component-groups";
/// Partner pages for administrators.
pub const PARTNER_PAGES: &str = "/console/partner-pages";
/// Where one is added.
pub const NEW_PARTNER_PAGE: &str = "/console/partner-pages/new";
/// People of the operator.
pub const PEOPLE: &str = "/console/people";
/// What watches by itself.
pub const MONITORING: &str = "/console/monitoring";
/// Where a heartbeat is set up, by POST.
pub const HEARTBEATS: &str = "/console/heartbeats";
/// What the servers look at.
pub const PROBES: &str = "/console/monitoring/probes";
/// Tokens of programs.
pub const TOKENS: &str = "/console/tokens";
/// The document that programs read of the API.
pub const OPENAPI: &str = "/api/v1/openapi.json";
/// Uptime by month for staff.
pub const REPORTS: &str = "/console/reports";
/// The same as a file.
pub const REPORT_CSV: &str = "/console/reports/uptime.csv";
/// The same on paper.
pub const REPORT_PDF: &str = "/console/reports/uptime.pdf";
/// The audit log.
pub const AUDIT: &str = "/console/audit";
/// What leaves the system.
pub const DELIVERIES: &str = "/console/deliveries";
/// The living page of all parts.
pub const PARTS: &str = "/dev/parts";

/// A component for administrators.
pub fn component(key: &ComponentKey) -> String {
    format!("{COMPONENTS}/{key}")
}

/// A group of components for administrators.
pub fn component_group(key: &ComponentKey) -> String {
    format!("{COMPONENT_GROUPS}/{key}")
}

/// A partner page for administrators.
pub fn partner_page(key: &PartnerKey) -> String {
    format!("{PARTNER_PAGES}/{key}")
}

/// Where a partner page is removed, by POST.
pub fn remove_partner_page(key: &PartnerKey) -> String {
    format!("{}/remove", partner_page(key))
}

/// A partner page: its status, or the form to ask for a link.
pub fn partner(key: &str) -> String {
    format!("/partners/{key}")
}

/// What stands at a path of the public pages, on a partner page.
pub fn of_partner(key: &PartnerKey, path: &str) -> String {
    let below = if path == HOME { "" } else { path };
    format!("{}{below}", partner(key.as_str()))
}

/// The state of a partner page for programs.
pub const PARTNER_SUMMARY: &str = "/summary.json";
/// Where one leaves a partner page, by POST.
pub const PARTNER_SIGN_OUT: &str = "/sign-out";

/// A person of the operator.
pub fn person(id: StaffId) -> String {
    format!("{PEOPLE}/{id}")
}

/// Where a heartbeat is removed, by POST.
pub fn remove_heartbeat(id: HeartbeatId) -> String {
    format!("{HEARTBEATS}/{id}/remove")
}

/// What another system calls as long as it works.
pub fn heartbeat(secret: &str) -> String {
    format!("/heartbeat/{secret}")
}

/// Where a probe is set up.
pub fn new_probe(kind: TargetKind) -> String {
    format!("{PROBES}/new/{}", kind.name())
}

/// A probe.
pub fn probe(id: ProbeId) -> String {
    format!("{PROBES}/{id}")
}

/// Where a probe is paused, by POST.
pub fn pause_probe(id: ProbeId) -> String {
    format!("{PROBES}/{id}/pause")
}

/// Where a paused probe looks again, by POST.
pub fn resume_probe(id: ProbeId) -> String {
    format!("{PROBES}/{id}/resume")
}

/// Where a probe is removed, by POST.
pub fn remove_probe(id: ProbeId) -> String {
    format!("{PROBES}/{id}/remove")
}

/// Where a token is revoked, by POST.
pub fn revoke_token(id: TokenId) -> String {
    format!("{TOKENS}/{id}/revoke")
}

/// An incident.
pub fn incident(id: IncidentId) -> String {
    format!("/incidents/{id}")
}

/// One update on the page of its incident.
pub fn update(incident: IncidentId, update: UpdateId) -> String {
    format!("/incidents/{incident}#{}", update_anchor(update))
}

/// Where one asks to be told of an incident that lasts.
pub fn subscribe_incident(id: IncidentId) -> String {
    format!("{}/subscribe", incident(id))
}

/// Where a subscription is changed, by the token of its link.
pub fn manage_subscription(token: &str) -> String {
    format!("{SUBSCRIBE}/manage/{token}")
}

/// Where a subscription is ended, by POST.
pub fn unsubscribe(token: &str) -> String {
    format!("{SUBSCRIBE}/end/{token}")
}

/// A subscriber for staff.
pub fn subscriber(id: SubscriberId) -> String {
    format!("{SUBSCRIBERS}/{id}")
}

/// Where staff end a subscription, by POST.
pub fn remove_subscriber(id: SubscriberId) -> String {
    format!("{SUBSCRIBERS}/{id}/remove")
}

/// The Atom feed of a component.
pub fn component_atom(key: &ComponentKey) -> String {
    format!("/components/{key}.atom")
}

/// The state of a component as a picture.
pub fn component_badge(key: &ComponentKey) -> String {
    format!("/components/{key}.svg")
}

/// An incident for programs.
pub fn incident_json(id: IncidentId) -> String {
    format!("{}.json", incident(id))
}

/// A part of the history for archivers, from 1; the parts after the first are asked for as `/history.json?page=N`.
pub fn history_json(part: usize) -> String {
    if part == 1 { HISTORY_JSON.to_owned() } else { format!("/history-{part}.json") }
}

/// The RSS feed of a component.
pub fn component_rss(key: &ComponentKey) -> String {
    format!("/components/{key}.rss")
}

/// The anchor of an update on its incident's page.
pub fn update_anchor(update: UpdateId) -> String {
    format!("u-{update}")
}

/// The incidents of a month, by its first day.
pub fn month(first_day: chrono::NaiveDate) -> String {
    first_day.format("/history/%Y-%m").to_string()
}

/// Uptime in a month, by its first day.
pub fn uptime_of_month(first_day: chrono::NaiveDate) -> String {
    first_day.format("/uptime/%Y-%m").to_string()
}

/// A compensation programme.
pub fn programme(id: ProgrammeId) -> String {
    format!("/programmes/{id}")
}

/// The cohorts of a programme as a file.
pub fn cohorts(id: ProgrammeId) -> String {
    format!("/programmes/{id}/cohorts.csv")
}

/// Where a claim under a programme begins.
pub fn new_claim(programme: ProgrammeId) -> String {
    format!("/claims/new?programme={programme}")
}

/// One account under one programme: its offer, its claim.
pub fn case(account: AccountId, programme: ProgrammeId) -> String {
    format!("/claims/{account}/{programme}")
}

/// The name under which a document of an assessment is saved: `makewhole-records-3f9a21c0.json`, by what it is and the
/// beginning of the digest.
pub fn document_name(what: &str, digest: &str, extension: &str) -> String {
    let short: String = digest.chars().take(8).filter(char::is_ascii_hexdigit).collect();
    format!("makewhole-{what}-{short}.{extension}")
}

/// What the result of a case rests on, as a document to keep.
pub fn case_records(account: AccountId, programme: ProgrammeId) -> String {
    format!("{}/records.json", case(account, programme))
}

/// How the result of a case comes about, line by line.
pub fn case_computation(account: AccountId, programme: ProgrammeId) -> String {
    format!("{}/computation", case(account, programme))
}

/// The same as a document for programs.
pub fn case_explanation(account: AccountId, programme: ProgrammeId) -> String {
    format!("{}/explanation.json", case(account, programme))
}

/// The same as a document to print.
pub fn case_paper(account: AccountId, programme: ProgrammeId) -> String {
    format!("{}/explanation.pdf", case(account, programme))
}

/// What a claimant can do with a case; each has a page with a form, or takes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseForm {
    /// Accept the offer; by POST only.
    Accept,
    /// Disagree with a result.
    Appeal,
    /// Take the claim back.
    Withdraw,
    /// Ask for a person where nothing is offered, or claim again.
    Ask,
    /// Answer what a reviewer asked.
    Answer,
}

/// The address of a form of a case.
pub fn case_form(account: AccountId, programme: ProgrammeId, form: CaseForm) -> String {
    let name = match form {
        CaseForm::Accept => "accept",
        CaseForm::Appeal => "appeal",
        CaseForm::Withdraw => "withdraw",
        CaseForm::Ask => "ask",
        CaseForm::Answer => "answer",
    };
    format!("{}/{name}", case(account, programme))
}

/// An incident for staff; updates are posted to it.
pub fn staff_incident(id: IncidentId) -> String {
    format!("{STAFF_INCIDENTS}/{id}")
}

/// Where an update of an incident is corrected.
pub fn correct_update(incident: IncidentId, update: UpdateId) -> String {
    format!("{}/updates/{update}/correct", staff_incident(incident))
}

/// A text that updates begin with.
pub fn template(id: TemplateId) -> String {
    format!("{TEMPLATES}/{id}")
}

/// Where the impacts of an incident are corrected.
pub fn correct_impacts(id: IncidentId) -> String {
    format!("{}/impacts", staff_incident(id))
}

/// An entry of the calendar of shocks.
pub fn shock(id: ShockId) -> String {
    format!("{SHOCKS}/{id}")
}

/// Where a proof of publication of an incident is made, by POST.
pub fn incident_proofs(id: IncidentId) -> String {
    format!("{}/proofs", staff_incident(id))
}

/// Who published what of an incident when, as CSV.
pub fn incident_record(id: IncidentId) -> String {
    format!("{}/record.csv", staff_incident(id))
}

/// A proof of publication.
pub fn proof_document(id: ProofId) -> String {
    format!("/console/proofs/{id}/proof.json")
}

/// Its signature.
pub fn proof_signature(id: ProofId) -> String {
    format!("{}.sig", proof_document(id))
}

/// Where a programme for an incident is prepared.
pub fn new_programme_for(incident: IncidentId) -> String {
    format!("{NEW_PROGRAMME}?incident={incident}")
}

/// A programme for staff.
pub fn staff_programme(id: ProgrammeId) -> String {
    format!("{STAFF_PROGRAMMES}/{id}")
}

/// Where a draft of a programme's policy is posted.
pub fn programme_policies(id: ProgrammeId) -> String {
    format!("{STAFF_PROGRAMMES}/{id}/policies")
}

/// Where a version of a programme's policy is tried on all accounts.
pub fn try_policy(id: ProgrammeId, version: u32) -> String {
    format!("{STAFF_PROGRAMMES}/{id}/try?version={version}")
}

/// The runs of a programme; one is started by posting to it.
pub fn programme_runs(id: ProgrammeId) -> String {
    format!("{STAFF_PROGRAMMES}/{id}/runs")
}

/// The later results of a programme's claims; decided on at once by POST.
pub fn adjustments(id: ProgrammeId) -> String {
    format!("{STAFF_PROGRAMMES}/{id}/adjustments")
}

/// One of them; decided on by POST.
pub fn adjustment(programme: ProgrammeId, id: AdjustmentId) -> String {
    format!("{}/{id}", adjustments(programme))
}

/// A programme's back-tests; one is started by POST.
pub fn backtests(id: ProgrammeId) -> String {
    format!("{STAFF_PROGRAMMES}/{id}/backtests")
}

/// Where a back-test is stopped.
pub fn cancel_backtest(id: BacktestId) -> String {
    format!("/console/backtests/{id}/cancel")
}

/// All rows of a back-test as CSV.
pub fn backtest_rows(id: BacktestId) -> String {
    format!("/console/backtests/{id}/rows.csv")
}

/// Where a policy is published.
pub fn publish_policy(id: PolicyId) -> String {
    format!("/console/policies/{id}/publish")
}

/// Where a run is stopped.
pub fn cancel_run(id: RunId) -> String {
    format!("/console/runs/{id}/cancel")
}

/// A claim for staff; decisions are posted to it.
pub fn staff_claim(id: ClaimId) -> String {
    format!("{STAFF_CLAIMS}/{id}")
}

/// The same as [`case_records`] for staff.
pub fn staff_claim_records(id: ClaimId) -> String {
    format!("{}/records.json", staff_claim(id))
}

/// The same as [`case_computation`] for staff.
pub fn staff_claim_computation(id: ClaimId) -> String {
    format!("{}/computation", staff_claim(id))
}

/// The transactions behind a claim, and computing it again.
pub fn staff_claim_transactions(id: ClaimId) -> String {
    format!("{}/transactions", staff_claim(id))
}

/// The same as [`case_explanation`] for staff.
pub fn staff_claim_explanation(id: ClaimId) -> String {
    format!("{}/explanation.json", staff_claim(id))
}

/// The same as [`case_paper`] for staff.
pub fn staff_claim_paper(id: ClaimId) -> String {
    format!("{}/explanation.pdf", staff_claim(id))
}

/// A maintenance.
pub fn maintenance(id: MaintenanceId) -> String {
    format!("{MAINTENANCE}/{id}")
}

/// A maintenance for staff; entries are posted to it.
pub fn staff_maintenance(id: MaintenanceId) -> String {
    format!("{STAFF_MAINTENANCE}/{id}")
}

/// Where a maintenance is called off, by POST.
pub fn cancel_maintenance(id: MaintenanceId) -> String {
    format!("{STAFF_MAINTENANCE}/{id}/cancel")
}

/// An address with a query. Values are percent-encoded.
pub fn with_query(path: &str, query: &[(&str, String)]) -> String {
    let pairs: Vec<_> = query.iter().map(|(name, value)| format!("{name}={}", percent_encoded(value))).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::with_query;

    #[test]
    fn values_of_a_query_are_encoded() {
        assert_eq!(with_query("/claims", &[]), "/claims");
        assert_eq!(
            with_query("/claims", &[("next", "/a?b=가".into()), ("page", "2".into())]),
            "/claims?next=/a%3Fb%3D%EA%B0%80&page=2"
        );
    }
}
