//! Numbers as both languages write them.

/// A share in millionths as a percentage with two decimals. Rounded down: a component that ever failed never reads
/// 100.00%.
pub fn percent(millionths: i64) -> String {
    let hundredths = millionths.max(0) / 100;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn percentages_never_flatter() {
        assert_eq!(percent(1_000_000), "100.00%");
        assert_eq!(percent(999_999), "99.99%");
        assert_eq!(percent(995_349), "99.53%");
        assert_eq!(percent(0), "0.00%");
    }
}
