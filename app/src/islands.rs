//! Islands: the small parts of a page that are alive in the browser. Every page reads and every form works without
//! them. The browser part holds nothing but these, so they take their words as properties.

pub mod chart_frame;
mod chart_reader;
mod live_form;
mod self_check;
mod slider;

pub use chart_reader::{ChartReader, ReaderWords};
pub use live_form::LiveForm;
pub use self_check::{BrowserModule, CheckWords, SelfCheck};
pub use slider::Slider;
