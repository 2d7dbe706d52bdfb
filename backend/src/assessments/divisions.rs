//! By what key a run divides the awards of companies' taxis. The key is kept with what the run measured, so that a later
//! change of a driver's company or share leaves the run as it is.

use std::collections::HashMap;

use domain::{
    assessment::{Assessment, Employer, VehiclePart},
    id::{AccountId, ProgrammeId, RunId},
    ledger::{Account, AccountKind},
    policy::Policy,
};
use uuid::Uuid;

use super::queries::Shard;
use crate::{
    db::Tx,
    error::{Error, Result},
    ledger::{AccountRow, employments, employments::Division},
    within,
};

/// The division of each account of a shard that is divided: what holds in the ledger now, or, once the driver or the company
/// has a claim under the programme, what held when that was made. Else the two could be offered more than the whole.
pub async fn of_shard(tx: &mut Tx, programme: ProgrammeId, shard: &Shard) -> Result<HashMap<AccountId, Division>> {
    let mut divisions = employments::between(tx, shard.after, shard.last).await?;
    if divisions.is_empty() {
        return Ok(HashMap::new());
    }
    for (account, division) in claimed(tx, programme, shard).await? {
        divisions.insert(account, division);
    }
    Ok(divisions.into_iter().filter_map(|(account, division)| Some((account, division?))).collect())
}

/// The divisions that claims rest on: those of companies first, then those of the drivers themselves.
async fn claimed(tx: &mut Tx, programme: ProgrammeId, shard: &Shard) -> Result<Vec<(AccountId, Option<Division>)>> {
    macro_rules! resting_on {
        ($account:literal) => {
            concat!(
                "select m.account_id, m.company_id, m.driver_share_tenths
                from claims c
                left join assessments s on s.account_id = c.account_id and s.id = c.assessment_id
                left join revisions r on r.account_id = c.account_id and r.id = c.assessment_id
                join measures m on m.run_id = coalesce(s.run_id, r.run_id) and ",
                $account,
                " = c.account_id
                where c.programme_id = $1 and m.account_id > $2 and m.account_id <= $3
                    and exists (select 1 from employments e where e.account_id = m.account_id)"
            )
        };
    }
    let mut all = Vec::new();
    for text in [resting_on!("m.company_id"), resting_on!("m.account_id")] {
        let rows: Vec<(Uuid, Option<Uuid>, Option<i64>)> = within!(tx, c => sqlx::query_as(text)
            .bind(programme.0).bind(shard.after).bind(shard.last)
            .fetch_all(c))?;
        for (account, company, share) in rows {
            all.push((AccountId(account), Division::of(company, share)?));
        }
    }
    Ok(all)
}

/// A division with the company's name, from the columns of a row.
pub fn employer(
    company: Option<Uuid>,
    name: Option<String>,
    driver_share_tenths: Option<i64>,
) -> Result<Option<Employer>> {
    let division = Division::of(company, driver_share_tenths)?;
    Ok(division.zip(name).map(|(Division { company, driver_share }, name)| Employer { company, name, driver_share }))
}

/// With whom a run divides an account's award.
pub async fn employer_of(tx: &mut Tx, run: RunId, account: AccountId) -> Result<Option<Employer>> {
    const EMPLOYER: &str = "select m.company_id, c.name, m.driver_share_tenths
        from measures m join accounts c on c.id = m.company_id
        where m.account_id = $1 and m.run_id = $2";
    let row: Option<(Option<Uuid>, Option<String>, Option<i64>)> =
        within!(tx, c => sqlx::query_as(EMPLOYER).bind(account.0).bind(run.0).fetch_optional(c))?;
    row.map_or(Ok(None), |(company, name, share)| employer(company, name, share))
}

/// What the awards for its drivers' shifts are to a company in a run, as last revised, in the order of the drivers' ids;
/// empty for an account that is no company.
pub async fn parts(tx: &mut Tx, run: RunId, company: &Account, policy: &Policy) -> Result<Vec<VehiclePart>> {
    let part = |assessment: &Assessment| VehiclePart::of(assessment, policy).transpose();
    let parts = drivers(tx, run, company).await?.iter().filter_map(part).collect::<Result<_, _>>();
    parts.map_err(|refused| Error::Corrupt(format!("account {}: {refused}", company.id)))
}

/// The assessments of a company's drivers in a run, as last revised, in the order of their ids; empty for an account that is
/// no company.
pub async fn drivers(tx: &mut Tx, run: RunId, company: &Account) -> Result<Vec<Assessment>> {
    const ASSESSED: &str = "select s.document
        from measures m join assessments s on s.account_id = m.account_id and s.run_id = m.run_id
        where m.run_id = $1 and m.company_id = $2
        order by m.account_id";
    const REVISED: &str = "select r.document
        from measures m join revisions r on r.account_id = m.account_id and r.run_id = m.run_id
        where m.run_id = $1 and m.company_id = $2
        order by m.account_id, r.number";
    if company.kind != AccountKind::TaxiCompany {
        return Ok(Vec::new());
    }
    let mut assessments: Vec<Assessment> = Vec::new();
    for text in [ASSESSED, REVISED] {
        let rows: Vec<(String,)> = within!(tx, c => sqlx::query_as(text).bind(run.0).bind(company.id.0).fetch_all(c))?;
        for (document,) in rows {
            let assessment: Assessment = serde_json::from_str(&document)?;
            let account = assessment.figures.account.id;
            match assessments.iter_mut().find(|known| known.figures.account.id == account) {
                Some(known) => *known = assessment,
                None => assessments.push(assessment),
            }
        }
    }
    Ok(assessments)
}

/// The next company of a run after an id.
pub async fn company_after(tx: &mut Tx, run: RunId, after: Uuid) -> Result<Option<Account>> {
    const NEXT: &str = "select a.id, a.reference, a.kind, a.category, a.region, a.name, a.email
        from accounts a
        where a.kind = 'taxi_company' and a.id > $2
            and exists (select 1 from measures m where m.account_id = a.id and m.run_id = $1)
        order by a.id limit 1";
    let row: Option<AccountRow> = within!(tx, c => sqlx::query_as(NEXT).bind(run.0).bind(after).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}
