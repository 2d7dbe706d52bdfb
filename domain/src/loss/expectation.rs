//! The expectation: what an account's own pattern says of a window, under the setting that errs least on windows in
//! which nothing happened.

use serde::{Deserialize, Serialize};

use super::{
    decay::Decay,
    frame::{Frame, Portion},
    level::level,
    profile::{Place, Profile},
};

/// How an account's past is read. One is chosen for each account by its placebo error, so that it can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// Days after which the pattern repeats: 7 for the week, 3 for drivers who work two days and rest one.
    pub cycle_days: u8,
    /// Weeks after which a reference week counts 1/e.
    pub memory_weeks: u8,
    /// Days after which the present level of trade counts 1/e; 0 where the level is that of the reference weeks.
    pub level_days: u8,
    /// Reference weeks that the account's usual hours of the day weigh against its hours of that weekday.
    pub shape_weeks: u8,
}

impl Setting {
    /// The settings that are tried, the usual one first.
    pub(crate) fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for memory_weeks in [8, 4, 24] {
            for level_days in [0, 7, 21] {
                all.push(Self { cycle_days: 7, memory_weeks, level_days, shape_weeks: 3 });
            }
        }
        all
    }
}

/// What is expected of a window, holidays apart, before the market; minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Base {
    /// On ordinary days.
    pub ordinary: f64,
    /// On holidays, as if they were ordinary days.
    pub holiday: f64,
}

/// An account's window with everything that its expectation is computed from.
pub(crate) struct Estimator<'a> {
    pub frame: &'a Frame,
    pub portions: &'a [Portion],
    /// Days that a window and its time of catching up last.
    pub span: i64,
    /// The day in the middle of the outage.
    pub middle: i64,
}

impl Estimator<'_> {
    /// The expectation at a place for each of the settings.
    pub fn bases(&self, shift: i64, settings: &[Setting], tables: &Tables) -> Vec<Base> {
        let place = Place { shift, span: self.span };
        let shares = self.shares(place);
        let middle = shift + self.middle;
        let mut found: Vec<((u8, u8), Profile)> = Vec::new();
        let mut bases = Vec::with_capacity(settings.len());
        for setting in settings {
            let key = (setting.cycle_days, setting.memory_weeks);
            let index = found.iter().position(|(k, _)| *k == key).unwrap_or_else(|| {
                let memory = tables.memory(setting.memory_weeks);
                found.push((key, Profile::of(self.frame, self.portions, place, i64::from(key.0), memory)));
                found.len() - 1
            });
            let profile = &found[index].1;
            let level =
                tables.level(setting.level_days).map_or(1.0, |decay| level(self.frame, profile, place, middle, decay));
            bases.push(self.base(profile, &shares, level, f64::from(setting.shape_weeks)));
        }
        bases
    }

    fn base(&self, profile: &Profile, shares: &[f64], level: f64, shape_weeks: f64) -> Base {
        let mut base = Base::default();
        for ((portion, like), share) in self.portions.iter().zip(&profile.portions).zip(shares) {
            let usual = profile.day(portion.day) * share;
            let weight = like.weight + shape_weeks;
            let expected = if weight > 0.0 { (like.takings + shape_weeks * usual) / weight } else { usual };
            *(if portion.holiday { &mut base.holiday } else { &mut base.ordinary }) += level * expected;
        }
        base
    }

    /// The share of a day's takings that falls into each portion's hours, over all days but the window's own.
    fn shares(&self, place: Place) -> Vec<f64> {
        let share = |portion: &Portion| {
            let (mut part, mut whole) = (0.0, 0.0);
            for (index, usable) in portion.like.usable.iter().enumerate() {
                let day = index as i64 - self.frame.before;
                if !(place.shift..place.shift + self.span).contains(&day) {
                    let both = usable * self.frame.whole.usable[index];
                    part += both * portion.like.takings[index];
                    whole += both * self.frame.whole.takings[index];
                }
            }
            if whole > 0.0 { part / whole } else { 0.0 }
        };
        self.portions.iter().map(share).collect()
    }

    /// What was taken in the window's hours at a place; none where part of it is hidden, unknown or a holiday.
    pub fn taken(&self, shift: i64) -> Option<f64> {
        let mut sum = 0.0;
        for portion in self.portions {
            let (takings, usable) = portion.like.on(shift + portion.day + self.frame.before);
            if usable <= 0.0 {
                return None;
            }
            sum += takings;
        }
        Some(sum)
    }
}

/// Decays as tables: literals of exp(-1/days), made once.
pub(crate) struct Tables {
    memories: Vec<(u8, Decay)>,
    levels: Vec<(u8, Decay)>,
}

/// Weeks of memory and exp(-1/days).
const MEMORIES: [(u8, f64); 4] = [
    (4, 0.964_915_944_372_37),
    (8, 0.982_301_351_099_737_7),
    (12, 0.988_165_819_410_215_2),
    (24, 0.994_065_299_369_223_7),
];
/// Days of level and exp(-1/days).
const LEVELS: [(u8, f64); 4] = [
    (7, 0.866_877_899_750_181_6),
    (14, 0.931_062_779_704_022_7),
    (21, 0.953_496_954_833_476_7),
    (42, 0.976_471_686_652_243_3),
];

impl Tables {
    /// All tables, long enough for every frame.
    pub fn new() -> Self {
        let table = |(length, factor): (u8, f64)| (length, Decay::new(factor, 48 * 7));
        Self { memories: MEMORIES.map(table).into(), levels: LEVELS.map(table).into() }
    }

    fn memory(&self, weeks: u8) -> &Decay {
        self.memories.iter().find(|(w, _)| *w == weeks).map_or(&self.memories[0].1, |(_, decay)| decay)
    }

    fn level(&self, days: u8) -> Option<&Decay> {
        self.levels.iter().find(|(d, _)| *d == days).map(|(_, decay)| decay)
    }
}
