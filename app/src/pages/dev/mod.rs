//! Pages for who works on the product, and for who looks at its demonstration.

pub mod mail;
pub mod parts;
pub mod start;

mod chart;
mod forms;
