//! Makewhole.
