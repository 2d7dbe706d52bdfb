//! The two clocks of Korean law after a stop of service: Telecommunications Business Act, Art. 33(2), and its Enforcement
//! Decree, Art. 37-13, as in force since 2025-03-28.
//!
//! - A stop is to be told to users without delay: that it is, its cause, and what is being done. Stops within two hours may
//!   be exempt, so from two hours on whatever is not yet told is late.
//! - Within 30 days of the day on which the service is back, criteria and procedure of compensation are to be told.
//!
//! Both are computed from the published record alone, so that nobody keeps them by hand. Where the record leaves room, the
//! stricter reading is taken: a stop for some users is a stop, and two hours to the minute are two hours.

use serde::{Deserialize, Serialize};

use crate::{
    id::ProgrammeId,
    impact::{Impact, Severity},
    incident::{Incident, IncidentStatus, IncidentUpdate},
    status::ProgrammeSummary,
    time::{HOUR, Instant, Zone},
};

/// From this length on a stop is to be told, in microseconds.
pub const STOP: i64 = 2 * HOUR;
/// Days after that of recovery within which compensation is to be told. The day itself does not count (Civil Act, Art. 157).
pub const DAYS: u64 = 30;

/// How a duty stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Its time runs.
    Running,
    /// Its time is over and it is not done.
    Late,
    /// Done in time.
    Done,
    /// Done after its time.
    DoneLate,
}

impl Standing {
    const fn of(done_at: Option<Instant>, due_at: Instant, now: Instant) -> Self {
        match done_at {
            Some(at) if at.0 <= due_at.0 => Self::Done,
            Some(_) => Self::DoneLate,
            None if now.0 < due_at.0 => Self::Running,
            None => Self::Late,
        }
    }

    /// Whether somebody still has to act.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Running | Self::Late)
    }
}

/// What is to be told of a stop, and since when each part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// When the stop reaches two hours.
    pub due_at: Instant,
    /// When the first update after its beginning was published.
    pub fact_at: Option<Instant>,
    /// When the first was that says the cause is known, or reports on it.
    pub cause_at: Option<Instant>,
    /// When the first was that says more than that the cause is looked for.
    pub response_at: Option<Instant>,
    /// How it stands.
    pub standing: Standing,
}

/// Telling criteria and procedure of compensation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compensation {
    /// The end of the last day.
    pub due_at: Instant,
    /// When the first programme for the incident was published.
    pub announced_at: Option<Instant>,
    /// That programme.
    pub programme: Option<ProgrammeId>,
    /// How it stands.
    pub standing: Standing,
}

/// Both clocks of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawClock {
    /// When the stop began.
    pub stopped_at: Instant,
    /// When the last service that had stopped for two hours worked again; none while one is stopped.
    pub recovered_at: Option<Instant>,
    /// Whether the stop has reached two hours; before that only the first clock runs, ahead of the duty.
    pub is_due: bool,
    /// Telling of the stop.
    pub notice: Notice,
    /// Telling of compensation, from recovery on.
    pub compensation: Option<Compensation>,
}

impl LawClock {
    /// Whether somebody still has to act.
    pub fn is_open(&self) -> bool {
        self.notice.standing.is_open() || self.compensation.is_some_and(|duty| duty.standing.is_open())
    }
}

/// The clocks of an incident; none where nothing stopped, or for less than two hours.
pub fn law_clock(incident: &Incident, programmes: &[ProgrammeSummary], zone: Zone, now: Instant) -> Option<LawClock> {
    let stops = stops(&incident.impacts, now);
    let (long, short): (Vec<_>, Vec<_>) = stops.into_iter().partition(|stop| stop.length(now) >= STOP);
    let is_due = !long.is_empty();
    // a short stop that is over asks for nothing
    let counted = if is_due { long } else { short.into_iter().filter(|stop| stop.end.is_none()).collect() };
    let stopped_at = counted.iter().map(|stop| stop.start).min()?;
    let ends: Option<Vec<_>> = counted.iter().map(|stop| stop.end).collect();
    let recovered_at = ends.and_then(|ends| ends.into_iter().max());
    let compensation = recovered_at.map(|at| compensation(incident, programmes, (zone, at), now));
    let notice = notice(&incident.updates, stopped_at, now);
    Some(LawClock { stopped_at, recovered_at, is_due, notice, compensation })
}

