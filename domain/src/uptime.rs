//! Uptime.
