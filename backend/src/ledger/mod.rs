//! The ledger: accounts of merchants and drivers, their transactions, and the public holidays that tell ordinary days
//! from others. It is imported, never typed in, and what is in it is never changed.

mod account_ids;
mod accounts;
pub(crate) mod bulk;
pub(crate) mod employments;
pub(crate) mod histories;
mod holidays;
mod import;
mod transactions;

use domain::{
    id::AccountId,
    ledger::{Account, AccountKind, Category, Region, Transaction},
    money::Currency,
    role::Permission,
    series::AccountHistory,
    time::Window,
};

pub(crate) use self::{account_ids::AccountIds, transactions::within_window as transactions_within};
pub use self::{
    accounts::{AccountRow, accounts_of_email, cohorts, count_all, ids_after, lookup, page_after},
    holidays::Holiday,
    import::{Booking, ImportReport, Progress},
};
use crate::{
    Actor, Backend,
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

impl Backend {
    /// A page of accounts, by reference, after the one named `after`.
    pub async fn accounts_page(
        &self,
        actor: &Actor,
        filter: &AccountFilter,
        after: Option<&str>,
    ) -> Result<AccountPage> {
        actor.require(Permission::ReadLedger)?;
        let mut accounts = accounts::page(&self.db, filter, after.unwrap_or("")).await?;
        let page = usize::try_from(PAGE).unwrap_or_default();
        let has_more = accounts.len() > page;
        accounts.truncate(page);
        let next = accounts.last().filter(|_| has_more).map(|account| account.reference.clone());
        Ok(AccountPage { accounts, next })
    }

    /// How many accounts a filter leaves.
    pub async fn count_accounts(&self, actor: &Actor, filter: &AccountFilter) -> Result<i64> {
        actor.require(Permission::ReadLedger)?;
        accounts::count(&self.db, filter).await
    }

    /// An account, for staff who may read the ledger and for the claimant whose account it is. Errors: not found, also
    /// where it is somebody else's.
    pub async fn account(&self, actor: &Actor, id: AccountId) -> Result<Account> {
        let account = lookup(&mut self.db.begin_read().await?, id).await?.ok_or(Error::NotFound);
        match actor {
            Actor::Claimant { email, .. } => account.and_then(|account| {
                let is_own = account.email.as_deref() == Some(email.to_lowercase().as_str());
                if is_own { Ok(account) } else { Err(Error::NotFound) }
            }),
            _ => actor.require(Permission::ReadLedger).and(account),
        }
    }

    /// An account's takings by local hour, for who may see the account. A refund that names its sale is booked to it.
    pub async fn history(&self, actor: &Actor, account: AccountId) -> Result<AccountHistory> {
        self.account(actor, account).await?;
        histories::history_of(&mut self.db.begin_read().await?, account, self.making()).await
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
        transactions::within_window(&self.db, account, window, currency).await
    }
}
