//! The ledger: accounts and what they took.

mod accounts;

pub use accounts::{AccountRow, accounts_of_email, lookup, page_after};
