//! Sharing: incidents whose impacts overlap in time are one outage to those whom they hit (reference 5.4, overlapping
//! incidents). The engine takes the union of their times and the worst severity at each instant, so there is one loss and,
//! under a programme, one award for it. Of that award a programme pays the part of its own incident: each instant's loss
//! belongs to the incidents that hit the service then, by their severities. Parts of one award sum to it, so whoever is
//! computed first, nobody is paid twice. Where a programme promised more than its part before the overlap was known, the
//! others pay that much less.

use serde::{Deserialize, Serialize};

use super::{Assessment, Award, Basis, ComponentFigures, Figures, ImpactedComponent, Impacts, Refused, divide};
use crate::{
    component::ComponentKey,
    id::{IncidentId, ProgrammeId},
    impact::Severity,
    language::Text,
    loss::{Band, ComponentExposure, Loss, Outage, spells},
    policy::{Percent, Policy},
};

/// The incidents that are one outage, as they are compensated for one account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sharing {
    /// The incident whose part is asked.
    pub incident: IncidentId,
    /// Every incident that a programme compensates this account for, in the order of their ids; the asked one is among them.
    pub sharers: Vec<Sharer>,
}

/// One of the incidents, with the programme that compensates it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sharer {
    /// The incident.
    pub incident: IncidentId,
    /// Its programme.
    pub programme: ProgrammeId,
    /// The programme's name.
    pub title: Text,
    /// The failed components that count for this account under it.
    pub covers: Vec<ComponentKey>,
    /// The incident's part of the time out of service, in minutes weighted by severity; the award is shared by it where the
    /// account had no sales to share it by.
    pub minutes: i64,
    /// What its part is under its own policy, minor units; 0 for the incident whose part is asked.
    pub due: i64,
    /// What it has offered or paid this account already, minor units; 0 for the incident whose part is asked.
    pub promised: i64,
}

impl Sharer {
    /// What was promised beyond its part.
    pub fn excess(&self) -> i64 {
        self.promised.saturating_sub(self.due).max(0)
    }
}

/// The part of an incident of the sales through a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncidentPart {
    /// The incident.
    pub incident: IncidentId,
    /// Minor units.
    pub exposure: i64,
}

/// What becomes of the sales or the time of a spell.
struct Split {
    /// The part that some programme compensates: 1, or less where only a milder incident is compensated.
    compensated: f64,
    /// The part of each sharer; together they are what is compensated.
    parts: Vec<f64>,
}

impl Sharing {
    /// The others.
    pub fn others(&self) -> impl Iterator<Item = &Sharer> {
        self.sharers.iter().filter(|sharer| sharer.incident != self.incident)
    }

    /// What the others have promised beyond their parts.
    pub fn excess(&self) -> i64 {
        self.others().map(Sharer::excess).fold(0, i64::saturating_add)
    }

