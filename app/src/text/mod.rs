//! Every sentence of the pages, in both languages. Fixed words stand in tables that [`words!`] makes, so that neither
//! language can lack one; sentences with something in them are functions.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $ko:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name { $(#[doc = $en] pub $field: &'static str,)+ }

        impl $name {
            const KO: Self = Self { $($field: $ko,)+ };
            const EN: Self = Self { $($field: $en,)+ };

            /// The words of a language.
            pub const fn of(language: domain::language::Language) -> &'static Self {
                match language {
                    domain::language::Language::Ko => &Self::KO,
                    domain::language::Language::En => &Self::EN,
                }
            }

            #[cfg(test)]
            pub(crate) const ALL: &'static [[&'static str; 3]] = &[$([stringify!($field), $ko, $en],)+];
        }
    };
}

pub mod bulletins;
pub mod claim_states;
pub mod claims;
pub mod console;
pub mod day;
pub mod dev;
pub mod errors;
pub mod form;
pub mod frame;
pub mod korean;
pub mod maintenance;
pub mod notes;
pub mod number;
pub mod paper;
pub mod partners;
pub mod public;
pub mod reports;
pub mod sentence;
pub mod sign_in;
pub mod status;
pub mod subscribe;
pub mod widget;
pub mod working;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_missing_in_either_language() {
        let tables = [
            frame::Frame::ALL,
            form::Form::ALL,
            public::Public::ALL,
            public::Cohorts::ALL,
            reports::Reports::ALL,
            notes::Notes::ALL,
            widget::Widget::ALL,
            errors::Errors::ALL,
            claims::Claims::ALL,
            working::Working::ALL,
            paper::Paper::ALL,
            partners::Partners::ALL,
            console::partners::PartnerPages::ALL,
            sign_in::SignIn::ALL,
            dev::Dev::ALL,
            maintenance::Maintenance::ALL,
            bulletins::Bulletins::ALL,
            subscribe::Subscribe::ALL,
            subscribe::Push::ALL,
            console::subscribers::Subscribers::ALL,
            console::Console::ALL,
            console::incidents::Incidents::ALL,
            console::corrections::Corrections::ALL,
            console::law::Law::ALL,
            console::shocks::Shocks::ALL,
            console::templates::Templates::ALL,
            console::programmes::Programmes::ALL,
            console::trial::Trial::ALL,
            console::adjustments::Adjustments::ALL,
            console::backtest::Backtest::ALL,
            console::policy::Policy::ALL,
            console::claims::Claims::ALL,
            console::records::Records::ALL,
            console::mirrors::Mirrors::ALL,
            console::components::Components::ALL,
            console::tokens::Tokens::ALL,
            console::transactions::Transactions::ALL,
            console::monitoring::Monitoring::ALL,
            console::probes::Probes::ALL,
        ];
        for [field, ko, en] in tables.into_iter().flatten() {
            assert!(!ko.trim().is_empty() && !en.trim().is_empty(), "{field}");
            assert!(!ko.contains('!') && !ko.contains("당신") && !ko.contains("컴포넌트"), "{field}: {ko}");
            assert!(!en.chars().any(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c)) || *field == "other_language", "{en}");
        }
    }
}
