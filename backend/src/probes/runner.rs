//! When a server looks: each probe by its interval, at a moment of its own, so that neither all probes of a server nor all
//! servers at a probe look at once. A probe is not looked at again while its last look lasts.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use domain::{
    id::ProbeId,
    time::{Instant, SECOND},
};
use sha2::{Digest, Sha256};
use tokio::{
    sync::Semaphore,
    task::{Id, JoinError, JoinSet},
};

use super::StandingProbe;
use crate::{Backend, error::Result};

/// Most looks at once.
const AT_ONCE: usize = 32;
/// A new probe is looked at for the first time within this, however long its interval is, in microseconds.
const FIRST_WITHIN: i64 = 20 * SECOND;

/// When each probe is looked at next.
#[derive(Debug, Default)]
struct Schedule {
    /// By probe and revision: a probe that was changed begins anew.
    next: BTreeMap<(ProbeId, i64), Instant>,
    looking: BTreeSet<ProbeId>,
}

impl Schedule {
    /// Takes the probes that are to be looked at now. Each has to be given back by [`Schedule::done`].
    fn take_due(&mut self, server: &str, probes: Vec<StandingProbe>, now: Instant) -> Vec<StandingProbe> {
        let key = |probe: &StandingProbe| (probe.id, probe.revision);
        let known: BTreeSet<_> = probes.iter().map(key).collect();
        self.next.retain(|key, _| known.contains(key));
        let mut due = Vec::new();
        for probe in probes {
            let interval = probe.probe.interval.max(SECOND);
            let first = now.plus(phase(server, probe.id, interval.min(FIRST_WITHIN)));
            let next = self.next.entry(key(&probe)).or_insert(first);
            if *next > now {
                continue;
            }
            // looks that were missed, as while the machine slept or the last one lasted, are not made up for
            let missed = now.since(*next) / interval;
            *next = next.plus((missed + 1) * interval);
            if self.looking.insert(probe.id) {
                due.push(probe);
            }
        }
        due
    }

    fn done(&mut self, probe: ProbeId) {
        self.looking.remove(&probe);
    }
}

/// A moment within `length`, the same each time for a probe and a server.
fn phase(server: &str, probe: ProbeId, length: i64) -> i64 {
    let digest = Sha256::new().chain_update(server).chain_update(probe.0.as_bytes()).finalize();
    let number = digest.iter().take(7).fold(0_i64, |number, byte| number << 8 | i64::from(*byte));
    number.rem_euclid(length.max(1))
}

/// The looks of one server. Dropped, it ends those that last.
pub struct Runner {
    backend: Backend,
    server: Arc<str>,
    schedule: Schedule,
    looks: JoinSet<()>,
    looked_at: HashMap<Id, ProbeId>,
    room: Arc<Semaphore>,
}

