//! The calendar of shocks, and what a reviewer sees of it.

use backend::{Backend, Error, shocks::ShockMet};
use chrono::NaiveDate;
use domain::{
    id::ShockId,
    language::Text,
    ledger::Region,
    loss::StretchKind,
    shock::{Shock, ShockKind},
};
use uuid::Uuid;

use crate::{support, world};

fn date(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, month, day).expect("a date")
}

fn shock(number: u128, from: NaiveDate, until: NaiveDate, region: Option<&str>) -> Shock {
    Shock {
        id: ShockId(Uuid::from_u128(700 + number)),
        kind: ShockKind::Mourning,
        from,
        until,
        region: region.map(|region| Region(region.into())),
        name: Text::new(format!("사건 {number}"), format!("Shock {number}")),
        source: Some("https://example.com/shock".into()),
    }
}

async fn acts(backend: &Backend) -> Vec<(String, String)> {
    let entries = backend.audit_page(&world::SYSTEM, None).await.expect("a page").into_iter();
    entries.map(|entry| (entry.action, entry.detail)).filter(|(action, _)| action.starts_with("shock.")).collect()
}

#[tokio::test]
async fn the_calendar_is_kept_by_those_who_may_and_every_change_is_on_record() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let approver = world::staff(&backend, "approver", "approver").await;
        let reviewer = world::staff(&backend, "reviewer", "reviewer").await;
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        let (early, late) = (shock(1, date(9, 5), date(9, 6), None), shock(2, date(10, 30), date(11, 5), Some("서울")));
        for shock in [&early, &late, &early] {
            backend.save_shock(&approver, shock).await.expect("saved");
        }
        assert_eq!(backend.shocks(&reviewer).await.expect("a list"), [late.clone(), early.clone()], "latest first");
        let changed = Shock { kind: ShockKind::Weather, region: None, source: None, ..late.clone() };
        backend.save_shock(&approver, &changed).await.expect("changed");
        assert_eq!(backend.shock(&reviewer, late.id).await.expect("found"), changed);

        for actor in [&reviewer, &publisher] {
            assert!(matches!(backend.save_shock(actor, &early).await, Err(Error::Forbidden)));
            assert!(matches!(backend.remove_shock(actor, early.id).await, Err(Error::Forbidden)));
        }
        assert!(matches!(backend.shocks(&publisher).await, Err(Error::Forbidden)));
        backend.remove_shock(&approver, early.id).await.expect("removed");
        assert!(matches!(backend.remove_shock(&approver, early.id).await, Err(Error::NotFound)));
        assert_eq!(backend.shocks(&reviewer).await.expect("a list"), [changed]);
        let saved = acts(&backend).await;
        assert_eq!(saved.len(), 5, "{saved:?}");
        assert!(saved.contains(&("shock.removed".into(), "2022-09-05 to 2022-09-06: 사건 1".into())), "{saved:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_at_its_field() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let good = shock(1, date(9, 5), date(9, 6), None);
        let cases = [
            (Shock { until: date(9, 4), ..good.clone() }, "until"),
            (Shock { until: good.from + chrono::TimeDelta::days(366), ..good.clone() }, "until"),
            (Shock { from: NaiveDate::default(), ..good.clone() }, "from"),
            (Shock { name: Text::new("", "Typhoon"), ..good.clone() }, "name_ko"),
            (Shock { name: Text::new("태풍", " "), ..good.clone() }, "name_en"),
            (Shock { name: Text::new("태".repeat(121), "Typhoon"), ..good.clone() }, "name_ko"),
            (Shock { region: Some(Region("서울\0".into())), ..good.clone() }, "region"),
            (Shock { source: Some("javascript:alert(1)".into()), ..good.clone() }, "source"),
            (Shock { source: Some("example.com".into()), ..good.clone() }, "source"),
        ];
        for (shock, field) in cases {
            let Err(Error::Invalid(problems)) = backend.save_shock(&world::SYSTEM, &shock).await else {
                panic!("{shock:?}")
            };
            assert_eq!(problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), [field], "{shock:?}");
        }
        assert!(backend.shocks(&world::SYSTEM).await.expect("a list").is_empty());
    }
}

/// Where a shock lies: kind, first and last day.
fn lies(met: &ShockMet) -> Vec<(StretchKind, NaiveDate, NaiveDate)> {
    met.days.iter().map(|stretch| (stretch.kind, stretch.from, stretch.until)).collect()
}

#[tokio::test]
async fn a_reviewer_sees_the_shocks_of_the_region_around_the_outage_and_the_market_and_no_amount_changes() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        // from 15 October 15:30 to 17 October 07:30
        let programme = world::programme_to_run(&backend).await;
        backend.start_run(&world::SYSTEM, programme).await.expect("started");
        world::work(&backend).await;
        let claimant = world::claimant(&backend, "bom@example.com").await;
        let cases = backend.claimant_cases(&claimant).await.expect("cases");
        let claim = cases[0].claim.as_ref().expect("a claim").id;
        let before = backend.staff_case(&world::SYSTEM, claim).await.expect("a case");
        assert!(before.shocks.shocks.is_empty());

        let mourning = shock(1, date(10, 30), date(11, 5), None);
        let typhoon = shock(2, date(10, 16), date(10, 18), Some("서울"));
        let elsewhere = shock(3, date(10, 16), date(10, 18), Some("부산"));
        let long_ago = shock(4, date(1, 2), date(1, 3), None);
        for shock in [&mourning, &typhoon, &elsewhere, &long_ago] {
            backend.save_shock(&world::SYSTEM, shock).await.expect("saved");
        }
        let case = backend.staff_case(&world::SYSTEM, claim).await.expect("a case");
        let seen = &case.shocks.shocks;
        assert_eq!(seen.iter().map(|met| met.shock.clone()).collect::<Vec<_>>(), [mourning, typhoon]);
        assert_eq!(lies(&seen[0]), [(StretchKind::Reference, date(10, 30), date(11, 5))]);
        assert_eq!(seen[0].weeks.iter().map(|(week, _)| *week).collect::<Vec<_>>(), [2, 3]);
        let typhoon =
            [(StretchKind::Outage, date(10, 16), date(10, 17)), (StretchKind::CatchUp, date(10, 17), date(10, 18))];
        assert_eq!(lies(&seen[1]), typhoon);
        let market = case.shocks.market.expect("a market");
        assert_eq!(market.controls, 10);
        assert!((market.outage.market.value() - 1.0).abs() < 0.1, "{market:?}");
        assert_eq!(case.assessment, before.assessment);
        assert!(backend.verify_assessments(|_| ()).await.expect("verified").is_whole());

        let of_programme = backend.programme_shocks(&world::SYSTEM, programme).await.expect("shocks");
        assert_eq!(of_programme.len(), 3, "wherever they were");
    }
}
