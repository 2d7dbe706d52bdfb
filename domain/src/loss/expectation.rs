//! The expectation: what an account's own pattern says of a window, under the setting that errs least on windows in
//! which nothing happened.

use serde::{Deserialize, Serialize};

use super::{
    decay::Decay,
    frame::{AFTER, BEFORE, Frame, Portion},
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

/// Weeks of memory and exp(-1 / days in them).
const MEMORY: (u8, f64) = (8, 0.982_301_351_099_737_7);
/// Days of the present level and exp(-1 / days).
const LEVEL: (u8, f64) = (7, 0.866_877_899_750_181_6);
/// Reference weeks that the usual hours of the day weigh.
const SHAPE_WEEKS: u8 = 3;

impl Setting {
    /// The settings that are tried, the plainest first: with and without a level of its own, by the week and, for who
    /// works two days and rests one, by three days. More to choose from was measured to choose worse.
    pub(crate) fn candidates(rotates: bool) -> Vec<Self> {
        let setting =
            |cycle_days, level_days| Self { cycle_days, memory_weeks: MEMORY.0, level_days, shape_weeks: SHAPE_WEEKS };
        let mut all = vec![setting(7, 0), setting(7, LEVEL.0)];
        if rotates {
            all.extend([setting(3, 0), setting(3, LEVEL.0)]);
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
        let mut profiles: Vec<Profile> = Vec::new();
        let mut bases = Vec::with_capacity(settings.len());
        for setting in settings {
            let cycle = usize::from(setting.cycle_days);
            let index = profiles.iter().position(|p| p.days.len() == cycle).unwrap_or_else(|| {
                profiles.push(Profile::of(self.frame, self.portions, place, cycle, &tables.memory));
                profiles.len() - 1
            });
            let profile = &profiles[index];
            let level = self.level(profile, place, *setting, tables);
            bases.push(self.base(profile, &shares, level, f64::from(setting.shape_weeks)));
        }
        bases
    }

    /// The level that a setting asks for; 1 where it asks for none.
    pub fn level(&self, profile: &Profile, place: Place, setting: Setting, tables: &Tables) -> f64 {
        match setting.level_days {
            0 => 1.0,
            _ => level(self.frame, profile, place, place.shift + self.middle, &tables.level),
        }
    }

    fn base(&self, profile: &Profile, shares: &[f64], level: f64, shape_weeks: f64) -> Base {
        let mut base = Base::default();
        for ((portion, like), share) in self.portions.iter().zip(&profile.portions).zip(shares) {
            let expected = level * like.with(profile.day(portion.day) * share, shape_weeks);
            *(if portion.holiday { &mut base.holiday } else { &mut base.ordinary }) += expected;
        }
        base
    }

    /// The share of a day's takings that falls into each portion's hours, over all days but the window's own.
    pub fn shares(&self, place: Place) -> Vec<f64> {
        let share = |portion: &Portion| {
            if portion.whole {
                return 1.0;
            }
            let (mut part, mut whole) = (0.0, 0.0);
            for (day, index) in self.frame.days() {
                let both = portion.like.usable[index] * self.frame.whole.usable[index];
                if !place.hides(day) {
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

/// Decays as tables, made once and long enough for every frame.
pub(crate) struct Tables {
    /// Of reference weeks.
    pub memory: Decay,
    /// Of the days around the window.
    pub level: Decay,
}

impl Tables {
    /// The tables of the two decays.
    pub fn new() -> Self {
        let reach = usize::try_from(BEFORE + AFTER).unwrap_or(0);
        Self { memory: Decay::new(MEMORY.1, reach), level: Decay::new(LEVEL.1, reach) }
    }
}
