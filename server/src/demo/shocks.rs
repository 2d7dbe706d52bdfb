//! What moved trade in the months around the outage of October 2022.

use chrono::NaiveDate;
use domain::{
    id::ShockId,
    language::Text,
    ledger::Region,
    shock::{Shock, ShockKind},
};
use uuid::Uuid;

/// A day of 2022: month and day.
type Day = (u32, u32);

/// The entries of the calendar. Their ids are always the same.
pub fn shocks() -> Vec<Shock> {
    let shock = |number: u128, kind, [from, until]: [Day; 2], region: Option<&str>, name, source: &str| {
        let date = |(month, day)| NaiveDate::from_ymd_opt(2022, month, day);
        Some(Shock {
            id: ShockId(Uuid::from_u128(0x0185_5a00_0001_7000_8000_0000_0000_0000 + number)),
            kind,
            from: date(from)?,
            until: date(until)?,
            region: region.map(|region| Region(region.to_owned())),
            name,
            source: Some(format!("https://en.wikipedia.org/wiki/{source}")),
        })
    };
    let all = [
        shock(
            1,
            ShockKind::Weather,
            [(8, 8), (8, 11)],
            Some("서울"),
            Text::new("서울 집중호우", "Record rain in Seoul"),
            "2022_South_Korean_floods",
        ),
        shock(
            2,
            ShockKind::Weather,
            [(9, 5), (9, 6)],
            None,
            Text::new("태풍 힌남노", "Typhoon Hinnamnor"),
            "Typhoon_Hinnamnor",
        ),
        shock(
            3,
            ShockKind::Other,
            [(10, 29), (10, 29)],
            Some("서울"),
            Text::new("10·29 이태원 참사", "Itaewon crowd disaster"),
            "Seoul_Halloween_crowd_crush",
        ),
        shock(
            4,
            ShockKind::Mourning,
            [(10, 30), (11, 5)],
            None,
            Text::new("국가애도기간", "National mourning"),
            "Seoul_Halloween_crowd_crush",
        ),
    ];
    all.into_iter().flatten().collect()
}
