//! Documents to print and to keep, as PDF: tagged, searchable, the same bytes for the same content.
//!
//! [`explanation`] says what stands in a document; `sheets` lays it out, `font`, `tags` and `file` write it.

pub mod explanation;
mod file;
mod font;
pub(crate) mod sheets;
mod tags;
#[cfg(test)]
mod tests;

/// Why a document could not be written; all are faults of the program, none of its input.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A font that comes with the program cannot be read.
    #[error("a font of documents cannot be read: {0}")]
    Font(#[from] ttf_parser::FaceParsingError),
    /// A font that comes with the program cannot be cut down to what a document shows.
    #[error("a font of documents cannot be cut: {0}")]
    Cut(#[from] subsetter::Error),
    /// Bytes could not be packed.
    #[error("a document cannot be packed: {0}")]
    Pack(#[from] std::io::Error),
}
