//! All that is published.
