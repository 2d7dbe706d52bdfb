//! Proof that the results can be had again: every measure from the transactions, whatever history is stored of them,
//! every cohort's figures from the measures, every assessment from both, compared byte for byte with what is stored.

use std::borrow::Cow;

use domain::id::RunId;
use uuid::Uuid;

use super::{queries, run};
use crate::{
    Backend,
    error::{Error, Result},
    ledger::{self, histories},
    programmes, revisions,
};

/// What a check of the assessments finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Finished runs checked.
    pub runs: u32,
    /// Assessments that came out the same.
    pub same: u64,
    /// Accounts, by id, whose measure or assessment came out differently; transactions imported since count as such.
    pub different: Vec<Uuid>,
    /// How many of these were made by another version of the rules than this program's.
    pub other_version: u64,
    /// Runs whose cohort figures came out differently.
    pub different_figures: Vec<RunId>,
}

impl Verification {
    /// Whether everything came out the same.
    pub fn is_whole(&self) -> bool {
        self.different.is_empty() && self.different_figures.is_empty()
    }
}

impl Backend {
    /// Computes every finished run again.
    pub async fn verify_assessments(&self, mut progress: impl FnMut(u64)) -> Result<Verification> {
        let mut found = Verification::default();
        let runs = queries::finished_runs(&mut self.db.begin_read().await?).await?;
        for id in runs {
            self.verify_run(id, &mut found, &mut progress).await?;
            found.runs += 1;
        }
        Ok(found)
    }

    async fn verify_run(&self, id: RunId, found: &mut Verification, progress: &mut impl FnMut(u64)) -> Result<()> {
        let mut tx = self.db.begin_read().await?;
        let run = queries::standing_run(&mut tx, id).await?.ok_or(Error::NotFound)?;
        let table = run::figures_again(&mut tx, &run).await?;
        if serde_json::to_string(&table)? != serde_json::to_string(&run.figures)? {
            found.different_figures.push(id);
        }
        let outages: Vec<_> = run.outage.extents().iter().map(|extent| extent.domain(self.site.zone)).collect();
        let record = programmes::lookup_policy(&mut tx, run.run.policy).await?.ok_or(Error::NotFound)?;
        let mut cursor = Uuid::nil();
        loop {
            let page = queries::documents_after(&mut tx, id, cursor, 200).await?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            cursor = *last;
            for (account, document) in &page {
                let account = ledger::lookup(&mut tx, domain::id::AccountId(*account)).await?.ok_or(Error::NotFound)?;
                // an account that was computed again in a review rests on that
                let revised = revisions::latest(&mut tx, id, account.id).await?;
                let is_revised = revised.is_some();
                let (stored, document) = if let Some((measure, document)) = revised {
                    (measure, Cow::Owned(document))
                } else {
                    let stored = queries::measures_of(&mut tx, id, account.id).await?;
                    (queries::measures_text(&stored)?, Cow::Borrowed(document.as_str()))
                };
                let published = serde_json::from_str(&document)?;
                let records = self.records(&mut tx, &run, &record.policy, &account, published).await?;
                let measured = records.measure();
                let again = records.compare(measured.as_ref().ok());
                let again = again.map_err(|error| Error::Corrupt(format!("account {}: {error}", account.id)))?;
                let measures = if is_revised || outages.len() == 1 {
                    vec![measured]
                } else {
                    let history = histories::sums_of(&mut tx, account.id, self.making()).await?.history();
                    outages.iter().map(|outage| run::measured(history.clone(), outage)).collect()
                };
                let is_same = queries::measures_text(&measures)? == stored && again.is_same();
                found.other_version += u64::from(!is_same && again.other_version.is_some());
                if is_same {
                    found.same += 1;
                } else {
                    found.different.push(account.id.0);
                }
            }
            progress(found.same + found.different.len() as u64);
        }
    }
}
