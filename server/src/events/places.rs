//! How many event streams there may be, in all and of one client.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use backend::webhooks::is_public;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::layers::rate::customer;

/// How many streams there may be at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// In all.
    pub streams: usize,
    /// Of one client by its address on the internet. Other addresses are of proxies, of offices, of the machine itself: nobody
    /// knows how many are behind them, so that they count in all only.
    pub per_client: usize,
}

/// Gives places away. Cheap to clone.
#[derive(Clone)]
pub struct Places {
    inner: Arc<Inner>,
}

struct Inner {
    all: Arc<Semaphore>,
    per_client: usize,
    held: Mutex<HashMap<IpAddr, usize>>,
}

/// The right to one stream, given back when dropped.
pub struct Place {
    _permit: OwnedSemaphorePermit,
    of: Option<OfClient>,
}

struct OfClient {
    client: IpAddr,
    places: Places,
}

impl Places {
    /// As many as the limits say.
    pub fn new(limits: Limits) -> Self {
        let all = Arc::new(Semaphore::new(limits.streams.min(Semaphore::MAX_PERMITS)));
        Self { inner: Arc::new(Inner { all, per_client: limits.per_client, held: Mutex::default() }) }
    }

    /// A place for a client, unless there are as many as there may be, in all or of this client.
    pub fn take(&self, client: IpAddr) -> Option<Place> {
        let permit = self.inner.all.clone().try_acquire_owned().ok()?;
        let of = if is_public(client) { Some(self.take_of(customer(client))?) } else { None };
        Some(Place { _permit: permit, of })
    }

    fn take_of(&self, client: IpAddr) -> Option<OfClient> {
        let mut held = self.inner.held.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.get(&client).copied().unwrap_or_default();
        if count >= self.inner.per_client {
            return None;
        }
        held.insert(client, count + 1);
        Some(OfClient { client, places: self.clone() })
    }

    fn give_back(&self, client: IpAddr) {
        let mut held = self.inner.held.lock().unwrap_or_else(PoisonError::into_inner);
        match held.get_mut(&client) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(held.remove(&client)),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(OfClient { client, places }) = &self.of {
            places.give_back(*client);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn one_client_leaves_places_for_others() {
        let places = Places::new(Limits { streams: 5, per_client: 2 });
        let take = |text: &str| places.take(address(text));
        let mut kims: Vec<_> = (0..3).filter_map(|_| take("1.1.1.1")).collect();
        assert_eq!(kims.len(), 2);
        // one customer, whichever of its addresses it takes
        let lees: Vec<_> = ["2606:4700::1", "2606:4700::2", "2606:4700::3"].into_iter().filter_map(take).collect();
        assert_eq!(lees.len(), 2);
        kims.pop();
        kims.push(take("::ffff:1.1.1.1").expect("one was given back"));
        assert!(take("1.1.1.1").is_none());
        let last = take("2606:4700:1::1").expect("another client");
        assert!(take("8.8.8.8").is_none(), "no place in all");
        drop((kims, lees, last));
        assert!(places.inner.held.lock().expect("no panic").is_empty(), "who has gone is forgotten");
    }

    #[test]
    fn addresses_that_many_share_count_in_all_only() {
        let places = Places::new(Limits { streams: 4, per_client: 1 });
        let held: Vec<_> = (0..9).filter_map(|_| places.take(address("10.0.0.1"))).collect();
        assert_eq!(held.len(), 4);
    }
}
