//! What every request passes through, outermost first: language, request id and trace, time-out, errors, headers,
//! forgery check, session.

pub mod address;
pub mod errors;
pub mod forgery;
pub mod headers;
pub mod language;
pub mod rate;
pub mod visit;
