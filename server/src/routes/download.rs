//! Documents that people keep: JSON and PDF with names of their own.

use app::{pdf, routes::document_name};
use axum::{
    Json,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{
    assessment::Explanation,
    language::{Language, Text},
};
use serde::Serialize;

use crate::layers::visit::Answer;

/// A document of an assessment as an answer that browsers save under its [`document_name`].
pub fn download(what: &str, digest: &str, document: &impl Serialize) -> Response {
    named(Json(document).into_response(), &document_name(what, digest, "json"))
}

/// An explanation to print.
pub fn paper(language: Language, programme: &Text, explanation: &Explanation) -> Answer {
    let pdf = pdf::explanation::explanation(language, programme, explanation)?;
    let answer = ([(header::CONTENT_TYPE, "application/pdf")], pdf).into_response();
    Ok(named(answer, &document_name("explanation", &explanation.assessment.digest, "pdf")))
}

/// An answer that browsers save under a name.
pub fn named(mut answer: Response, name: &str) -> Response {
    let name = format!("attachment; filename=\"{name}\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    answer
}
