//! Forms as they arrive, and the way back: the same page with what was typed and what is wrong, as 422.

use app::parts::FormState;
use axum::{
    extract::{Form, FromRequest, Request, rejection::FormRejection},
    http::StatusCode,
    response::Response,
};
use backend::Error;
use domain::language::Language;

use crate::layers::{
    errors::Failure,
    visit::{Answer, page, page_with},
};

/// The fields of a form, in their order; a name may come several times. U+0000, which PostgreSQL cannot keep and nobody
/// types, is U+FFFD in them, as it is in a browser that reads a page.
pub struct Fields(pub Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = FormRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let Form(mut fields) = Form::<Vec<(String, String)>>::from_request(request, state).await?;
        for (_, value) in fields.iter_mut().filter(|(_, value)| value.contains('\0')) {
            *value = value.replace('\0', "\u{FFFD}");
        }
        Ok(Self(fields))
    }
}

/// The first value of a field, trimmed; empty where it is missing.
pub fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
}

/// The first value of a field as it was typed, for passwords and documents.
pub fn raw_value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
}

/// What was typed, with the problems a use case found; other errors go on.
pub fn with_problems(fields: Vec<(String, String)>, error: Error, language: Language) -> Result<FormState, Failure> {
    match error {
        Error::Invalid(problems) => Ok(problems.into_iter().fold(FormState::sent(fields), |form, problem| {
            form.with_error(problem.field, problem.message.get(language))
        })),
        Error::Taken(problem) => Ok(FormState::sent(fields).with_error(problem.field, problem.message.get(language))),
        Error::Refused(text) => Ok(FormState::sent(fields).with_error("form", text.get(language))),
        error => Err(error.into()),
    }
}

/// A form's page again as it was asked for; as 422 where something is wrong in it.
pub fn shown(form: &FormState, document: app::shell::Document) -> Answer {
    if form.is_wrong() { once_more(document) } else { Ok(page(document)) }
}

/// A form's page once more, as 422.
pub fn once_more(document: app::shell::Document) -> Answer {
    Ok::<Response, Failure>(page_with(StatusCode::UNPROCESSABLE_ENTITY, document))
}
