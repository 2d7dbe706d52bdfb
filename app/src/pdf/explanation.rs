//! How an award comes about, on paper: the same lines as on the page of the computation, and no figure of its own.

use domain::{
    assessment::{Assessment, Explanation, Operation, Step},
    language::{Language, Text},
    loss::{Part, Working},
};

use super::{
    Error,
    sheets::{Cell, Column, Level, Sheets, Style, Words},
};
use crate::{
    computation::{Line, Sheet},
    parts,
    text::{
        claims::{self, Claims},
        paper::{self, Paper},
    },
};

/// The explanation of an award under a programme of this title, as PDF.
pub fn explanation(language: Language, programme: &Text, explanation: &Explanation) -> Result<Vec<u8>, Error> {
    let sheet = Sheet::new(language, explanation);
    let mut document = Document { language, sheet, sheets: Sheets::new()? };
    let assessment = &explanation.assessment;
    document.opening(programme, assessment);
    if explanation.workings.is_empty() {
        document.sheets.paragraph(document.sheet.nothing(), Style::BODY);
    }
    explanation.workings.iter().for_each(|working| document.working(working));
    document.award(assessment);
    document.certainty(assessment);
    document.versions(assessment);
    let title = document.sheet.words.title;
    let account = &assessment.figures.account.name;
    let foot = format!("{title} · {account} · {}", programme.get(language));
    document.sheets.finish(language, &format!("{title} · {account}"), &foot)
}

struct Document<'a> {
    language: Language,
    sheet: Sheet<'a>,
    sheets: Sheets,
}

impl Document<'_> {
    /// Who, under which programme, and what came out.
    fn opening(&mut self, programme: &Text, assessment: &Assessment) {
        let words = Paper::of(self.language);
        let account = &assessment.figures.account;
        self.sheets.heading(Level::Title, self.sheet.words.title);
        let facts = [
            (words.account, account.name.as_str()),
            (words.region, account.region.0.as_str()),
            (words.programme, programme.get(self.language)),
        ];
        self.facts(&facts);
        if let Some(award) = paper::award(self.language, &assessment.outcome) {
            self.sheets.paragraph(&award, Style::LEAD);
        }
        self.sheets.paragraph(assessment.summary.get(self.language), Style::BODY);
        self.sheets.paragraph(self.sheet.words.lead, Style::QUIET);
    }

    /// An expectation: its days, the level, the sum.
    fn working(&mut self, working: &Working) {
        let words = self.sheet.words;
        self.sheets.heading(Level::Section, &self.sheet.heading(working));
        self.sheets.heading(Level::Subsection, words.first);
        self.sheets.paragraph(self.sheet.about(working), Style::BODY);
        working.parts.iter().for_each(|part| self.part(working, part));
        self.sheets.heading(Level::Subsection, words.second);
        self.sheets.paragraph(words.second_text, Style::BODY);
        self.level(working);
        self.sheets.heading(Level::Subsection, words.third);
        self.lines(self.sheet.sum(working));
    }

    fn part(&mut self, working: &Working, part: &Part) {
        let words = self.sheet.words;
        let holiday = if part.holiday { format!(" · {}", words.holiday) } else { String::new() };
        self.sheets.heading(Level::Stretch, &format!("{}{holiday}", self.sheet.part_hours(part)));
        let columns = [
            Column::text(Paper::of(self.language).like_days, 2.1),
            Column::number(words.hours, 1.0),
            Column::number(words.whole_day, 1.0),
            Column::number(words.weight, 1.2),
        ];
        let rows = part.like.iter().map(|like| {
            let like = self.sheet.like(like);
            let name = vec![Words::new(like.name, Style::CELL)];
            match like.figures {
                Ok(figures) => std::iter::once(name).chain(figures.map(cell)).collect(),
                Err(why) => vec![name, Vec::new(), Vec::new(), vec![Words::new(why, Style::QUIET)]],
            }
        });
        let rows: Vec<Vec<Cell>> = rows.collect();
        if !rows.is_empty() {
            self.sheets.table(&columns, rows);
        }
        self.lines(self.sheet.part(working, part));
    }

    fn level(&mut self, working: &Working) {
        let words = self.sheet.words;
        let columns = [
            Column::text(words.stretch, 1.2),
            Column::number(words.taken, 1.0),
            Column::number(words.expected_there, 1.3),
            Column::number(words.ratio, 0.8),
            Column::number(words.pull, 0.8),
            Column::number(words.level, 0.8),
        ];
        let rows = working.level_steps.iter().map(|step| self.sheet.level(step).map(cell).into()).collect();
        self.sheets.table(&columns, rows);
    }

    /// Lines of a computation: what, how, how much.
    fn lines(&mut self, lines: Vec<Line>) {
        let columns = [Column::text("", 1.5), Column::text("", 2.6), Column::number("", 1.0)];
        let rows = lines
            .into_iter()
            .map(|line| vec![cell(line.name), vec![Words::new(line.formula, Style::QUIET)], strong(line.value)]);
        self.sheets.table(&columns, rows.collect());
    }

    fn facts(&mut self, facts: &[(&str, &str)]) {
        let columns = [Column::text("", 1.0), Column::text("", 4.0)];
        let rows = facts.iter().map(|(name, value)| vec![vec![Words::new(*name, Style::QUIET)], cell((*value).into())]);
        self.sheets.table(&columns, rows.collect());
    }

    /// The steps from what was expected to the award.
    fn award(&mut self, assessment: &Assessment) {
        if assessment.steps.is_empty() {
            return;
        }
        let words = Paper::of(self.language);
        self.sheets.heading(Level::Section, self.sheet.award_heading());
        let columns =
            [Column::text(words.step, 3.4), Column::number(words.figure, 1.0), Column::number(words.so_far, 1.0)];
        let rows = assessment.steps.iter().map(|step| self.step(step, assessment.policy_version)).collect();
        self.sheets.table(&columns, rows);
    }

    fn step(&self, step: &Step, policy_version: u32) -> Vec<Cell> {
        let shown = parts::Step::of(step, self.language);
        let is_award = step.operation == Operation::Award;
        let mut about = vec![Words::new(shown.label, Style::STRONG)];
        if !shown.reason.is_empty() {
            about.push(Words::new(shown.reason, Style::QUIET));
        }
        about.push(Words::new(paper::source(self.language, &step.source, policy_version), Style::QUIET));
        let value = if is_award { strong(shown.value) } else { cell(shown.value) };
        vec![about, value, strong(shown.result)]
    }

    fn certainty(&mut self, assessment: &Assessment) {
        if let Some(certainty) = &assessment.certainty {
            self.sheets.heading(Level::Section, Claims::of(self.language).certainty);
            self.sheets.paragraph(certainty.sentence.get(self.language), Style::BODY);
        }
    }

    /// What names the computation.
    fn versions(&mut self, assessment: &Assessment) {
        let words = Claims::of(self.language);
        self.sheets.heading(Level::Section, Paper::of(self.language).versions);
        let policy = claims::policy_version(self.language, assessment.policy_version);
        let engine = format!("v{}", assessment.engine_version);
        let facts = [
            (words.policy_version, policy.as_str()),
            (words.engine_version, engine.as_str()),
            (words.digest, assessment.digest.as_str()),
        ];
        self.facts(&facts);
    }
}

fn cell(text: String) -> Cell {
    vec![Words::new(text, Style::CELL)]
}

fn strong(text: String) -> Cell {
    vec![Words::new(text, Style::STRONG)]
}
