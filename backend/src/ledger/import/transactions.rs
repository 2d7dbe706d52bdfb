//! Import of transactions.

use std::{
    collections::HashMap,
    io::{Read, Write},
    sync::Arc,
};

use domain::{ledger::TransactionKind, money::Currency, role::Permission, time::Zone};

use super::{
    File, ImportReport, Progress,
    fault::Fault,
    header::Header,
    records::Record,
    values::{self, AmountUnit},
};
use crate::{
    Actor, Backend,
    error::{Error, Result},
    ledger::{account_ids::AccountIds, bulk::NewTransaction, transactions},
};

struct Columns {
    account: usize,
    reference: usize,
    component: usize,
    occurred_at: usize,
    kind: usize,
    amount: usize,
    /// The name of the column that holds the amount, and how it is written there.
    amount_name: &'static str,
    amount_unit: AmountUnit,
    refund_of: Option<usize>,
}

impl Columns {
    const WANTED: [&str; 8] =
        ["account", "reference", "component", "occurred_at", "kind", "amount", "amount_minor", "refund_of"];

    /// Errors: a column is missing, or both kinds of amount are there, so that it is open which one counts.
    fn of(header: &Header) -> Result<Self> {
        let (amount_name, amount_unit) = match (header.position("amount"), header.position("amount_minor")) {
            (Some(_), Some(_)) => {
                return Err(Error::invalid(
                    "amount",
                    "amount 열과 amount_minor 열이 모두 있습니다. 하나만 남겨 주세요.",
                    "There are both amount and amount_minor. Keep one of these columns.",
                ));
            }
            (None, Some(_)) => ("amount_minor", AmountUnit::Minor),
            _ => ("amount", AmountUnit::Major),
        };
        let [account, reference, component, occurred_at, kind, amount] =
            header.positions(["account", "reference", "component", "occurred_at", "kind", amount_name])?;
        let refund_of = header.position("refund_of");
        Ok(Self { account, reference, component, occurred_at, kind, amount, amount_name, amount_unit, refund_of })
    }
}

/// What a row refers to, kept in memory.
struct Known {
    accounts: AccountIds,
    components: HashMap<String, Arc<str>>,
    zone: Zone,
    currency: Currency,
}

impl Backend {
    /// Imports transactions, in one currency, from a file with the columns
    /// `account,reference,component,occurred_at,amount,kind` (or `amount_minor`). Rows that cannot be taken go to
    /// `rejects`; `progress` hears of every batch. Errors: a column is missing, the file cannot be read.
    pub async fn import_transactions<R, W>(
        &self,
        actor: &Actor,
        source: R,
        currency: Currency,
        rejects: W,
        progress: impl FnMut(Progress) + Send,
    ) -> Result<ImportReport>
    where
        R: Read + Send,
        W: Write + Send,
    {
        actor.require(Permission::ImportLedger)?;
        let file = File::open(source, &Columns::WANTED)?;
        let columns = Columns::of(&file.header)?;
        let known = Known {
            accounts: AccountIds::load(&self.db).await?,
            components: transactions::component_keys(&self.db).await?,
            zone: self.site.zone,
            currency,
        };
        let read = |record: &Record| row(record, &columns, &known);
        self.take(actor, "transactions", file, read, rejects, progress).await
    }
}

fn row(record: &Record, columns: &Columns, known: &Known) -> Result<NewTransaction, Fault> {
    let account = record.value(columns.account);
    if account.is_empty() {
        return Err(Fault::empty("account"));
    }
    let kind = record.value(columns.kind);
    let amount = record.value(columns.amount);
    let row = NewTransaction {
        account: known.accounts.get(account).ok_or_else(|| Fault::unknown_account(account))?,
        reference: values::reference(record.value(columns.reference))?.into(),
        component: component(record.value(columns.component), known)?,
        at: values::instant(record.value(columns.occurred_at), known.zone)?,
        amount_minor: values::amount(columns.amount_name, amount, columns.amount_unit, known.currency)?,
        kind: TransactionKind::from_name(kind).ok_or_else(|| {
            let names: Vec<_> = TransactionKind::ALL.iter().map(|kind| kind.name()).collect();
            Fault::not_one_of("kind", kind, &names)
        })?,
        refund_of: columns
            .refund_of
            .map(|column| values::refund_of(record.value(column)))
            .transpose()?
            .flatten()
            .map(Into::into),
    };
    if row.refund_of.is_some() && row.kind != TransactionKind::Refund {
        return Err(Fault::not_a_refund());
    }
    values::sign(columns.amount_name, row.amount_minor, row.kind)?;
    Ok(row)
}

fn component(key: &str, known: &Known) -> Result<Option<Arc<str>>, Fault> {
    if key.is_empty() {
        return Ok(None);
    }
    known.components.get(key).cloned().map(Some).ok_or_else(|| Fault::unknown_component(key))
}
