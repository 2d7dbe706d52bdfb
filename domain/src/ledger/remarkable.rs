//! Transactions that a person should look at before money is decided: one may be recorded twice, one may be no ordinary sale
//! (reference 5.4). Nothing is left out by rule; a reviewer decides.

use std::collections::HashSet;

use super::Transaction;
use crate::{
    component::ComponentKey,
    named::named,
    time::{DAY, MINUTE},
};

/// Days whose takings together make a sale a giant.
const DAYS: i128 = 14;
/// Fewest sales for which one is told from the others.
const FEWEST_SALES: usize = 50;

named! {
    /// Why a reviewer left a transaction out of an account's takings.
    SetAsideReason {
        /// It says nothing about ordinary trade, such as a single large order.
        OneOff = "one_off",
        /// It is another one, recorded twice.
        Duplicate = "duplicate",
    }
}

/// What is remarkable about a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// There is one before it of the same amount, through the same service, at the same terminal in the same minute; where no
    /// terminal is known, at the same instant.
    Alike,
    /// It brought as much as 14 mean days of all others.
    Giant,
}

/// The places of remarkable transactions, in their order. `transactions` are an account's, by time.
pub fn remarkable(transactions: &[Transaction]) -> Vec<(usize, Remark)> {
    let giant = giant(transactions);
    let (mut seen, mut found) = (HashSet::new(), Vec::new());
    for (place, transaction) in transactions.iter().enumerate().filter(|(_, transaction)| transaction.is_taking()) {
        if !seen.insert(Likeness::of(transaction)) {
            found.push((place, Remark::Alike));
        } else if giant == Some(place) {
            found.push((place, Remark::Giant));
        }
    }
    found
}

/// What two records of one sale have in common.
#[derive(PartialEq, Eq, Hash)]
struct Likeness<'a> {
    amount: i64,
    component: Option<&'a ComponentKey>,
    terminal: Option<&'a str>,
    /// The minute, or the instant where there is no terminal.
    time: i64,
}

impl<'a> Likeness<'a> {
    fn of(transaction: &'a Transaction) -> Self {
        let (terminal, at) = (transaction.terminal.as_deref(), transaction.at.0);
        Self {
            amount: transaction.amount.minor,
            component: transaction.component.as_ref(),
            terminal,
            time: if terminal.is_some() { at.div_euclid(MINUTE) } else { at },
        }
    }
}

/// The largest sale, if it brought as much as 14 mean days of the others.
fn giant(transactions: &[Transaction]) -> Option<usize> {
    let sales = || transactions.iter().enumerate().filter(|(_, transaction)| transaction.is_taking());
    let (place, largest) = sales().max_by_key(|(_, transaction)| transaction.amount.minor)?;
    let (first, last) = (transactions.first()?.at, transactions.last()?.at);
    let days = i128::from(last.since(first) / DAY + 1);
    let all: i128 = sales().map(|(_, transaction)| i128::from(transaction.amount.minor)).sum();
    let largest = i128::from(largest.amount.minor);
    let others = all - largest;
    (sales().count() >= FEWEST_SALES && others > 0 && largest * days >= DAYS * others).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::TransactionKind,
        money::Money,
        time::{Instant, SECOND},
    };

    fn sale(at: i64, won: i64) -> Transaction {
        Transaction {
            reference: at.to_string(),
            component: None,
            at: Instant(at),
            amount: Money::won(won),
            kind: TransactionKind::Sale,
            terminal: Some("till 1".into()),
        }
    }

    #[test]
    fn the_same_amount_in_the_same_minute_at_the_same_terminal_is_told() {
        let first = sale(0, 4_500);
        let likes = [
            (sale(59 * SECOND, 4_500), true),
            (sale(MINUTE, 4_500), false),
            (sale(1, 4_600), false),
            (Transaction { terminal: Some("till 2".into()), ..sale(2, 4_500) }, false),
            (Transaction { component: ComponentKey::parse("pay-qr"), ..sale(2, 4_500) }, false),
            (Transaction { kind: TransactionKind::Refund, amount: Money::won(-4_500), ..sale(2, 0) }, false),
        ];
        for (other, is_alike) in likes {
            let told = remarkable(&[first.clone(), other.clone()]);
            assert_eq!(told, if is_alike { vec![(1, Remark::Alike)] } else { Vec::new() }, "{other:?}");
        }
        let refund = Transaction { kind: TransactionKind::Refund, amount: Money::won(-4_500), ..sale(0, 0) };
        assert_eq!(remarkable(&[refund.clone(), refund]), Vec::new(), "money given back is no sale");
    }

    #[test]
    fn without_a_terminal_only_the_same_instant_is_alike() {
        let without = |at| Transaction { terminal: None, ..sale(at, 4_500) };
        assert_eq!(remarkable(&[without(0), without(SECOND)]), Vec::new());
        assert_eq!(remarkable(&[without(0), without(0), without(0)]), [(1, Remark::Alike), (2, Remark::Alike)]);
    }

    #[test]
    fn a_sale_of_two_weeks_takings_is_a_giant() {
        let days = |giant: i64| -> Vec<Transaction> {
            (0..60).map(|day| sale(day * DAY, if day == 20 { giant } else { 10_000 })).collect()
        };
        assert_eq!(remarkable(&days(140_000)), [(20, Remark::Giant)]);
        assert_eq!(remarkable(&days(130_000)), Vec::new());
        assert_eq!(remarkable(&days(140_000)[..49]), Vec::new(), "too few to tell");
        assert_eq!(remarkable(&[]), Vec::new());
        let huge = vec![sale(0, i64::MAX); 60];
        assert_eq!(remarkable(&huge).len(), 59);
    }
}