    /// The same with the minutes of each incident counted.
    #[must_use]
    pub fn timed(mut self, outage: &Outage) -> Self {
        let mut minutes = vec![0.0; self.sharers.len()];
        for (component, spells) in spells(outage) {
            for spell in spells {
                let parts = self.split(&component, &spell.hits).parts;
                minutes.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part * spell.hours * 60.0);
            }
        }
        self.sharers.iter_mut().zip(minutes).for_each(|(sharer, minutes)| sharer.minutes = whole(minutes));
        self
    }

    /// The outage as far as it is compensated.
    pub fn outage(&self, outage: &Outage) -> Outage {
        let counts = |incident: IncidentId| self.sharers.iter().any(|sharer| sharer.incident == incident);
        let impacts = outage.impacts.iter().filter(|impact| counts(impact.incident)).cloned().collect();
        Outage { impacts, ..outage.clone() }
    }

    /// Who has which part of what a component's failure does while these incidents hit it.
    fn split(&self, component: &ComponentKey, hits: &[(IncidentId, Severity)]) -> Split {
        let weight = |sharer: &Sharer| {
            let hit = hits.iter().find(|(incident, _)| *incident == sharer.incident);
            let hit = hit.filter(|_| sharer.covers.contains(component));
            hit.map_or(0.0, |(_, severity)| severity.exposure_weight())
        };
        let weights: Vec<f64> = self.sharers.iter().map(weight).collect();
        let worst = hits.iter().map(|(_, severity)| severity.exposure_weight()).fold(0.0, f64::max);
        let (sum, most) = (weights.iter().sum::<f64>(), weights.iter().copied().fold(0.0, f64::max));
        if sum <= 0.0 {
            return Split { compensated: 0.0, parts: vec![0.0; weights.len()] };
        }
        let compensated = most / worst;
        Split { compensated, parts: weights.iter().map(|weight| weight / sum * compensated).collect() }
    }

    /// The loss as far as it is compensated: what only an incident without a programme for this account did is not part of
    /// it. The very same where all of it is.
    pub(super) fn compensated(&self, loss: &Loss) -> Loss {
        let components: Vec<_> = loss.components.iter().filter_map(|found| self.component(found)).collect();
        let sum = |all: &[ComponentExposure]| all.iter().map(|found| found.exposure).sum::<f64>();
        let (of_all, of_these) = (sum(&loss.components), sum(&components));
        let share = if of_all > 0.0 { of_these / of_all } else { 1.0 };
        let band = if components.is_empty() { Band::NotExposed } else { loss.band };
        Loss { own_loss_low: loss.own_loss_low * share, exposure: of_these, components, band, ..loss.clone() }
    }

    fn component(&self, found: &ComponentExposure) -> Option<ComponentExposure> {
        if found.spells.is_empty() {
            return Some(found.clone());
        }
        let (mut sales, mut hours) = ((0.0, 0.0), (0.0, 0.0));
        for spell in &found.spells {
            let compensated = self.split(&found.component, &spell.hits).compensated;
            sales = (sales.0 + spell.exposure * compensated, sales.1 + spell.exposure);
            hours = (hours.0 + spell.hours * compensated, hours.1 + spell.hours);
        }
        let share = |(part, all): (f64, f64)| if all > 0.0 { part / all } else { 1.0 };
        (hours.0 > 0.0).then(|| ComponentExposure {
            hours: found.hours * share(hours),
            exposure: found.exposure * share(sales),
            ..found.clone()
        })
    }

    /// What of a component's exposure, as printed, is each incident's.
    pub(super) fn parts(&self, found: &ComponentExposure, exposure: i64) -> Option<Vec<IncidentPart>> {
        let mut sums = vec![0.0; self.sharers.len()];
        for spell in &found.spells {
            let parts = self.split(&found.component, &spell.hits).parts;
            sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part * spell.exposure);
        }
        // finer than a minor unit, so that no part of what is printed is nobody's
        let weights: Vec<i64> = sums.into_iter().map(|sum| whole(sum * 1000.0)).collect();
        let parts = self.sharers.iter().zip(apportion(exposure, &weights)?);
        let parts = parts.map(|(sharer, exposure)| IncidentPart { incident: sharer.incident, exposure });
        Some(parts.filter(|part| part.exposure > 0).collect())
    }

    /// By what an award is shared: each incident's part of the exposures, or of the time where there are none.
    pub(super) fn weights<'a>(&self, components: impl Iterator<Item = &'a ComponentFigures>) -> Vec<i64> {
        let mut weights = vec![0_i64; self.sharers.len()];
        for part in components.flat_map(|found| &found.parts) {
            if let Some(index) = self.sharers.iter().position(|sharer| sharer.incident == part.incident) {
                weights[index] = weights[index].saturating_add(part.exposure.max(0));
            }
        }
        if weights.iter().all(|weight| *weight == 0) {
            return self.sharers.iter().map(|sharer| sharer.minutes.max(0)).collect();
        }
        weights
    }

    /// The others that have a part of what is shared.
    pub(super) fn others_with_part<'a>(
        &'a self,
        components: &'a [ComponentFigures],
    ) -> impl Iterator<Item = &'a Sharer> {
        let weights = self.weights(components.iter());
        let others = self.sharers.iter().zip(weights);
        others.filter(|(sharer, weight)| sharer.incident != self.incident && *weight > 0).map(|(sharer, _)| sharer)
    }

    /// The same as the programme of another incident sees it, before anything was promised.
    fn seen_from(&self, incident: IncidentId) -> Self {
        let sharers = self.sharers.iter().map(|sharer| Sharer { due: 0, promised: 0, ..sharer.clone() });
        Self { incident, sharers: sharers.collect() }
    }
}

/// Divides a whole of 0 or more by weights of 0 or more, to the unit: up to each part the sum is rounded half up, so the parts
/// sum to the whole and none is below 0. All zero where no weight is above 0. None for a weight or a whole below 0.
pub fn apportion(whole: i64, weights: &[i64]) -> Option<Vec<i64>> {
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if whole < 0 || weights.iter().any(|weight| *weight < 0) {
        return None;
    }
    if sum == 0 {
        return Some(vec![0; weights.len()]);
    }
    let (mut upto, mut given) = (0_i128, 0_i64);
    let part = |weight: &i64| {
        upto += i128::from(*weight);
        let doubled = i128::from(whole).checked_mul(upto)?.checked_mul(2)?;
        let reached = i64::try_from((doubled + sum) / (sum * 2)).ok()?;
        let part = reached - given;
        given = reached;
        Some(part)
    };
    weights.iter().map(part).collect()
}

