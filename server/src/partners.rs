//! The pages for partners as they were last read from the record, and who was let in by a link: so that who came in once sees
//! the last known state also while the database is away.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use backend::partners::PartnerPage;
use domain::{
    emergency::EmergencyUpdate,
    id::PartnerAddressId,
    partner::PartnerKey,
    record::Record,
    status::PublicState,
    time::{HOUR, Instant},
};
use tower_sessions::session::Id;

/// How long it is remembered who was let in: as long as a session lasts without a visit.
const REMEMBERED: i64 = 12 * HOUR;

/// The pages and the record that they are made from.
#[derive(Clone, Debug)]
pub struct Held {
    record: Record,
    pages: Vec<PartnerPage>,
}

impl Held {
    /// What was read at once. Where there is no page there is nothing to hold.
    pub fn new(record: Record, pages: Vec<PartnerPage>) -> Option<Self> {
        (!pages.is_empty()).then_some(Self { record, pages })
    }

    /// Adds an update that was published while the record could not be reached.
    pub fn apply(&mut self, update: &EmergencyUpdate) {
        self.record.apply(update);
    }

    /// The page of a key.
    pub fn page(&self, key: &PartnerKey) -> Option<&PartnerPage> {
        self.pages.iter().find(|page| page.key == *key)
    }

    /// What a page shows.
    pub fn state(&self, page: &PartnerPage) -> PublicState {
        self.record.for_partners(&page.components)
    }
}

/// By which address a session was last found to be in a page, and when.
#[derive(Debug, Default)]
pub struct Admitted(Mutex<HashMap<(Id, PartnerKey), (PartnerAddressId, Instant)>>);

impl Admitted {
    /// Notes that a session is in a page, as the database says.
    pub fn note(&self, session: Id, page: &PartnerKey, address: PartnerAddressId, now: Instant) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, (_, at)| now.since(*at) < REMEMBERED);
        known.insert((session, page.clone()), (address, now));
    }

    /// By which address a session was in a page lately.
    pub fn find(&self, session: Id, page: &PartnerKey, now: Instant) -> Option<PartnerAddressId> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (address, at) = known.get(&(session, page.clone()))?;
        (now.since(*at) < REMEMBERED).then_some(*address)
    }

    /// Forgets a session that left.
    pub fn forget(&self, session: Id, page: &PartnerKey) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&(session, page.clone()));
    }
}

#[cfg(test)]
mod tests {
    use domain::time::MINUTE;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_session_is_known_for_its_page_and_its_time() {
        let (admitted, now) = (Admitted::default(), Instant(0));
        let page = |text: &str| PartnerKey::parse(text).expect("a key");
        let address = PartnerAddressId(Uuid::from_u128(1));
        admitted.note(Id(1), &page("card"), address, now);
        assert_eq!(admitted.find(Id(1), &page("card"), now.plus(REMEMBERED - MINUTE)), Some(address));
        assert_eq!(admitted.find(Id(1), &page("bank"), now), None);
        assert_eq!(admitted.find(Id(2), &page("card"), now), None);
        assert_eq!(admitted.find(Id(1), &page("card"), now.plus(REMEMBERED)), None);
        admitted.forget(Id(1), &page("card"));
        assert_eq!(admitted.find(Id(1), &page("card"), now), None);
    }
}
