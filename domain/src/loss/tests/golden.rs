//! Worlds without noise, whose loss is known to the won: reference, section 5.7.

use super::*;

#[test]
fn constant_shops_lose_what_came_through_the_dead_service() {
    for (kept, rate, basis) in [(0, 1.0, 480_000.0), (10_000, 0.5, 240_000.0), (20_000, 0.0, 0.0)] {
        let loss = loss(&constant(24, kept), &full_stop(24));
        assert_near(loss.expected, 1_200_000.0);
        assert_near(loss.exposure, 480_000.0);
        assert_near(loss.own_loss, basis);
        assert_near(loss.loss_rate.value, rate);
        assert_near(loss.basis, basis);
    }
}

/// Shops of exactly 1,000,000 a day, 400,000 of it through the component: 24 h dead, `kept` won of each day's blocked
/// sales paid another way.
fn million_a_day(kept: i64) -> AccountHistory {
    let window = slot(START)..slot(START) + 24;
    let hour = |slot: i64| slot.rem_euclid(24);
    // 1,000,000 / 24 is no whole number: eight hours of 20,000 and 30,000, ten of 24,000 and 36,000.
    let usual = |slot: i64| match hour(slot) {
        0..8 => (20_000, 30_000),
        8..18 => (24_000, 36_000),
        _ => (0, 0),
    };
    shop(|slot| {
        let (through, other) = usual(slot);
        if window.contains(&slot) { (0, other + through * kept / 400_000) } else { (through, other) }
    })
}

#[test]
fn a_million_a_day_with_a_dead_share_of_40_percent_loses_400_000() {
    let loss = loss(&million_a_day(0), &full_stop(24));
    assert_near(loss.expected, 1_000_000.0);
    assert_near(loss.exposure, 400_000.0);
    assert_near(loss.own_loss, 400_000.0);
    assert_near(loss.loss_rate.value, 1.0);
    assert_near(loss.basis, 400_000.0);
}

#[test]
fn with_half_of_the_blocked_sales_paid_another_way_200_000_are_lost() {
    let loss = loss(&million_a_day(200_000), &full_stop(24));
    assert_near(loss.exposure, 400_000.0);
    assert_near(loss.own_loss, 200_000.0);
    assert_near(loss.loss_rate.value, 0.5);
    assert_near(loss.basis, 200_000.0);
}

#[test]
fn half_severity_recorded_although_fully_dead_is_clamped_at_a_rate_of_1_1() {
    let half = outage(vec![impact("pay-qr", Severity::PartialOutage, START, 24)]);
    let loss = loss(&million_a_day(0), &half);
    assert_near(loss.exposure, 200_000.0);
    assert_near(loss.loss_rate.value, 1.1);
    // The account's own records firmly show more than 1.1 x 200,000, and never more than was lost.
    assert_eq!(loss.band, Band::OwnRecords);
    assert!(loss.basis > 220_000.0 && loss.basis <= 400_000.0, "{}", loss.basis);
}
