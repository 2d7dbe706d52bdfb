//! Figures with what they are compared to, as a table for a terminal and for BENCHMARKS.md.

use std::{
    fmt::{self, Display, Formatter},
    fs, io,
    path::Path,
    process::Command,
};

use anyhow::Result;

use crate::shell;

/// One measured figure.
pub struct Figure {
    /// What was measured, with its unit in words: "CPU an account, ms".
    pub name: String,
    /// The figure.
    pub value: f64,
    /// What it is compared to: whose, and how much. The ratio is printed.
    pub reference: Option<(String, f64)>,
    /// The bar that it must meet, in words: "at most 0.2".
    pub bar: Option<String>,
}

impl Figure {
    /// A figure by itself.
    pub fn new(name: impl Into<String>, value: f64) -> Self {
        Self { name: name.into(), value, reference: None, bar: None }
    }

    /// The same beside another's, measured in the same run.
    #[must_use]
    pub fn beside(mut self, whose: impl Into<String>, value: f64) -> Self {
        self.reference = Some((whose.into(), value));
        self
    }

    /// The same with its bar.
    #[must_use]
    pub fn bar(mut self, words: impl Into<String>) -> Self {
        self.bar = Some(words.into());
        self
    }
}

/// The figures of one part.
pub struct Report {
    /// The heading, which also finds the part's place in BENCHMARKS.md.
    pub title: &'static str,
    /// What was done, in a sentence or two.
    pub method: String,
    /// The figures, in order.
    pub figures: Vec<Figure>,
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "## {}\n\n{}\n", self.title, self.method)?;
        writeln!(f, "| what | figure | reference | ratio | bar |\n|---|---:|---:|---:|---|")?;
        for figure in &self.figures {
            let reference = figure.reference.as_ref();
            let (whose, ratio) = reference.map_or_else(Default::default, |(whose, value)| {
                (format!("{} ({whose})", number(*value)), number(figure.value / value))
            });
            let bar = figure.bar.as_deref().unwrap_or_default();
            writeln!(f, "| {} | {} | {whose} | {ratio} | {bar} |", figure.name, number(figure.value))?;
        }
        Ok(())
    }
}

impl Report {
    /// Writes the part into the file of all parts, in the place of its last figures, with the machine and the day.
    pub fn keep(&self, file: &Path) -> Result<()> {
        let old = match fs::read_to_string(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => PREFACE.to_owned(),
            other => other?,
        };
        let section = format!("{self}\n{}\n", machine()?);
        Ok(fs::write(file, replaced(&old, self.title, &section))?)
    }
}

/// How the file begins.
const PREFACE: &str = "# Benchmarks\n\nKept by `cargo xtask bench PART --keep`. CPU is user and system time; references are \
                       measured in the same run.\n\n";

/// The text with the section of a title replaced, or added at the end.
fn replaced(old: &str, title: &str, section: &str) -> String {
    let heading = format!("## {title}\n");
    let Some(start) = old.find(&heading) else { return format!("{}\n\n{section}", old.trim_end()) };
    let rest = &old[start + heading.len()..];
    let after = rest.find("\n## ").map_or("", |end| &rest[end + 1..]);
    let gap = if after.is_empty() { "" } else { "\n" };
    format!("{}{section}{gap}{after}", &old[..start])
}

/// The machine, how busy it was, and the day, as a line.
fn machine() -> Result<String> {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |(_, model)| model);
    let cores = std::thread::available_parallelism()?;
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory =
        memory.lines().find_map(|line| line.strip_prefix("MemTotal:")?.split_whitespace().next()?.parse().ok());
    let memory = memory.map_or(String::new(), |kilobytes: f64| format!(", {:.0} GB", kilobytes / 1_048_576.0));
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_whitespace().nth(1).map_or(String::new(), |load| format!(", load {load} at the end"));
    let day = shell::output(Command::new("date").args(["-u", "+%F"]))?;
    Ok(format!("{model}, {cores} cores{memory}{load}, {day}."))
}

/// Three digits that count, or a whole number with its thousands apart.
fn number(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        return "–".to_owned();
    }
    match size {
        1000.0.. => thousands(value),
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        1.0.. => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

fn thousands(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let grouped = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect::<Vec<_>>().join(",");
    if value < 0.0 { format!("-{grouped}") } else { grouped }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_people_read_them() {
        let words = [1_234_567.4, 999.6, 12.34, 1.0, 0.1825, -4321.0].map(number);
        assert_eq!(words, ["1,234,567", "1000", "12.3", "1.00", "0.182", "-4,321"]);
        assert_eq!(number(1.0 / 0.0), "–");
    }

    #[test]
    fn a_part_takes_the_place_of_its_last_figures() {
        let old = "# Benchmarks\n\n## One\n\nold\n\n## Two\n\nkept\n";
        assert_eq!(replaced(old, "One", "## One\n\nnew\n"), "# Benchmarks\n\n## One\n\nnew\n\n## Two\n\nkept\n");
        assert_eq!(replaced("# Benchmarks\n", "One", "## One\n"), "# Benchmarks\n\n## One\n");
    }

    #[test]
    fn a_ratio_stands_beside_its_reference() {
        let figure = Figure::new("CPU, s", 3.0).beside("the other", 6.0).bar("at most 6");
        let report = Report { title: "One", method: "Done so.".to_owned(), figures: vec![figure] };
        assert!(report.to_string().contains("| CPU, s | 3.00 | 6.00 (the other) | 0.500 | at most 6 |"));
    }
}
