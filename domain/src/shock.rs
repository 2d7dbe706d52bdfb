//! Shocks: days on which trade at large was not as usual, as in a typhoon or national mourning. They change no amount, since the
//! market factor follows what they did (reference 5.4); a person who judges a claim sees them beside it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{id::ShockId, language::Text, ledger::Region, loss::Stretch, named::named};

named! {
    /// What kept people from buying as usual.
    ShockKind {
        /// A typhoon, a flood, snow.
        Weather = "weather",
        /// Mourning, national or local.
        Mourning = "mourning",
        /// Something in the market itself: a strike, a price, a rule.
        Market = "market",
        /// Anything else.
        Other = "other",
    }
}

/// Days on which trade at large was not as usual.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shock {
    /// Its id; made when the form was shown, so that sending it twice adds one.
    pub id: ShockId,
    /// Of which kind.
    pub kind: ShockKind,
    /// The first local date.
    pub from: NaiveDate,
    /// The last, not before the first.
    pub until: NaiveDate,
    /// Where; none for everywhere. A region holds those whose names begin with it: `서울` also `서울 마포구`.
    pub region: Option<Region>,
    /// What it is called.
    pub name: Text,
    /// The address of a page about it.
    pub source: Option<String>,
}

impl Shock {
    /// Whether it reaches an account's region.
    pub fn reaches(&self, region: &Region) -> bool {
        self.region.as_ref().is_none_or(|own| {
            let rest = region.0.strip_prefix(own.0.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
    }

    /// Its days in each of the stretches; empty where it lies in none.
    pub fn within(&self, stretches: &[Stretch]) -> Vec<Stretch> {
        let part = |stretch: &Stretch| Stretch {
            from: stretch.from.max(self.from),
            until: stretch.until.min(self.until),
            ..*stretch
        };
        stretches.iter().map(part).filter(|part| part.from <= part.until).collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::loss::StretchKind;

    fn date(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2022, 10, day).expect("a date")
    }

    fn shock(from: u32, until: u32, region: Option<&str>) -> Shock {
        Shock {
            id: ShockId(Uuid::nil()),
            kind: ShockKind::Weather,
            from: date(from),
            until: date(until),
            region: region.map(|region| Region(region.into())),
            name: Text::new("태풍", "Typhoon"),
            source: None,
        }
    }

    #[test]
    fn a_region_holds_its_parts_and_no_other_of_a_like_name() {
        let reaches = |own: Option<&str>, region: &str| shock(1, 2, own).reaches(&Region(region.into()));
        assert!(reaches(None, "서울 마포구") && reaches(Some("서울"), "서울 마포구") && reaches(Some("서울"), "서울"));
        assert!(
            !reaches(Some("서울 마포구"), "서울")
                && !reaches(Some("서울"), "서울시청")
                && !reaches(Some("부산"), "서울")
        );
    }

    #[test]
    fn only_the_days_that_it_shares_with_a_stretch_count_first_and_last_included() {
        let stretch = |kind, from, until| Stretch { kind, from: date(from), until: date(until) };
        let all = [
            stretch(StretchKind::Outage, 15, 17),
            stretch(StretchKind::CatchUp, 17, 20),
            stretch(StretchKind::Reference, 1, 14),
        ];
        let found = shock(17, 25, None).within(&all);
        assert_eq!(found, [stretch(StretchKind::Outage, 17, 17), stretch(StretchKind::CatchUp, 17, 20)]);
        assert_eq!(shock(14, 14, None).within(&all), [stretch(StretchKind::Reference, 14, 14)]);
        assert!(shock(21, 30, None).within(&all).is_empty());
    }
}
