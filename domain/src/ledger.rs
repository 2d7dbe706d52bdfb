//! The ledger's words: accounts of merchants and drivers, and their transactions.

use serde::{Deserialize, Serialize};

use crate::{component::ComponentKey, id::AccountId, money::Money, named::named, time::Instant};

mod remarkable;

pub use remarkable::{Remark, SetAsideReason, remarkable};

named! {
    /// Who holds an account.
    AccountKind {
        /// A shop.
        Merchant = "merchant",
        /// A taxi driver.
        Taxi = "taxi",
        /// A taxi company; the fares of its cars stand on the accounts of its drivers.
        TaxiCompany = "taxi_company",
        /// A designated driver.
        DesignatedDriver = "designated_driver",
        /// A courier.
        Courier = "courier",
    }
}

named! {
    /// What a transaction is.
    TransactionKind {
        /// A sale of goods or a service.
        Sale = "sale",
        /// A fare of a ride or a delivery.
        Fare = "fare",
        /// Money returned to a customer; its amount is negative.
        Refund = "refund",
        /// A fee of the operator; never counts as revenue.
        Fee = "fee",
    }
}

/// The line of trade of an account, as the operator names it: `cafe`, `flower_shop`, `private_taxi`. 1 to 40 of
/// `a-z 0-9 _ -`; cohorts are made of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Category(pub String);

/// The region of an account, as the operator names it: `서울 마포구`. 1 to 60 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Region(pub String);

/// An account in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The operator's reference; unique.
    pub reference: String,
    /// Who holds it.
    pub kind: AccountKind,
    /// The line of trade.
    pub category: Category,
    /// Where it trades.
    pub region: Region,
    /// The name on its sign.
    pub name: String,
    /// Where the operator writes to; links the account to who signs in with it.
    pub email: Option<String>,
}

/// A transaction of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// The operator's reference; unique within the account.
    pub reference: String,
    /// The component it went through; none for any other way.
    pub component: Option<ComponentKey>,
    /// When it was authorised.
    pub at: Instant,
    /// The amount; negative for refunds.
    pub amount: Money,
    /// What it is.
    pub kind: TransactionKind,
    /// The till or card machine it was recorded at, where it is known.
    pub terminal: Option<String>,
}

impl Transaction {
    /// Whether money was taken: a sale or fare above 0.
    pub fn is_taking(&self) -> bool {
        matches!(self.kind, TransactionKind::Sale | TransactionKind::Fare) && self.amount.minor > 0
    }
}