fn notice(updates: &[IncidentUpdate], stopped_at: Instant, now: Instant) -> Notice {
    let first = |tells: fn(IncidentStatus) -> bool| {
        updates.iter().filter(|update| update.at >= stopped_at && tells(update.status)).map(|update| update.at).min()
    };
    let fact_at = first(|_| true);
    let cause_at = first(|status| matches!(status, IncidentStatus::Identified | IncidentStatus::Postmortem));
    let response_at = first(|status| status != IncidentStatus::Investigating);
    let whole_at = [fact_at, cause_at, response_at].into_iter().collect::<Option<Vec<_>>>();
    let due_at = stopped_at.plus(STOP);
    let standing = Standing::of(whole_at.and_then(|all| all.into_iter().max()), due_at, now);
    Notice { due_at, fact_at, cause_at, response_at, standing }
}

fn compensation(
    incident: &Incident,
    programmes: &[ProgrammeSummary],
    (zone, recovered_at): (Zone, Instant),
    now: Instant,
) -> Compensation {
    let day_after = zone.date(recovered_at).checked_add_days(chrono::Days::new(DAYS + 1));
    let due_at = day_after.map_or(recovered_at, |day| zone.midnight(day));
    let own = programmes.iter().filter(|programme| programme.incident == incident.id);
    let first = own.map(|programme| (programme.announced_at.unwrap_or(programme.opens_at), programme.id)).min();
    let (announced_at, programme) = first.unzip();
    Compensation { due_at, announced_at, programme, standing: Standing::of(announced_at, due_at, now) }
}

/// A time in which a component was stopped without a break, for some or for all.
struct Stop {
    start: Instant,
    end: Option<Instant>,
}

impl Stop {
    fn length(&self, now: Instant) -> i64 {
        self.end.unwrap_or(now).since(self.start)
    }
}

