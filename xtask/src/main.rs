//! Makewhole.
fn main() {}
