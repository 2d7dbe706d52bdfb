//! Uptime by month as a file and on paper: the same rows, from the published record alone.

use domain::{
    component::Component,
    language::Language,
    status::{PublicState, Site},
    time::{SECOND, duration},
    uptime::{
        report::{Month, Period, months},
        target::Budget,
    },
};

use crate::{
    csv,
    pdf::{
        Error,
        sheets::{Cell, Column, Level, Sheets, Style, Words},
    },
    text::{
        number,
        public::{self, Public},
        reports::{self as said, Reports},
    },
};

/// Columns are named in English, since programs read them. The formula is that of the uptime page, in the file's own columns.
const HEAD: &str = "month,component,name,counted_seconds,major_outage_seconds,partial_outage_seconds,degraded_seconds,\
                    uptime_percent,formula,target_percent,allowed_downtime_seconds,used_downtime_seconds,target_met\n";
const FORMULA: &str = "100 * (1 - (major_outage_seconds + 0.3 * partial_outage_seconds) / counted_seconds)";

/// What a report is made from.
pub struct Report<'a> {
    /// The operator.
    pub site: &'a Site,
    /// The published record.
    pub state: &'a PublicState,
    /// The months.
    pub period: Period,
    /// The language of names and words.
    pub language: Language,
}

impl Report<'_> {
    /// The components in page order, each with its months; those without any left out.
    pub fn rows(&self) -> Vec<(&Component, Vec<Month>)> {
        let of = |component| (component, months(component, self.state, self.site.zone, self.period));
        self.state.components().map(of).filter(|(_, months)| !months.is_empty()).collect()
    }

    /// Whether any month in it has a target.
    pub fn has_targets(&self) -> bool {
        self.rows().iter().any(|(_, months)| months.iter().any(|month| month.budget.is_some()))
    }

    /// The report as CSV.
    pub fn csv(&self) -> String {
        let mut text = HEAD.to_owned();
        for (component, months) in self.rows() {
            for month in months {
                text += &csv::line(&self.line(component, &month));
            }
        }
        text
    }

    fn line(&self, component: &Component, month: &Month) -> Vec<String> {
        let seconds = |micros: i64| (micros / SECOND).to_string();
        let tenths = |micros: i64| format!("{}.{}", micros / SECOND, micros % SECOND / (SECOND / 10));
        let budget = month.budget.map_or_else(Default::default, |budget| {
            let Budget { target, allowed, used, is_met } = budget;
            [target.to_string(), tenths(allowed), tenths(used), is_met.to_string()]
        });
        let figures = [
            month.first_day.format("%Y-%m").to_string(),
            component.key.to_string(),
            csv::field(component.name.get(self.language)),
            seconds(month.counted),
            seconds(month.major),
            seconds(month.partial),
            seconds(month.degraded),
            // a millionth is a ten-thousandth of a percent
            format!("{}.{:04}", month.uptime / 10_000, month.uptime % 10_000),
            FORMULA.to_owned(),
        ];
        figures.into_iter().chain(budget).collect()
    }

    /// The report as PDF. The same rows give the same bytes.
    pub fn pdf(&self) -> Result<Vec<u8>, Error> {
        let (language, words) = (self.language, Reports::of(self.language));
        let (operator, period) = (self.site.name.get(language), self.said_period());
        let mut sheets = Sheets::new()?;
        sheets.heading(Level::Title, words.title);
        let zone = self.site.zone;
        let end =
            zone.midnight(self.period.last.checked_add_months(chrono::Months::new(1)).unwrap_or(self.period.last));
        let until = self.period.until.min(end);
        let until = format!("{} {}", zone.date_time(until, language), zone.abbreviation(until));
        let facts = [(words.operator, operator), (words.period, &period), (words.until, &until)];
        let fact = |(name, value): (&str, &str)| vec![vec![Words::new(name, Style::QUIET)], cell(value.to_owned())];
        sheets.table(&[Column::text("", 1.0), Column::text("", 4.0)], facts.into_iter().map(fact).collect());
        sheets.paragraph(words.lead, Style::BODY);
        let public = Public::of(language);
        sheets.paragraph(public.formula, Style::BODY);
        sheets.paragraph(public.formula_note, Style::QUIET);
        let rows = self.rows();
        if self.has_targets() {
            sheets.paragraph(words.budget_note, Style::QUIET);
        }
        if rows.is_empty() {
            sheets.paragraph(words.nothing, Style::BODY);
        }
        for group in &self.state.groups {
            let own = rows.iter().filter(|(component, _)| group.components.iter().any(|own| own.key == component.key));
            for (index, (component, months)) in own.enumerate() {
                if index == 0 {
                    sheets.heading(Level::Section, group.name.get(language));
                }
                sheets.heading(Level::Subsection, component.name.get(language));
                sheets.table(&self.columns(), months.iter().map(|month| self.row(month)).collect());
                let budgets: Vec<_> = months.iter().filter_map(|month| self.budget_row(month)).collect();
                if !budgets.is_empty() {
                    sheets.table(&self.budget_columns(), budgets);
                }
            }
        }
        let title = format!("{operator} · {}", words.title);
        sheets.finish(language, &title, &format!("{title} · {period}"))
    }

    /// From which month to which.
    pub fn said_period(&self) -> String {
        said::period(self.language, self.period.first, self.period.last)
    }

    fn columns(&self) -> [Column; 6] {
        let words = Reports::of(self.language);
        [
            Column::text(words.month, 1.3),
            Column::number(words.uptime, 1.0),
            Column::number(words.major, 1.3),
            Column::number(words.partial, 1.3),
            Column::number(words.degraded, 1.3),
            Column::number(words.counted, 1.3),
        ]
    }

    fn budget_columns(&self) -> [Column; 5] {
        let words = Reports::of(self.language);
        [
            Column::text(words.month, 1.3),
            Column::number(words.target, 1.0),
            Column::number(words.allowed, 1.3),
            Column::number(words.used, 1.3),
            Column::text(words.outcome, 1.3),
        ]
    }

    fn budget_row(&self, month: &Month) -> Option<Vec<Cell>> {
        let budget = month.budget?;
        Some(vec![
            vec![Words::new(public::month(self.language, month.first_day), Style::STRONG)],
            cell(format!("{}%", budget.target)),
            cell(length(self.language, budget.allowed)),
            cell(length(self.language, budget.used)),
            vec![Words::new(outcome(self.language, budget), Style::STRONG)],
        ])
    }

    fn row(&self, month: &Month) -> Vec<Cell> {
        let time = |micros| cell(length(self.language, micros));
        vec![
            vec![Words::new(public::month(self.language, month.first_day), Style::STRONG)],
            vec![Words::new(number::percent(month.uptime), Style::STRONG)],
            time(month.major),
            time(month.partial),
            time(month.degraded),
            time(month.counted),
        ]
    }
}

