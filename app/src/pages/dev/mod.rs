//! Pages for who works on the product.

pub mod parts;

mod chart;
mod forms;
