//! The pages, by who looks at them. Each is a function from data to a document.

pub mod claims;
pub mod console;
pub mod dev;
pub mod error;
pub mod partners;
pub mod public;

mod differences;
