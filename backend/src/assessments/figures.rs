//! What an account of a run is assessed from, the same whether the result is kept or a policy is only tried on it.

use domain::{
    assessment::{AccountFacts, AssessmentInput, Figures, Impacts, Proven},
    id::ProgrammeId,
    loss::{Loss, loss_of},
    money::Currency,
    time::Zone,
};

use super::{
    outage::{FrozenOutage, Promised},
    queries::{MeasuredAccount, StandingRun},
    records::facts,
    run::cohort_of,
};
use crate::error::{Error, Result};

/// A run whose measures are made into figures, account by account.
pub struct Course<'a> {
    run: &'a StandingRun,
    zone: Zone,
    /// The outages that losses are measured over, with what failed in them.
    extents: Vec<(FrozenOutage, Impacts)>,
}

impl<'a> Course<'a> {
    /// The course of a run.
    pub fn of(run: &'a StandingRun, zone: Zone) -> Self {
        let with_impacts = |extent: FrozenOutage| {
            let impacts = extent.impacts(zone);
            (extent, impacts)
        };
        Self { run, zone, extents: run.outage.extents().into_iter().map(with_impacts).collect() }
    }

    /// The figures of an account, after what other programmes have promised it. Errors: what is stored is damaged.
    pub fn figures(&self, found: &MeasuredAccount, currency: Currency, promised: &Promised) -> Result<Figures> {
        let MeasuredAccount { account, employer, measures } = found;
        let (own, cohort) = (self.run.run.programme, cohort_of(account));
        let extent = self.run.outage.extent_of(own, &cohort);
        let corrupt = |error: &dyn std::fmt::Display| Error::Corrupt(format!("account {}: {error}", account.id));
        let (Some((outage, impacts)), Some(measured)) = (self.extents.get(extent), measures.get(extent)) else {
            return Err(corrupt(&"no measure over its outage"));
        };
        let loss = match measured {
            Ok(measure) => loss_of(measure, &self.run.figures, &cohort),
            Err(_) => Loss::unmeasured(),
        };
        let facts = facts(account, currency, employer.clone());
        let Some(sharing) = outage.sharing(own, account, promised) else {
            let figures = Figures::of(&input_of(own, facts, loss, impacts.clone()));
            return figures.map_err(|refused| corrupt(&refused));
        };
        let policies = outage.policies(&sharing);
        let input = input_of(own, facts, loss, outage.impacts_for(self.zone, Some(sharing)));
        let figures = Figures::of(&input).and_then(|figures| figures.with_dues(&policies));
        figures.map_err(|refused| corrupt(&refused))
    }
}

/// What the engine computes an award from where nobody proved anything beyond the ledger.
pub fn input_of(programme: ProgrammeId, account: AccountFacts, loss: Loss, impacts: Impacts) -> AssessmentInput {
    AssessmentInput { programme, account, loss, impacts, proven: Proven::default() }
}
