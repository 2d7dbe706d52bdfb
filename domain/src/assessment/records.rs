//! Records: all that one assessment was computed from and what was published, in one document. The claimant's browser,
//! the command line and the tests compute it again with [`Records::check`]; nothing else is needed for it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    AccountFacts, Assessment, AssessmentInput, ENGINE_VERSION, Figures, ImpactedComponent, Impacts, Proven, Refused,
    Sharing, VehiclePart, sha256,
};
use crate::{
    id::ProgrammeId,
    loss::{CohortTable, Loss, Measure, MeasureError, Outage, loss_of, measure},
    policy::Policy,
    series::{AccountHistory, is_calendar},
};

/// Differences that are told; what differs from then on hardly tells more.
const MOST_DIFFERENCES: usize = 50;

/// The layout of the document; a later one gets another name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// The first.
    #[default]
    #[serde(rename = "makewhole-records-1")]
    First,
}

/// What an assessment was computed from, and what was published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Records {
    /// The layout.
    pub format: Format,
    /// The programme.
    pub programme: ProgrammeId,
    /// The account.
    pub account: AccountFacts,
    /// Its takings by local hour, all together and by component; minor units.
    pub history: AccountHistory,
    /// What was proved beyond them.
    pub proven: Proven,
    /// Impacts, holidays and zone.
    pub outage: Outage,
    /// The components that failed, by name.
    pub components: Vec<ImpactedComponent>,
    /// The published figures of the account's cohort.
    pub cohort: CohortTable,
    /// The policy in force.
    pub policy: Policy,
    /// Where other incidents are part of the outage, who compensates the account for which, and what they have promised it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sharing: Option<Sharing>,
    /// Of a taxi company, what the awards for its drivers' shifts are to it; its history is empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<VehiclePart>,
    /// The assessment as published.
    pub published: Assessment,
    /// SHA-256, in hexadecimal, of the document without it; tells where a file was changed on its way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
}

/// Why records cannot be computed again.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// It is no such document.
    #[error("these are no records: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// It breaks off.
    #[error("the records end too early, so a part of them is missing: download them again")]
    CutOff,
    /// It holds what no records hold, which would be passed over.
    #[error("there is a field that records do not have: {0}")]
    UnknownField(String),
    /// It is not as it was downloaded.
    #[error("something in these records was changed after they were downloaded: their seal does not fit them")]
    Changed,
    /// A field holds what no records hold.
    #[error("{0} is out of range")]
    OutOfRange(&'static str),
    /// The engine refuses the figures.
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// What came out when an assessment was computed again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The digest that was published.
    pub published: String,
    /// The digest of the assessment computed again.
    pub computed: String,
    /// Where the two assessments differ, at most 50 places; empty where they are the same byte for byte.
    pub differences: Vec<Difference>,
    /// The version of the rules that it was published by, where that is another than the one it was computed by.
    pub other_version: Option<String>,
}

impl Check {
    /// Whether the same came out, byte for byte.
    pub fn is_same(&self) -> bool {
        self.differences.is_empty()
    }
}

/// A place in which two assessments differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The place in the document: `figures.expected`, `steps[3].value`.
    pub at: String,
    /// What was published there, as JSON; empty where nothing was.
    pub published: String,
    /// What was computed; empty where nothing was.
    pub computed: String,
}

impl Records {
    /// Reads records. Errors: another document, one that was changed, or one that no ledger can have made.
    pub fn from_json(text: &str) -> Result<Self, CheckError> {
        // some editors put a mark before the first letter
        let mut document = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
        let mut unknown = None;
        let read = serde_ignored::deserialize(&mut document, |path| {
            unknown.get_or_insert_with(|| path.to_string());
        });
        let records: Self = read.map_err(cut_off)?;
        document.end()?;
        if let Some(field) = unknown {
            return Err(CheckError::UnknownField(field));
        }
        records.is_plausible()?;
        if records.seal.is_some() && records.clone().sealed()?.seal != records.seal {
            return Err(CheckError::Changed);
        }
        Ok(records)
    }

    /// The same under a new seal.
    pub fn sealed(self) -> Result<Self, serde_json::Error> {
        let open = Self { seal: None, ..self };
        let seal = Some(sha256(&serde_json::to_vec(&open)?));
        Ok(Self { seal, ..open })
    }

