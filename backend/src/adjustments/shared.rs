//! What the driver and the company that share an award are promised together, beside what there is to share.

use domain::{assessment::Assessment, ledger::AccountKind, money::Money};

use super::{Adjustment, queries};
use crate::{assessments, db::Tx, error::Result};

/// Sums over a company and all its drivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shared {
    /// What their claims were offered or awarded last.
    pub promised: Money,
    /// The awards for the drivers' shifts as last computed, before they are divided.
    pub whole: Money,
}

/// The sums of an adjustment whose amount is part of a divided award; none where nothing is divided.
pub(super) async fn shared(tx: &mut Tx, found: &Adjustment, later: &Assessment) -> Result<Option<Shared>> {
    let account = &later.figures.account;
    let company = match &account.employer {
        Some(employer) => employer.company,
        None if account.kind == AccountKind::TaxiCompany => account.id,
        None => return Ok(None),
    };
    let Some(latest) = assessments::latest_in_run(tx, found.run, company).await? else { return Ok(None) };
    let whole = latest.result.figures.parts.iter().filter_map(|part| part.whole).sum();
    let promised = queries::promised_together(tx, found, company).await?;
    let money = |minor| Money::new(minor, account.currency);
    Ok(Some(Shared { promised: money(promised), whole: money(whole) }))
}
