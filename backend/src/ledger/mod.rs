//! The ledger: accounts of merchants and drivers, their transactions, and the public holidays that tell ordinary days
//! from others. It is imported, never typed in, and what is in it is never changed.

mod accounts;
pub(crate) mod bulk;
mod import;
mod queries;

use chrono::NaiveDate;
use domain::{
    id::AccountId,
    language::Text,
    ledger::{Account, AccountKind, Category, Region, Transaction},
    money::Currency,
    role::Permission,
    time::Window,
};

pub use self::{
    accounts::{AccountRow, accounts_of_email, lookup, page_after},
    import::{AmountUnit, ImportReport, Progress},
};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    error::{Error, Result},
};

/// Accounts on a page.
const PAGE: i64 = 50;

/// Which accounts to list; empty for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountFilter {
    /// Part of the name, the reference or the e-mail address, in any case.
    pub text: String,
    /// Who holds it.
    pub kind: Option<AccountKind>,
    /// The line of trade.
    pub category: Option<Category>,
    /// Where it trades.
    pub region: Option<Region>,
}

impl AccountFilter {
    /// The text as a pattern of SQL, its wildcards taken literally.
    fn pattern(&self) -> Option<String> {
        let text = self.text.trim().to_lowercase();
        let literal = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        (!text.is_empty()).then(|| format!("%{literal}%"))
    }
}

/// Accounts by reference, up to 50.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountPage {
    /// The accounts.
    pub accounts: Vec<Account>,
    /// The reference after which the next page begins; none on the last page.
    pub next: Option<String>,
}

/// A public or substitute holiday.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Holiday {
    /// The local date.
    pub date: NaiveDate,
    /// What it is called.
    pub name: Text,
}

impl Backend {
    /// A page of accounts, by reference, after the one named `after`.
    pub async fn accounts_page(
        &self,
        actor: &Actor,
        filter: &AccountFilter,
        after: Option<&str>,
    ) -> Result<AccountPage> {
        actor.require(Permission::ReadLedger)?;
        let mut accounts = queries::accounts(&self.db, filter, after.unwrap_or("")).await?;
        let page = usize::try_from(PAGE).unwrap_or_default();
        let has_more = accounts.len() > page;
        accounts.truncate(page);
        let next = accounts.last().filter(|_| has_more).map(|account| account.reference.clone());
        Ok(AccountPage { accounts, next })
    }

    /// How many accounts a filter leaves.
    pub async fn count_accounts(&self, actor: &Actor, filter: &AccountFilter) -> Result<i64> {
        actor.require(Permission::ReadLedger)?;
        queries::count(&self.db, filter).await
    }

    /// An account, for staff who may read the ledger and for the claimant whose account it is. Errors: not found, also
    /// where it is somebody else's.
    pub async fn account(&self, actor: &Actor, id: AccountId) -> Result<Account> {
        let account = queries::account_by_id(&self.db, id).await?.ok_or(Error::NotFound);
        match actor {
            Actor::Claimant { email, .. } => account.and_then(|account| {
                let is_own = account.email.as_deref() == Some(email.to_lowercase().as_str());
                if is_own { Ok(account) } else { Err(Error::NotFound) }
            }),
            _ => actor.require(Permission::ReadLedger).and(account),
        }
    }

    /// An account's transactions within a window, by time, for who may see the account.
    pub async fn transactions(
        &self,
        actor: &Actor,
        account: AccountId,
        window: Window,
        currency: Currency,
    ) -> Result<Vec<Transaction>> {
        self.account(actor, account).await?;
        self.transactions_of(account, window, currency).await
    }

    /// The same without asking who: for the engine.
    pub(crate) async fn transactions_of(
        &self,
        account: AccountId,
        window: Window,
        currency: Currency,
    ) -> Result<Vec<Transaction>> {
        queries::transactions(&self.db, account, window, currency).await
    }

    /// The accounts that an address signs in to, by reference.
    pub(crate) async fn accounts_of_email(&self, email: &str) -> Result<Vec<Account>> {
        queries::accounts_by_email(&self.db, email).await
    }

    /// Adds holidays; one that is there already gets the new name.
    pub async fn load_holidays(&self, actor: &Actor, holidays: &[Holiday]) -> Result<()> {
        actor.require(Permission::ImportLedger)?;
        let mut tx = self.db.begin().await?;
        for holiday in holidays {
            queries::upsert_holiday(&mut tx, holiday).await?;
        }
        let act = Act {
            action: "ledger.holidays_loaded",
            subject: "ledger:holidays".into(),
            detail: format!("{} holidays", holidays.len()),
        };
        audit::append(&mut tx, self.clock.now(), actor, act).await?;
        tx.commit().await
    }

    /// All holidays, by date.
    pub async fn holidays(&self) -> Result<Vec<Holiday>> {
        let rows = queries::holidays(&self.db).await?;
        let holiday = |(date, ko, en): (String, String, String)| {
            let date = date.parse().map_err(|_| Error::Corrupt(format!("date of a holiday: {date}")))?;
            Ok(Holiday { date, name: Text::new(ko, en) })
        };
        rows.into_iter().map(holiday).collect()
    }
}
