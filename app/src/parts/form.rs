//! What was typed into a form and what is wrong with it: enough to show the form again.

use std::{borrow::Cow, collections::BTreeMap};

use domain::language::Language;

use crate::text::form::Form;

/// The state of a form between two answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormState {
    values: BTreeMap<String, Vec<String>>,
    errors: Vec<(String, String)>,
}

impl FormState {
    /// The state of a form as it was sent.
    pub fn sent(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in fields {
            values.entry(name).or_default().push(value);
        }
        Self { values, errors: Vec::new() }
    }

    /// The same with a value, for forms that begin filled in.
    #[must_use]
    pub fn with_value(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.insert(name.to_owned(), vec![value.into()]);
        self
    }

    /// The same with an error at a field.
    #[must_use]
    pub fn with_error(mut self, name: impl Into<String>, error: impl Into<String>) -> Self {
        self.errors.push((name.into(), error.into()));
        self
    }

    /// What was typed into a field; empty where nothing was.
    pub fn value(&self, name: &str) -> String {
        self.values.get(name).and_then(|values| values.first()).cloned().unwrap_or_default()
    }

    /// All that was chosen in a group.
    pub fn values(&self, name: &str) -> Vec<String> {
        self.values.get(name).cloned().unwrap_or_default()
    }

    /// Whether a box was ticked.
    pub fn is_checked(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// What is wrong with a field; its first error.
    pub fn error(&self, name: &str) -> Option<String> {
        self.errors.iter().find(|(field, _)| field == name).map(|(_, error)| error.clone())
    }

    /// All errors, in the order they were found.
    pub fn errors(&self) -> &[(String, String)] {
        &self.errors
    }

    /// Whether anything is wrong: the answer's status is 422 then.
    pub fn is_wrong(&self) -> bool {
        !self.errors.is_empty()
    }
}

/// The title of a page with a form: errors are said first, so that a screen reader says them at once.
pub fn page_title<'a>(language: Language, title: &'a str, form: &FormState) -> Cow<'a, str> {
    if form.is_wrong() {
        Cow::Owned(format!("{}{title}", Form::of(language).error_prefix))
    } else {
        Cow::Borrowed(title)
    }
}
