//! The handlers, one file an area: they read the request, call one use case, and let `app` render its result.

pub mod api;
pub mod assets;
pub mod claims;
pub mod console;
pub mod dev;
pub mod download;
pub mod events;
pub mod form;
pub mod health;
pub mod heartbeat;
pub mod public;
pub mod push;
pub mod sign_in;
pub mod sign_in_staff;
pub mod subscribe;
