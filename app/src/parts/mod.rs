//! The parts pages are made of, one to a file. A part takes its words from the caller and says by itself only what is
//! the same everywhere. `/dev/parts` shows all of them.
//!
//! To add one: a file here, its style in `style/parts/`, an example in [`pages::dev::parts`](crate::pages::dev::parts).

mod amount;
mod badge;
mod bars;
mod button;
mod choice;
mod confirm;
mod deviation;
mod empty;
mod error_summary;
mod facts;
mod field;
mod form;
mod histogram;
mod input;
mod line_chart;
mod notice;
mod pagination;
mod progress;
mod search;
mod select;
mod steps;
mod table;
mod tabs;
mod tag;
mod textarea;
mod timeline;

pub use amount::Amount;
pub use badge::{Badge, StatusBadge, Tone, icon};
pub use bars::DayBars;
pub use button::{Button, ButtonKind, LinkButton};
pub use choice::{Checkbox, Choice, ChoiceGroup, ChoiceKind};
pub use confirm::Confirm;
pub use deviation::Deviation;
pub use empty::Empty;
pub use error_summary::ErrorSummary;
pub use facts::Facts;
pub use field::Field;
pub use form::{FormState, page_title};
pub use histogram::{Bar, Histogram};
pub use input::{InputKind, MoneyField, TextField};
pub use line_chart::{Chart, ChartPoint, LineChart};
pub use notice::Notice;
pub use pagination::{PageOf, Pagination};
pub use progress::Progress;
pub use search::Search;
pub use select::Select;
pub use steps::{Step, Steps};
pub use table::{Column, Table};
pub use tabs::{Tab, Tabs};
pub use tag::{Chip, Tag};
pub use textarea::TextArea;
pub use timeline::{Moment, Timeline};
