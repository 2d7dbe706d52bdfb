//! Where things stand on the chart, in units of the picture: shared by the server, which draws it, and the island that
//! moves on it.

/// Width of the picture.
pub const WIDTH: f64 = 620.0;
/// Its height.
pub const HEIGHT: f64 = 230.0;
/// Left end of the time axis.
pub const LEFT: f64 = 8.0;
/// Right end of it.
pub const RIGHT: f64 = 612.0;
/// Upper end of shades and markers.
pub const CEILING: f64 = 14.0;
/// The time axis, where amounts are 0.
pub const GROUND: f64 = 190.0;

/// Where a point stands on the time axis; `last` is the index of the last one.
pub fn place(index: usize, last: usize) -> f64 {
    LEFT + (RIGHT - LEFT) * index as f64 / last.max(1) as f64
}
