//! Import of accounts.

use std::io::{Read, Write};

use domain::{ledger::AccountKind, role::Permission};
use uuid::Uuid;

use super::{
    File, ImportReport, Progress,
    fault::Fault,
    header::{Header, Wanted},
    records::Record,
    values,
};
use crate::{
    Actor, Backend,
    error::Result,
    ledger::{bulk::NewAccount, employments::Employment},
};

struct Columns {
    reference: usize,
    kind: usize,
    category: usize,
    region: usize,
    name: usize,
    email: Option<usize>,
    /// Those of the company and of the driver's share; both or none.
    employment: Option<[usize; 2]>,
}

impl Columns {
    const WANTED: Wanted = Wanted {
        names: &["reference", "kind", "category", "region", "name", "email", "company", "driver_share"],
        aliases: &[],
    };

    fn of(header: &Header) -> Result<Self> {
        let [reference, kind, category, region, name] =
            header.positions(["reference", "kind", "category", "region", "name"])?;
        let is_said = ["company", "driver_share"].iter().any(|name| header.position(name).is_some());
        let employment = is_said.then(|| header.positions(["company", "driver_share"])).transpose()?;
        Ok(Self { reference, kind, category, region, name, email: header.position("email"), employment })
    }
}

impl Backend {
    /// Imports accounts from a file with the columns `reference,kind,category,region,name,email`, and those that the
    /// [module](super) names besides. Rows that cannot be taken go to `rejects`; `progress` hears of every batch. Errors: a column is missing, the file cannot be read.
    pub async fn import_accounts<R, W>(
        &self,
        actor: &Actor,
        source: R,
        rejects: W,
        progress: impl FnMut(Progress) + Send,
    ) -> Result<ImportReport>
    where
        R: Read + Send,
        W: Write + Send,
    {
        actor.require(Permission::ImportLedger)?;
        let file = File::open(source, Columns::WANTED)?;
        let columns = Columns::of(&file.header)?;
        let now = self.clock.now();
        let read = |record: &Record| {
            let row = row(record, &columns)?;
            Ok(NewAccount { id: self.random.id(now), created_at: now, ..row })
        };
        self.take(actor, "accounts", file, read, rejects, progress).await
    }
}

/// The account of a record; its id and time are still to be given.
fn row(record: &Record, columns: &Columns) -> Result<NewAccount, Fault> {
    let kind = record.value(columns.kind);
    let known = AccountKind::from_name(kind).ok_or_else(|| {
        let names: Vec<_> = AccountKind::ALL.iter().map(|kind| kind.name()).collect();
        Fault::not_one_of("kind", kind, &names)
    })?;
    Ok(NewAccount {
        id: Uuid::nil(),
        reference: values::reference(record.value(columns.reference))?.to_owned(),
        kind: known,
        category: values::category(record.value(columns.category))?,
        region: values::region(record.value(columns.region))?.to_owned(),
        name: values::name(record.value(columns.name))?.to_owned(),
        email: columns.email.map_or(Ok(None), |column| values::email(record.value(column)))?,
        employment: columns.employment.map(|columns| employment(record, known, columns)).transpose()?,
        created_at: domain::time::Instant(0),
    })
}

/// For whom the holder of an account works, as a record says.
fn employment(record: &Record, kind: AccountKind, [company, share]: [usize; 2]) -> Result<Employment, Fault> {
    let (company, share) = (record.value(company), record.value(share));
    match (company, share) {
        ("", "") => Ok(Employment(None)),
        ("", _) => Err(Fault::share_without_company()),
        _ if kind != AccountKind::Taxi => Err(Fault::company_of_another()),
        _ => Ok(Employment(Some((values::code("company", company)?.to_owned(), values::driver_share(share)?)))),
    }
}