/// Whether a target is met, in a word.
pub fn outcome(language: Language, budget: Budget) -> &'static str {
    let words = Reports::of(language);
    if budget.is_met { words.met } else { words.missed }
}

/// A length for people; a dash for none.
pub fn length(language: Language, micros: i64) -> String {
    if micros == 0 { "–".to_owned() } else { duration(micros, language) }
}

fn cell(text: String) -> Cell {
    vec![Words::new(text, Style::CELL)]
}

#[cfg(test)]
mod tests {
    use domain::{
        time::Instant,
        uptime::target::{Target, TargetChange},
    };

    use super::*;
    use crate::sample::{october, site, state};

    fn facts() -> (Site, PublicState, Period) {
        let (site, now) = (site(), october("21T09:00"));
        let period = Period::last_twelve(site.zone, now);
        (site, state(now), period)
    }

    #[test]
    fn a_row_can_be_computed_again_from_its_own_columns() {
        let (site, mut state, period) = facts();
        let since = Instant::parse_rfc3339("2022-09-01T00:00:00+09:00").expect("a time");
        let aimed = TargetChange { since, target: Target::parse("99.5") };
        for component in state.groups.iter_mut().flat_map(|group| &mut group.components) {
            component.uptime_targets = vec![aimed];
        }
        let text = Report { site: &site, state: &state, period, language: Language::En }.csv();
        let (mut failed, mut met, mut missed) = (0, 0, 0);
        for line in text.lines().skip(1) {
            let fields: Vec<_> = line.split(',').collect();
            let [month, .., counted, major, partial, _, percent, _, target, allowed, used, is_met] = fields[..] else {
                panic!("{line}")
            };
            let number = |text: &str| text.parse::<f64>().expect("a number");
            let again = 100.0 * (1.0 - (number(major) + 0.3 * number(partial)) / number(counted));
            assert!((again - number(percent)).abs() < 0.0002, "{again} is not {percent} in {line}");
            failed += usize::from(number(major) > 0.0);
            if month < "2022-09" {
                assert_eq!([target, allowed, used, is_met], [""; 4], "no target held then: {line}");
                continue;
            }
            assert_eq!(target, "99.5");
            let (left, gone) = (number(counted) * 0.005, number(major) + 0.3 * number(partial));
            assert!((left - number(allowed)).abs() < 0.2 && (gone - number(used)).abs() < 1.5, "{line}");
            assert_eq!(is_met, (gone <= left).to_string(), "{line}");
            met += usize::from(is_met == "true");
            missed += usize::from(is_met == "false");
        }
        assert!(failed > 0, "the sample has an outage in it");
        assert!(met > 0 && missed > 0, "{met} met, {missed} missed");
        let report = Report { site: &site, state: &state, period, language: Language::En };
        let plain = facts();
        let without = Report { site: &plain.0, state: &plain.1, period, language: Language::En };
        assert!(report.has_targets() && !without.has_targets());
        assert!(report.pdf().expect("a document").len() > without.pdf().expect("a document").len());
    }

    #[test]
    fn the_paper_is_tagged_the_same_each_time_and_in_both_languages() {
        for language in Language::ALL {
            let (site, state, period) = facts();
            let report = Report { site: &site, state: &state, period, language };
            let made = report.pdf().expect("a document");
            assert_eq!(made, report.pdf().expect("a document"));
            assert!(made.starts_with(b"%PDF"));
            let has = |mark: &[u8]| made.windows(mark.len()).any(|window| window == mark);
            assert!(has(b"/StructTreeRoot") && has(b"/MarkInfo"), "it is tagged");
        }
    }
}
