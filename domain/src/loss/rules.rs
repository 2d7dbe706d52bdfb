//! Rules of a trade that changed on a day, after which its weeks are not like those before.

use chrono::NaiveDate;

use crate::ledger::AccountKind;

use super::cohort::CohortKey;

/// The day from which taxis of Seoul were free to work any day: up to then they rested every third (reference 5.4, S65).
const SEOUL: (i32, u32, u32) = (2022, 11, 10);
/// The same for the rest of Korea.
const ELSEWHERE: (i32, u32, u32) = (2022, 11, 22);
/// How the names of Korean regions begin.
const REGIONS: [&str; 17] = [
    "서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종", "경기", "강원", "충북", "충남", "전북", "전남",
    "경북", "경남", "제주",
];

/// The day after one date and up to another on which the rules of a trade changed.
pub(crate) fn changed(trade: &CohortKey, after: NaiveDate, until: NaiveDate) -> Option<NaiveDate> {
    let region = trade.region.0.as_str();
    if trade.kind != AccountKind::Taxi || !REGIONS.iter().any(|name| region.starts_with(name)) {
        return None;
    }
    let (year, month, day) = if region.starts_with(REGIONS[0]) { SEOUL } else { ELSEWHERE };
    NaiveDate::from_ymd_opt(year, month, day).filter(|date| after < *date && *date <= until)
}