    /// Refuses what would make the engine count beyond the calendar.
    fn is_plausible(&self) -> Result<(), CheckError> {
        let AccountHistory { total, by_component } = &self.history;
        let fits = |series: &crate::series::Series| series.slot_minutes == total.slot_minutes && series.is_calendar();
        if !fits(total) || !by_component.iter().all(|(_, series)| fits(series)) {
            return Err(CheckError::OutOfRange("history"));
        }
        let instants = self.outage.impacts.iter().flat_map(|impact| [Some(impact.start), impact.end]).flatten();
        if !instants.chain([self.outage.observed_until]).all(is_calendar) {
            return Err(CheckError::OutOfRange("outage"));
        }
        if self.policy.validate().is_err() {
            return Err(CheckError::OutOfRange("policy"));
        }
        Ok(())
    }

    /// What the engine measures of the account alone.
    pub fn measure(&self) -> Result<Measure, MeasureError> {
        measure(&self.history, &self.outage)
    }

    /// The assessment that a measure leads to.
    pub fn assess(&self, measure: Option<&Measure>) -> Result<Assessment, Refused> {
        self.figures(measure)?.assess(&self.policy)
    }

    /// The figures of that assessment.
    pub fn figures(&self, measure: Option<&Measure>) -> Result<Figures, Refused> {
        let loss = measure.map_or_else(Loss::unmeasured, |m| loss_of(m, &self.cohort, &self.account.cohort()));
        let input = AssessmentInput {
            programme: self.programme,
            account: self.account.clone(),
            loss,
            impacts: Impacts::shared(&self.outage, self.components.clone(), self.sharing.clone()),
            proven: self.proven,
        };
        Ok(Figures::of(&input)?.with_parts(self.parts.clone()))
    }

    /// Computes the assessment again and compares it with the published one byte for byte.
    pub fn check(&self) -> Result<Check, CheckError> {
        self.compare(self.measure().ok().as_ref())
    }

    /// The same from the engine's measure of these records.
    pub fn compare(&self, measure: Option<&Measure>) -> Result<Check, CheckError> {
        compare(&self.published, &self.assess(measure)?)
    }
}

fn cut_off(error: serde_json::Error) -> CheckError {
    if error.is_eof() { CheckError::CutOff } else { CheckError::Unreadable(error) }
}

fn compare(published: &Assessment, computed: &Assessment) -> Result<Check, CheckError> {
    let mut differences = Vec::new();
    if serde_json::to_string(published)? != serde_json::to_string(computed)? {
        differ("", &serde_json::to_value(published)?, &serde_json::to_value(computed)?, &mut differences);
    }
    let version = &published.engine_version;
    Ok(Check {
        published: published.digest.clone(),
        computed: computed.digest.clone(),
        differences,
        other_version: (version != ENGINE_VERSION).then(|| version.clone()),
    })
}

/// Goes through two documents side by side, down to the values that differ.
fn differ(at: &str, published: &Value, computed: &Value, found: &mut Vec<Difference>) {
    if published == computed || found.len() >= MOST_DIFFERENCES {
        return;
    }
    match (published, computed) {
        (Value::Object(left), Value::Object(right)) => {
            let only_right = right.iter().filter(|(key, _)| !left.contains_key(*key));
            for (key, value) in left {
                differ(&joined(at, key), value, right.get(key).unwrap_or(&Value::Null), found);
            }
            for (key, value) in only_right {
                differ(&joined(at, key), &Value::Null, value, found);
            }
        }
        (Value::Array(left), Value::Array(right)) => {
            for index in 0..left.len().max(right.len()) {
                let of = |list: &[Value]| list.get(index).cloned().unwrap_or(Value::Null);
                differ(&format!("{at}[{index}]"), &of(left), &of(right), found);
            }
        }
        _ => {
            let text = |value: &Value| if value.is_null() { String::new() } else { value.to_string() };
            found.push(Difference { at: at.to_owned(), published: text(published), computed: text(computed) });
        }
    }
}

fn joined(at: &str, key: &str) -> String {
    if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") }
}
