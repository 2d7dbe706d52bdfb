//! Import of transactions.

use std::{
    collections::{HashMap, HashSet},
    io::{Read, Write},
    sync::Arc,
};

use domain::{ledger::TransactionKind, money::Currency, policy::Percent, role::Permission, time::Zone};
use uuid::Uuid;

use super::{
    File, ImportReport, Progress,
    fault::Fault,
    header::{Header, Wanted},
    records::Record,
    values::{self, AmountUnit},
};
use crate::{
    Actor, Backend,
    error::{Error, Result},
    ledger::{
        account_ids::AccountIds,
        bulk::{NewTransaction, Recorded},
        employments, transactions,
    },
};

/// How the amounts of a file are booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booking {
    /// What they are in.
    pub currency: Currency,
    /// The tax that is in the amounts of sales and refunds, of what they are without it; it counts where the row itself does
    /// not say how much of it is tax. 10 % of 10,000 make 11,000.
    pub vat_included: Percent,
}

impl From<Currency> for Booking {
    /// Amounts in a currency, without tax in them.
    fn from(currency: Currency) -> Self {
        Self { currency, vat_included: Percent::ZERO }
    }
}

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
    vat: Option<usize>,
    pass_through: Option<usize>,
    terminal: Option<usize>,
    source: Option<usize>,
}

impl Columns {
    const WANTED: Wanted = Wanted {
        names: &[
            "account",
            "reference",
            "component",
            "occurred_at",
            "kind",
            "amount",
            "amount_minor",
            "refund_of",
            "vat",
            "pass_through",
            "terminal",
            "source",
        ],
        // as Korean tills and card companies name them
        aliases: &[
            ("계정", "account"),
            ("가맹점번호", "account"),
            ("기사번호", "account"),
            ("거래번호", "reference"),
            ("승인번호", "reference"),
            ("주문번호", "reference"),
            ("서비스", "component"),
            ("일시", "occurred_at"),
            ("거래일시", "occurred_at"),
            ("결제일시", "occurred_at"),
            ("승인일시", "occurred_at"),
            ("매출일시", "occurred_at"),
            ("구분", "kind"),
            ("거래구분", "kind"),
            ("금액", "amount"),
            ("거래금액", "amount"),
            ("결제금액", "amount"),
            ("승인금액", "amount"),
            ("매출금액", "amount"),
            ("원거래번호", "refund_of"),
            ("부가세", "vat"),
            ("부가가치세", "vat"),
            ("단말기번호", "terminal"),
        ],
    };

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
        let [refund_of, vat, pass_through, terminal, source] =
            ["refund_of", "vat", "pass_through", "terminal", "source"].map(|name| header.position(name));
        Ok(Self {
            account,
            reference,
            component,
            occurred_at,
            kind,
            amount,
            amount_name,
            amount_unit,
            refund_of,
            vat,
            pass_through,
            terminal,
            source,
        })
    }
}

/// What a row refers to, kept in memory.
struct Known {
    accounts: AccountIds,
    /// Those of taxi companies.
    companies: HashSet<Uuid>,
    components: HashMap<String, Arc<str>>,
    zone: Zone,
    booking: Booking,
}

impl Backend {
    /// Imports transactions from a file with the columns `account,reference,component,occurred_at,amount,kind` (or
    /// `amount_minor`), and those that the [module](super) names besides. Rows that cannot be taken go to `rejects`;
    /// `progress` hears of every batch. Errors: a column is missing, the file cannot be read.
    pub async fn import_transactions<R, W>(
        &self,
        actor: &Actor,
        source: R,
        booking: impl Into<Booking>,
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
        let known = Known {
            accounts: AccountIds::load(&self.db).await?,
            companies: employments::company_ids(&self.db).await?,
            components: transactions::component_keys(&self.db).await?,
            zone: self.site.zone,
            booking: booking.into(),
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
    let account = known.accounts.get(account).ok_or_else(|| Fault::unknown_account(account))?;
    if known.companies.contains(&account) {
        return Err(Fault::fares_of_a_company());
    }
    let row = NewTransaction {
        account,
        reference: values::reference(record.value(columns.reference))?.into(),
        component: component(record.value(columns.component), known)?,
        at: values::instant(record.value(columns.occurred_at), known.zone)?,
        amount_minor: values::amount(columns.amount_name, amount, columns.amount_unit, known.booking.currency)?,
        kind: values::kind(kind)?,
        refund_of: optional(record, columns.refund_of, "refund_of")?,
        recorded: Recorded {
            terminal: optional(record, columns.terminal, "terminal")?,
            source: optional(record, columns.source, "source")?,
        },
    };
    if row.refund_of.is_some() && row.kind != TransactionKind::Refund {
        return Err(Fault::not_a_refund());
    }
    values::sign(columns.amount_name, row.amount_minor, row.kind)?;
    let amount_minor = net(&row, record, columns, known.booking)?;
    Ok(NewTransaction { amount_minor, ..row })
}

/// The text of a column that a file need not have; none where it is empty.
fn optional(record: &Record, column: Option<usize>, name: &'static str) -> Result<Option<Arc<str>>, Fault> {
    let Some(value) = column.map(|column| record.value(column)).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    Ok(Some(values::code(name, value)?.into()))
}

/// What the account takes of an amount: without tax, and without tips and fees that it passes on. A fee of the operator is
/// booked as it is: it is no revenue anyway.
fn net(row: &NewTransaction, record: &Record, columns: &Columns, booking: Booking) -> Result<i64, Fault> {
    let (unit, currency) = (columns.amount_unit, booking.currency);
    let part = |column: Option<usize>, name| {
        let value = column.map(|column| record.value(column)).filter(|value| !value.is_empty());
        value.map(|value| values::amount(name, value, unit, currency)).transpose()
    };
    let (vat, passed_on) = (part(columns.vat, "vat")?, part(columns.pass_through, "pass_through")?);
    if row.kind == TransactionKind::Fee {
        return Ok(row.amount_minor);
    }
    values::net(row.amount_minor, vat, passed_on, booking.vat_included)
}

fn component(key: &str, known: &Known) -> Result<Option<Arc<str>>, Fault> {
    if key.is_empty() {
        return Ok(None);
    }
    known.components.get(key).cloned().map(Some).ok_or_else(|| Fault::unknown_component(key))
}
