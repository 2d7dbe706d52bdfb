//! The desk: what waits for the operator's people, as far as each may see it.

use std::collections::HashMap;

use domain::{
    claim::State,
    incident::Incident,
    law::{LawClock, law_clock},
    role::Permission,
};

use crate::{
    Actor, Backend, adjustments,
    assessments::Run,
    error::Result,
    programmes::{PolicyRecord, Programme},
};

/// What waits.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// Incidents that last, newest first.
    pub incidents: Vec<Incident>,
    /// After how long without news an incident is marked, in microseconds; none for never.
    pub silent_after: Option<i64>,
    /// Incidents on which a clock of the law runs or is late, newest first; for who may publish.
    pub clocks: Vec<(Incident, LawClock)>,
    /// Claims that wait for staff by state; none for who may not read claims.
    pub claims: Option<Vec<(State, i64)>>,
    /// Programmes with later results that a person has to decide on, and how many.
    pub adjustments: Vec<(Programme, i64)>,
    /// Programmes whose newest policy is not published.
    pub drafts: Vec<(Programme, PolicyRecord)>,
    /// The latest run, with its programme.
    pub run: Option<(Programme, Run)>,
}

/// States in which a claim waits for somebody of the operator, most urgent first.
pub const WAITING: [State; 4] = [State::Submitted, State::Appealed, State::InReview, State::Accepted];

impl Backend {
    /// What waits for this person. Errors: nobody of the operator.
    pub async fn desk(&self, actor: &Actor) -> Result<Desk> {
        actor.staff()?;
        let record = self.record(actor).await?;
        // the law asks what the public was told
        let state = record.public();
        let mut desk = Desk { incidents: record.into_whole().open_incidents().cloned().collect(), ..Desk::default() };
        desk.silent_after = self.silent_after;
        if actor.may(Permission::PublishIncidents) {
            let (now, zone) = (self.clock.now(), self.site.zone);
            let clock = |found: &Incident| Some((found.clone(), law_clock(found, &state.programmes, zone, now)?));
            desk.clocks = state.incidents.iter().filter_map(clock).filter(|(_, clock)| clock.is_open()).collect();
        }
        if actor.may(Permission::ReadClaims) {
            let counts = self.claim_counts(actor).await?;
            let count = |state| counts.iter().find(|(found, ..)| *found == state).map_or(0, |(_, count, _)| *count);
            desk.claims = Some(WAITING.map(|state| (state, count(state))).to_vec());
        }
        if actor.may(Permission::ReadProgrammes) {
            let mut waiting = HashMap::new();
            if actor.may(Permission::ApproveClaims) {
                waiting = adjustments::waiting_by_programme(&mut self.db.begin_read().await?).await?;
            }
            for programme in self.list_programmes(actor).await? {
                if let Some(count) = waiting.remove(&programme.id) {
                    desk.adjustments.push((programme.clone(), count));
                }
                self.look_at_programme(actor, &mut desk, programme).await?;
            }
        }
        Ok(desk)
    }

    async fn look_at_programme(&self, actor: &Actor, desk: &mut Desk, programme: Programme) -> Result<()> {
        let run = self.runs(actor, programme.id).await?.into_iter().next();
        let is_later = |run: &Run| desk.run.as_ref().is_none_or(|(_, latest)| latest.created_at < run.created_at);
        if let Some(run) = run.filter(is_later) {
            desk.run = Some((programme.clone(), run));
        }
        let (_, policies) = self.programme(actor, programme.id).await?;
        if let Some(draft) = policies.into_iter().next().filter(|policy| policy.published_at.is_none()) {
            desk.drafts.push((programme, draft));
        }
        Ok(())
    }
}