fn stops(impacts: &[Impact], now: Instant) -> Vec<Stop> {
    let is_stop =
        |impact: &&Impact| impact.severity >= Severity::PartialOutage && impact.start <= now && !impact.is_void();
    let mut impacts: Vec<_> = impacts.iter().filter(is_stop).collect();
    impacts.sort_by(|a, b| (&a.component, a.start).cmp(&(&b.component, b.start)));
    let mut stops: Vec<(&Impact, Stop)> = Vec::new();
    for impact in impacts {
        match stops.last_mut() {
            Some((first, stop))
                if first.component == impact.component && stop.end.is_none_or(|end| impact.start <= end) =>
            {
                stop.end = stop.end.zip(impact.end).map(|(a, b)| a.max(b));
            }
            _ => stops.push((impact, Stop { start: impact.start, end: impact.end })),
        }
    }
    stops.into_iter().map(|(_, stop)| stop).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        component::ComponentKey,
        id::{ImpactId, IncidentId, UpdateId},
        language::Text,
        money::{Currency, Money},
        time::{DAY, MINUTE},
    };

    /// 2022-10-15 15:30 in Seoul.
    const FIRE: Instant = Instant(1_665_815_400 * 1_000_000);

    fn impact(component: &str, severity: Severity, from: i64, to: Option<i64>) -> Impact {
        Impact {
            id: ImpactId(Uuid::nil()),
            incident: IncidentId(Uuid::nil()),
            component: ComponentKey::parse(component).expect("a key"),
            severity,
            start: FIRE.plus(from),
            end: to.map(|to| FIRE.plus(to)),
        }
    }

    fn incident(updates: &[(i64, IncidentStatus)], impacts: Vec<Impact>) -> Incident {
        let update = |(after, status): &(i64, IncidentStatus)| IncidentUpdate {
            id: UpdateId(Uuid::nil()),
            status: *status,
            body: Text::new("알립니다.", ""),
            at: FIRE.plus(*after),
            corrects: None,
            is_emergency: false,
            corrected_impacts: None,
        };
        let updates = updates.iter().rev().map(update).collect();
        Incident::of(IncidentId(Uuid::nil()), Text::new("장애", ""), (FIRE, FIRE), None, updates, impacts)
    }

    fn programme(announced_at: Instant) -> ProgrammeSummary {
        ProgrammeSummary {
            id: ProgrammeId(Uuid::from_u128(9)),
            incident: IncidentId(Uuid::nil()),
            title: Text::default(),
            criteria: Text::default(),
            opens_at: announced_at.plus(DAY),
            closes_at: announced_at.plus(30 * DAY),
            assessed: 0,
            offered: 0,
            accepted: 0,
            approved: 0,
            approved_total: Money::new(0, Currency::Krw),
            cohorts: Vec::new(),
            announced_at: Some(announced_at),
        }
    }

    fn clock(incident: &Incident, programmes: &[ProgrammeSummary], after: i64) -> Option<LawClock> {
        law_clock(incident, programmes, Zone::default(), FIRE.plus(after))
    }

    use IncidentStatus::{Identified, Investigating, Monitoring, Postmortem, Resolved};

    #[test]
    fn only_a_stop_of_two_hours_is_a_duty_and_its_clock_runs_from_the_beginning() {
        let said = [(10 * MINUTE, Investigating)];
        let open = incident(&said, vec![impact("pay", Severity::MajorOutage, 0, None)]);
        let early = clock(&open, &[], HOUR).expect("a clock");
        assert_eq!((early.is_due, early.notice.standing), (false, Standing::Running));
        assert_eq!(early.notice.due_at, FIRE.plus(STOP));
        assert!(!clock(&open, &[], STOP - 1).expect("a clock").is_due);
        let due = clock(&open, &[], STOP).expect("a clock");
        assert_eq!((due.is_due, due.notice.standing, due.compensation), (true, Standing::Late, None));

        for (severity, to) in [(Severity::Degraded, 5 * HOUR), (Severity::MajorOutage, STOP - 1)] {
            let past = incident(&said, vec![impact("pay", severity, 0, Some(to))]);
            assert_eq!(clock(&past, &[], 6 * HOUR), None, "{severity:?}");
        }
    }

    #[test]
    fn a_stop_goes_on_through_changes_of_severity_and_not_through_a_recovery() {
        let whole = vec![
            impact("pay", Severity::MajorOutage, 0, Some(HOUR)),
            impact("pay", Severity::PartialOutage, HOUR, Some(STOP)),
        ];
        let found = clock(&incident(&[(0, Investigating)], whole), &[], STOP).expect("a clock");
        assert_eq!((found.stopped_at, found.recovered_at), (FIRE, Some(FIRE.plus(STOP))));
        let apart = vec![
            impact("pay", Severity::MajorOutage, 0, Some(HOUR)),
            impact("pay", Severity::Degraded, HOUR, Some(HOUR + MINUTE)),
            impact("pay", Severity::MajorOutage, HOUR + MINUTE, Some(STOP + MINUTE)),
            impact("taxi", Severity::MajorOutage, HOUR, Some(STOP)),
        ];
        assert_eq!(clock(&incident(&[(0, Investigating)], apart), &[], 9 * HOUR), None);
    }

    #[test]
    fn the_notice_is_whole_once_fact_cause_and_response_are_told() {
        let stopped = || vec![impact("pay", Severity::MajorOutage, 0, None)];
        let told =
            |updates: &[(i64, IncidentStatus)]| clock(&incident(updates, stopped()), &[], 9 * HOUR).expect("a clock");
        let whole = told(&[(MINUTE, Investigating), (HOUR, Identified)]).notice;
        assert_eq!((whole.fact_at, whole.cause_at), (Some(FIRE.plus(MINUTE)), Some(FIRE.plus(HOUR))));
        assert_eq!((whole.response_at, whole.standing), (Some(FIRE.plus(HOUR)), Standing::Done));
        assert_eq!(told(&[(MINUTE, Investigating), (3 * HOUR, Identified)]).notice.standing, Standing::DoneLate);
        // mended is not explained
        let mended = told(&[(MINUTE, Investigating), (HOUR, Monitoring), (2 * HOUR, Resolved)]).notice;
        assert_eq!((mended.cause_at, mended.standing), (None, Standing::Late));
        let reported = told(&[(MINUTE, Investigating), (HOUR, Resolved), (8 * HOUR, Postmortem)]).notice;
        assert_eq!(reported.standing, Standing::DoneLate);
        // what was said before the stop says nothing of it
        let before = told(&[(-HOUR, Identified)]).notice;
        assert_eq!((before.fact_at, before.standing), (None, Standing::Late));
    }

    #[test]
    fn thirty_days_are_counted_in_whole_days_from_the_day_after_recovery() {
        // over at 01:30 on 16 October: the last day is 15 November
        let over = || vec![impact("pay", Severity::MajorOutage, 0, Some(10 * HOUR))];
        let incident = incident(&[(0, Identified)], over());
        let end = Instant::parse_rfc3339("2022-11-16T00:00:00+09:00").expect("a time");
        let standing = |programmes: &[ProgrammeSummary], now: Instant| {
            let clock = law_clock(&incident, programmes, Zone::default(), now).expect("a clock");
            let duty = clock.compensation.expect("a duty");
            assert_eq!(duty.due_at, end);
            duty.standing
        };
        assert_eq!(standing(&[], end.plus(-1)), Standing::Running);
        assert_eq!(standing(&[], end), Standing::Late);
        let two = [programme(end.plus(DAY)), programme(end.plus(-DAY))];
        assert_eq!(standing(&two, end.plus(9 * DAY)), Standing::Done);
        assert_eq!(standing(&two[..1], end.plus(9 * DAY)), Standing::DoneLate);
    }
}
