//! Public state.
