//! Reading typed values out of a form; what cannot be read becomes a problem at its field.

use backend::{Error, Problem};
use chrono::NaiveDate;
use domain::{
    language::{Language, Text},
    time::{Instant, Zone},
};

use crate::routes::form;

/// A form being read.
pub struct Input<'a> {
    fields: &'a [(String, String)],
    zone: Zone,
    problems: Vec<Problem>,
}

impl<'a> Input<'a> {
    /// Begins with the fields of a form; times are by the clock of a zone.
    pub fn new(fields: &'a [(String, String)], zone: Zone) -> Self {
        Self { fields, zone, problems: Vec::new() }
    }

    /// The text of a field, trimmed.
    pub fn value(&self, name: &str) -> &'a str {
        form::value(self.fields, name)
    }

    /// A text in both languages, from `{name}_ko` and `{name}_en`.
    pub fn text(&self, name: &str) -> Text {
        Text::new(self.value(&format!("{name}_ko")), self.value(&format!("{name}_en")))
    }

    /// The id that was made when the form was shown; a fresh one where it was lost.
    pub fn id(&self, name: &str, fresh: impl FnOnce() -> uuid::Uuid) -> uuid::Uuid {
        self.value(name).parse().unwrap_or_else(|_| fresh())
    }

    /// Notes a problem. `said` gives the sentence in a language.
    pub fn problem(&mut self, name: &str, said: impl Fn(Language) -> String) {
        self.problems.push(Problem::new(name, said(Language::Ko), said(Language::En)));
    }

    /// An instant that may be left out.
    pub fn optional_instant(&mut self, name: &str, said: impl Fn(Language) -> String) -> Option<Instant> {
        if self.value(name).is_empty() { None } else { self.read_instant(name, said) }
    }

    /// An instant that has to be there; any instant where it is not, beside the problem.
    pub fn instant(&mut self, name: &str, said: impl Fn(Language) -> String) -> Instant {
        self.read_instant(name, said).unwrap_or(Instant(0))
    }

    fn read_instant(&mut self, name: &str, said: impl Fn(Language) -> String) -> Option<Instant> {
        let found = self.zone.parse_field(self.value(name));
        if found.is_none() {
            self.problem(name, said);
        }
        found
    }

    /// A date that has to be there; any date where it is not, beside the problem.
    pub fn date(&mut self, name: &str, said: impl Fn(Language) -> String) -> NaiveDate {
        self.value(name).parse().unwrap_or_else(|_| {
            self.problem(name, said);
            NaiveDate::default()
        })
    }

    /// Passes where all could be read.
    pub fn finish(self) -> Result<(), Error> {
        if self.problems.is_empty() { Ok(()) } else { Err(Error::Invalid(self.problems)) }
    }
}