/// The share of a weight in a sum, to be read.
pub(super) fn share_of(weight: i64, weights: &[i64]) -> Percent {
    let sum = weights.iter().map(|weight| *weight as f64).sum::<f64>();
    Percent::from_fraction(weight as f64 / sum).unwrap_or(Percent::ZERO)
}

impl Impacts {
    /// What failed in an outage as far as it is compensated for an account; all of it where nothing is shared.
    #[must_use]
    pub fn shared(outage: &Outage, components: Vec<ImpactedComponent>, sharing: Option<Sharing>) -> Self {
        let Some(sharing) = sharing else { return Self::of(outage, components) };
        let compensated = sharing.outage(outage);
        let failed = |key: &ComponentKey| compensated.impacts.iter().any(|impact| impact.component == *key);
        let components = components.into_iter().filter(|component| failed(&component.key)).collect();
        Self { sharing: Some(sharing.timed(outage)), ..Self::of(&compensated, components) }
    }
}

impl Figures {
    /// What the part of another incident is under the policy of its own programme, before anything was promised; none where a
    /// person has to say. Errors: those of an assessment.
    fn due_to(&self, incident: IncidentId, policy: &Policy) -> Result<Option<i64>, Refused> {
        let impacts = self.seen_from(incident);
        let award = Basis { impacts: &impacts, ..Basis::of(self) }.award(policy)?;
        Ok((award != Award::Review).then_some(award.minor()))
    }

    /// What failed, as the programme of an incident sees it before anything was promised.
    pub(super) fn seen_from(&self, incident: IncidentId) -> Impacts {
        let sharing = self.impacts.sharing.as_ref().map(|sharing| sharing.seen_from(incident));
        Impacts { sharing, ..self.impacts.clone() }
    }

    /// The same of a driver's award for the company that the driver works for.
    fn company_due_to(&self, incident: IncidentId, policy: &Policy) -> Result<Option<i64>, Refused> {
        let Some(employer) = &self.account.employer else { return Ok(Some(0)) };
        let impacts = self.seen_from(incident);
        let award = Basis { impacts: &impacts, driver_share: None, ..Basis::of(self) }.award(policy)?;
        if award == Award::Review {
            return Ok(None);
        }
        let parts = divide(award.minor(), employer.driver_share).ok_or(Refused::OutOfRange("driver_share"))?;
        Ok(Some(parts.1))
    }

    /// The same with what the other programmes' parts are, each under its own policy. Errors: those of an assessment.
    pub fn with_dues(self, policies: &[(IncidentId, &Policy)]) -> Result<Self, Refused> {
        let figures = self.clone();
        self.dues(policies, |incident, policy| figures.due_to(incident, policy))
    }

    /// The same for a taxi company, from the assessments of its drivers.
    pub fn with_dues_of_drivers(
        self,
        drivers: &[Assessment],
        policies: &[(IncidentId, &Policy)],
    ) -> Result<Self, Refused> {
        self.dues(policies, |incident, policy| {
            let mut sum = Some(0_i64);
            for driver in drivers {
                let due = driver.figures.company_due_to(incident, policy)?;
                sum = sum.zip(due).map(|(sum, due)| sum.saturating_add(due));
            }
            Ok(sum)
        })
    }

    fn dues(
        mut self,
        policies: &[(IncidentId, &Policy)],
        due: impl Fn(IncidentId, &Policy) -> Result<Option<i64>, Refused>,
    ) -> Result<Self, Refused> {
        let Some(sharing) = &mut self.impacts.sharing else { return Ok(self) };
        let own = sharing.incident;
        for sharer in sharing.sharers.iter_mut().filter(|sharer| sharer.incident != own) {
            if let Some((_, policy)) = policies.iter().find(|(incident, _)| *incident == sharer.incident) {
                // what a person promised of an amount that a person sets is its part
                sharer.due = due(sharer.incident, policy)?.unwrap_or(sharer.promised);
            }
        }
        Ok(self)
    }
}

/// The nearest whole number, halves up; 0 for what is no number.
#[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates, which is what is wanted")]
fn whole(amount: f64) -> i64 {
    (amount + 0.5).floor() as i64
}
