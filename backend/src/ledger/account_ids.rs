//! Which account a reference names, for all accounts at once and in little memory.

use std::hash::{BuildHasher, RandomState};

use futures_util::TryStreamExt;
use hashbrown::HashTable;
use uuid::Uuid;

use crate::{db::Db, error::Result, on};

/// The id of every account by its reference: some 40 bytes an account.
#[derive(Default)]
pub struct AccountIds {
    /// All references, one after another.
    references: String,
    /// Of each account, where its reference ends and its id.
    accounts: Vec<(usize, Uuid)>,
    places: HashTable<u32>,
    hasher: RandomState,
}

impl AccountIds {
    /// Those of a database.
    pub async fn load(db: &Db) -> Result<Self> {
        let (count,): (i64,) = on!(db, c => sqlx::query_as("select count(*) from accounts").fetch_one(c))?;
        let mut ids = Self::with_capacity(usize::try_from(count).unwrap_or_default());
        on!(db, c => sqlx::query_as("select reference, id from accounts").fetch(c).try_for_each(|row: (String, Uuid)| {
            ids.add(&row.0, row.1);
            std::future::ready(Ok(()))
        }))?;
        Ok(ids)
    }

    fn with_capacity(accounts: usize) -> Self {
        Self { accounts: Vec::with_capacity(accounts), places: HashTable::with_capacity(accounts), ..Self::default() }
    }

    fn add(&mut self, reference: &str, id: Uuid) {
        let Ok(place) = u32::try_from(self.accounts.len()) else { return };
        self.references.push_str(reference);
        self.accounts.push((self.references.len(), id));
        let Self { references, accounts, places, hasher } = self;
        let hash = |place: &u32| hasher.hash_one(named(references, accounts, *place));
        places.insert_unique(hash(&place), place, hash);
    }

    /// The account of a reference.
    pub fn get(&self, reference: &str) -> Option<Uuid> {
        let is_it = |place: &u32| named(&self.references, &self.accounts, *place) == reference;
        let place = self.places.find(self.hasher.hash_one(reference), is_it)?;
        self.accounts.get(*place as usize).map(|(_, id)| *id)
    }
}

/// The reference of the account at a place.
fn named<'a>(references: &'a str, accounts: &[(usize, Uuid)], place: u32) -> &'a str {
    let place = place as usize;
    let start = place.checked_sub(1).map_or(0, |before| accounts[before].0);
    &references[start..accounts[place].0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_is_found_and_no_other() {
        let mut ids = AccountIds::default();
        for n in 0..10_000_u128 {
            ids.add(&format!("M-{n}"), Uuid::from_u128(n));
        }
        assert!((0..10_000).all(|n| ids.get(&format!("M-{n}")) == Some(Uuid::from_u128(n))));
        assert!(["", "M-", "M-10000", "m-1", "M-1 "].iter().all(|reference| ids.get(reference).is_none()));
    }
}
