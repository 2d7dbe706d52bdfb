//! A chart with made-up numbers.

use domain::language::Language;

use crate::parts::{Chart, ChartPoint};

const HOURS: usize = 7 * 24;
const OUTAGE: (usize, usize) = (63, 104);

/// A week of a small restaurant, hour by hour, with an outage in its middle.
pub fn sample_chart(language: Language) -> Chart {
    let days = language.pick(
        ["13 목", "14 금", "15 토", "16 일", "17 월", "18 화", "19 수"],
        ["Thu 13", "Fri 14", "Sat 15", "Sun 16", "Mon 17", "Tue 18", "Wed 19"],
    );
    let row = |day: usize| {
        let sum =
            |value: fn(&ChartPoint) -> f64| (day * 24..(day + 1) * 24).map(|hour| value(&point(hour))).sum::<f64>();
        [days[day].to_owned(), format!("₩{:.0}", sum(|p| p.expected)), format!("₩{:.0}", sum(|p| p.actual))]
    };
    Chart {
        points: (0..HOURS).map(point).collect(),
        ticks: days.iter().enumerate().map(|(day, name)| (day * 24 + 12, (*name).to_owned())).collect(),
        outages: vec![OUTAGE],
        outage_label: language.pick("중단 41시간", "Outage, 41 hours").to_owned(),
        summary: language
            .pick(
                "중단 동안 매출이 예상보다 크게 줄었습니다.",
                "During the outage sales fell far below what was expected.",
            )
            .to_owned(),
        rows: (0..7).map(row).collect(),
    }
}

/// Sales rise to noon and evening; a fixed pattern of noise stands for chance.
fn point(hour: usize) -> ChartPoint {
    const DAY: [f64; 24] = [
        9.0, 4.0, 0.0, 0.0, 0.0, 0.0, 2.0, 8.0, 14.0, 18.0, 30.0, 52.0, 60.0, 46.0, 28.0, 24.0, 30.0, 48.0, 66.0, 62.0,
        44.0, 32.0, 22.0, 14.0,
    ];
    const NOISE: [f64; 7] = [1.08, 0.9, 1.02, 0.86, 1.14, 0.95, 1.05];
    let expected = DAY[hour % 24] * if (hour / 24) % 7 == 4 { 1.2 } else { 1.0 };
    let share = if (OUTAGE.0..OUTAGE.1).contains(&hour) { 0.3 } else { 1.0 };
    ChartPoint { expected, actual: expected * share * NOISE[hour % 7], low: expected * 0.82, high: expected * 1.18 }
}
