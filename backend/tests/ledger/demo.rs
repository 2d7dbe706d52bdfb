//! The demonstration: its world is plausible and always the same, and loads once.

use std::collections::BTreeMap;

use backend::demo::{self, SEED, World, WorldAccount};
use domain::{
    ledger::TransactionKind,
    time::{Window, Zone},
};

use crate::{import::IMPORTER, support};

/// Accounts that the tests load.
const ACCOUNTS: usize = 60;

fn world(seed: u64) -> World {
    let script = demo::outage().expect("the script");
    let impacts = script.main_incident().expect("the outage").impacts().expect("impacts");
    World::new(seed, &impacts, &script.holidays)
}

fn filled(world: &World) -> impl Iterator<Item = WorldAccount> {
    (0..world.accounts().len()).filter_map(|place| world.account(place))
}

#[test]
fn the_world_is_always_the_same() {
    let places = [0, 6, 500, 2000];
    let accounts = |seed| places.map(|place| world(seed).account(place));
    assert_eq!(accounts(SEED), accounts(SEED));
    assert_ne!(accounts(SEED), accounts(SEED + 1));
}

#[test]
fn the_world_is_plausible() {
    let world = world(SEED);
    let (mut sales, mut exposed, mut by_category) = (0, 0, BTreeMap::<_, (i64, i64)>::new());
    for account in filled(&world) {
        let loss = account.loss;
        sales += account.sales.len();
        exposed += usize::from(account.dependence > 0.0);
        assert_eq!(loss.blocked, loss.diverted + loss.lost, "{}", account.reference);
        assert!(loss.made_up <= loss.lost && loss.lost <= loss.expected, "{}", account.reference);
        assert!(account.dependence > 0.0 || loss.blocked == 0, "{}", account.reference);
        assert!(account.dependence > 0.0 || account.sales.iter().all(|sale| sale.component.is_none()));
        assert!(account.sales.windows(2).all(|pair| pair[0].reference < pair[1].reference), "{}", account.reference);
        assert!(
            account
                .sales
                .iter()
                .all(|sale| (sale.amount > 0) == matches!(sale.kind, TransactionKind::Sale | TransactionKind::Fare))
        );
        assert!(account.email.is_none_or(|email| email.ends_with("@example.com")
            || email.ends_with("@example.org")
            || email.ends_with("@example.net")));
        let (blocked, diverted) = by_category.entry(account.category).or_insert((0, 0));
        (*blocked, *diverted) = (*blocked + loss.blocked, *diverted + loss.diverted);
    }
    let accounts = world.accounts().len();
    assert!((1_200_000..1_600_000).contains(&sales), "{sales}");
    assert!(accounts >= 2000 && (0.8..0.88).contains(&(exposed as f64 / accounts as f64)));
    for (category, (blocked, diverted)) in by_category {
        let share = diverted as f64 / blocked as f64;
        assert!((0.1..0.7).contains(&share), "{category}: {share}");
    }
}

#[test]
fn the_people_of_the_stories_are_there() {
    let world = world(SEED);
    let of = |email: &str| filled(&world).take(10).filter(|a| a.email.as_deref() == Some(email)).collect::<Vec<_>>();
    for email in ["chorok", "noeul", "taxi31", "taxi32", "daeri", "quick"] {
        assert_eq!(of(&format!("{email}@example.com")).len(), 1, "{email}");
    }
    assert_eq!(of("two@example.com").len(), 2);
    assert_eq!(of("unexposed@example.com")[0].loss.lost, 0);
    let bom = &of("bom@example.com")[0];
    assert_eq!((bom.name.as_str(), bom.region), ("봄날분식", "서울 마포구"));
    assert!(bom.loss.lost > 100_000);
}

#[test]
fn private_taxis_rest_every_third_day_until_november() {
    let world = world(SEED);
    let zone = Zone::default();
    let taxi = filled(&world).find(|account| account.category == "private_taxi").expect("a taxi");
    let worked = |days: std::ops::Range<i64>| {
        let first = zone.parse_field("2022-07-23T00:00").expect("a time");
        let window = |day| {
            Window::try_new(first.plus(day * domain::time::DAY), first.plus((day + 1) * domain::time::DAY))
                .expect("a day")
        };
        let has_fares = |day: &i64| {
            taxi.sales.iter().any(|sale| sale.kind == TransactionKind::Fare && window(*day).contains(sale.at))
        };
        days.filter(has_fares).count()
    };
    assert!((55..=62).contains(&worked(0..90)), "{}", worked(0..90));
    assert!(worked(112..126) >= 11, "{}", worked(112..126));
}

#[tokio::test]
async fn the_demonstration_loads_once_and_goes_on_where_it_stopped() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let loaded = demo::load_first(&backend, ACCOUNTS, |_| ()).await.expect("the demonstration");
        let count = || async {
            let row: (i64,) =
                backend::on!(store.db, c => sqlx::query_as("select count(*) from transactions").fetch_one(c))
                    .expect("a count");
            u64::try_from(row.0).expect("a count")
        };
        assert_eq!(count().await, loaded.transactions);
        let again = demo::load_first(&backend, ACCOUNTS, |_| ()).await.expect("again");
        assert_eq!((again.transactions, count().await), (0, loaded.transactions));

        let half = "delete from transactions where account_id in (select id from accounts where reference < 'M-00120')";
        let gone = backend::execute_on!(store.db, sqlx::query(half)).expect("a deletion");
        let again = demo::load_first(&backend, ACCOUNTS, |_| ()).await.expect("the rest");
        assert!(gone > 0);
        assert_eq!((again.transactions, count().await), (gone, loaded.transactions));

        assert_eq!(backend.holidays().await.expect("holidays").len(), 10);
        assert_eq!(backend.public_state().await.expect("the state").groups.len(), 7);
        let all = backend.count_accounts(&IMPORTER, &backend::ledger::AccountFilter::default()).await.expect("a count");
        assert_eq!((all, loaded.total_accounts), (i64::try_from(ACCOUNTS).expect("a count"), ACCOUNTS));
    }
}
