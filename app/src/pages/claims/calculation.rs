//! The computation of an award, line by line, as the assessment has it.

use domain::{
    assessment::{self, Assessment, Operation},
    language::Language,
};
use leptos::prelude::*;

use crate::{
    parts::{Step, Steps},
    text::claims::Claims,
};

/// The table with its sum; nothing where nothing was computed.
pub fn calculation(assessment: &Assessment, language: Language) -> Option<AnyView> {
    let words = Claims::of(language);
    let is_award = |step: &&assessment::Step| step.operation == Operation::Award;
    let sum = assessment.steps.iter().find(is_award).map(|step| step.figure(language));
    let lines = assessment.steps.iter().filter(|step| !is_award(step));
    let steps: Vec<Step> = lines.map(|step| Step::of(step, language)).collect();
    if steps.is_empty() {
        return None;
    }
    let sum = sum.unwrap_or_else(|| words.none.to_owned());
    Some(view! { <Steps steps=steps sum_label=words.award sum=sum/> }.into_any())
}