impl Runner {
    /// One that looks by the name of this server.
    pub fn new(backend: Backend, server: &str) -> Self {
        Self {
            backend,
            server: server.into(),
            schedule: Schedule::default(),
            looks: JoinSet::new(),
            looked_at: HashMap::new(),
            room: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Begins the looks that are due, which record what they find; gives how many. Errors: the database.
    pub async fn begin_due(&mut self) -> Result<usize> {
        while let Some(ended) = self.looks.try_join_next_with_id() {
            self.ended(ended.map(|(id, ())| id));
        }
        let probes = self.backend.active_probes().await?;
        let due = self.schedule.take_due(&self.server, probes, self.backend.clock.now());
        let count = due.len();
        for probe in due {
            let id = probe.id;
            let look = look(self.backend.clone(), self.server.clone(), self.room.clone(), probe);
            self.looked_at.insert(self.looks.spawn(look).id(), id);
        }
        Ok(count)
    }

    /// Waits until nothing is looked at.
    pub async fn until_idle(&mut self) {
        while let Some(ended) = self.looks.join_next_with_id().await {
            self.ended(ended.map(|(id, ())| id));
        }
    }

    fn ended(&mut self, ended: std::result::Result<Id, JoinError>) {
        let id = ended.unwrap_or_else(|error| {
            tracing::error!(%error, "a look of a probe broke off");
            error.id()
        });
        if let Some(probe) = self.looked_at.remove(&id) {
            self.schedule.done(probe);
        }
    }
}

async fn look(backend: Backend, server: Arc<str>, room: Arc<Semaphore>, probe: StandingProbe) {
    // it is never closed; if it were, one look too many would be the least of it
    let _room = room.acquire().await;
    let target = &probe.probe.target;
    let reading = backend.prober.look(target, probe.probe.timeout, backend.clock.now()).await;
    if let Err(error) = backend.record_reading(&server, &probe, reading).await {
        tracing::warn!(%error, probe = %probe.id, "what a probe found cannot be recorded");
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        component::ComponentKey,
        impact::Severity,
        probe::{Endpoint, Probe, Target, Thresholds},
        time::{HOUR, MINUTE},
    };
    use uuid::Uuid;

    use super::*;

    const NOW: Instant = Instant(1000 * HOUR);

    fn probe(number: u128, interval: i64) -> StandingProbe {
        StandingProbe {
            id: ProbeId(Uuid::from_u128(number)),
            revision: 0,
            probe: Probe {
                name: String::new(),
                component: ComponentKey::parse("pay").expect("a key"),
                severity: Severity::MajorOutage,
                target: Target::Tcp { endpoint: Endpoint { host: "localhost".into(), port: 1 } },
                interval,
                timeout: SECOND,
                slow_above: None,
                thresholds: Thresholds { fail_after: 1, recover_after: 1, quorum: 1 },
            },
            is_paused: false,
            raised: None,
        }
    }

    /// The seconds at which a probe is looked at, each look lasting `lasts` seconds.
    fn looks(schedule: &mut Schedule, server: &str, probe: &StandingProbe, seconds: i64, lasts: i64) -> Vec<i64> {
        let (mut looks, mut ends) = (Vec::new(), None);
        for second in 0..seconds {
            if ends == Some(second) {
                schedule.done(probe.id);
            }
            if !schedule.take_due(server, vec![probe.clone()], NOW.plus(second * SECOND)).is_empty() {
                looks.push(second);
                ends = Some(second + lasts);
            }
        }
        looks
    }

    #[test]
    fn each_server_looks_by_the_interval_at_a_moment_of_its_own() {
        let mut firsts = BTreeSet::new();
        for server in ["a", "b", "c", "d", "e"] {
            let looks = looks(&mut Schedule::default(), server, &probe(1, 30 * SECOND), 300, 1);
            assert!(looks[0] <= 20 && looks.windows(2).all(|pair| pair[1] - pair[0] == 30), "{looks:?}");
            firsts.insert(looks[0]);
        }
        assert!(firsts.len() >= 3, "{firsts:?}");
        let firsts: BTreeSet<_> =
            (0..20).map(|n| looks(&mut Schedule::default(), "a", &probe(n, HOUR), 30, 1)[0]).collect();
        assert!(firsts.len() >= 8, "{firsts:?}");
    }

    #[test]
    fn a_look_never_overlaps_itself_and_none_is_made_up_for() {
        let looks = looks(&mut Schedule::default(), "a", &probe(1, 30 * SECOND), 300, 70);
        assert!(looks.windows(2).all(|pair| pair[1] - pair[0] == 90), "{looks:?}");
        let mut schedule = Schedule::default();
        let probe = probe(1, MINUTE);
        schedule.take_due("a", vec![probe.clone()], NOW);
        let mut later = |at: i64| schedule.take_due("a", vec![probe.clone()], NOW.plus(at)).len();
        assert_eq!(later(HOUR), 1);
        schedule.done(probe.id);
        let mut later = |at: i64| schedule.take_due("a", vec![probe.clone()], NOW.plus(at)).len();
        assert_eq!(later(HOUR + SECOND), 0, "after an hour without one there is one look, not sixty");
    }

    #[test]
    fn a_changed_probe_begins_anew_and_a_removed_one_is_forgotten() {
        let mut schedule = Schedule::default();
        let mut changed = probe(1, HOUR);
        let before = looks(&mut schedule, "a", &changed, 60, 1);
        assert_eq!(before.len(), 1);
        changed.revision = 1;
        assert_eq!(looks(&mut schedule, "a", &changed, 60, 1).len(), 1);
        schedule.take_due("a", Vec::new(), NOW);
        assert!(schedule.next.is_empty());
    }
}
