//! Instants on public pages.

use domain::{
    status::PublicState,
    time::{Instant, duration},
};
use leptos::prelude::*;

use crate::{
    shell::PageContext,
    text::public::{self, Public},
};

/// Day and minute; the minute alone where the day is today's.
pub fn short(context: &PageContext, instant: Instant) -> String {
    let zone = context.zone();
    if zone.date(instant) == zone.date(context.now) {
        zone.local(instant).format("%H:%M").to_string()
    } else {
        day_and_minute(context, instant)
    }
}

/// Day and minute; with the year where it is not this one.
pub fn day_and_minute(context: &PageContext, instant: Instant) -> String {
    use chrono::Datelike;
    let zone = context.zone();
    if zone.date(instant).year() == zone.date(context.now).year() {
        zone.short(instant, context.language)
    } else {
        zone.date_time(instant, context.language)
    }
}

/// Day, minute and second.
pub fn day_and_second(context: &PageContext, instant: Instant) -> String {
    format!("{}{}", day_and_minute(context, instant), context.zone().local(instant).format(":%S"))
}

/// From when to when; the day once where both have the same.
pub fn span(context: &PageContext, start: Instant, end: Instant) -> String {
    let zone = context.zone();
    let end_said = if zone.date(start) == zone.date(end) {
        zone.local(end).format("%H:%M").to_string()
    } else {
        day_and_minute(context, end)
    };
    format!("{} – {end_said}", day_and_minute(context, start))
}

/// What is said of a time, or of one that lasts until another. For who looks from another zone the page's script adds when that is
/// for them.
pub fn when(context: &PageContext, start: Instant, end: Option<Instant>, said: String) -> AnyView {
    let text = |instant| context.zone().rfc3339(instant);
    view! { <time datetime=text(start) data-to=end.map(text)>{said}</time> }.into_any()
}

/// When the state was read; the page's script keeps both parts up to date. Without script the reader is told what an old
/// time means, since a page that nobody replaces cannot tell by itself.
pub fn as_of(context: &PageContext, state: &PublicState) -> AnyView {
    let zone = context.zone();
    let time = zone.date_time(state.at, context.language);
    let (before, after) = public::as_of(context.language, &zone.abbreviation(state.at));
    if context.partner.is_some() {
        // made when it is asked for, so it can tell its age itself
        let age = public::ago(context.language, &duration(context.now.since(state.at), context.language));
        return view! { <p class="asof">{before}<time datetime=zone.rfc3339(state.at)>{time}</time>{after} " · " {age}</p> }
            .into_any();
    }
    view! {
        <p class="asof">
            {before}<time datetime=zone.rfc3339(state.at) data-as-of="">{time}</time>{after}<span data-age=""></span>
            <noscript><br/>{Public::of(context.language).if_old}</noscript>
        </p>
    }
    .into_any()
}

/// The promise of the next update, with what is left until then; the page's script counts it down.
pub fn promise(context: &PageContext, by: Instant) -> AnyView {
    let (language, words) = (context.language, Public::of(context.language));
    let time = short(context, by);
    if by <= context.now {
        return public::late_update(language, &time).into_any();
    }
    let left = public::left(language, &duration(by.since(context.now), language));
    view! {
        {public::next_update(language, &time)} " "
        <span data-until=by.0 / 1000 data-left=public::left(language, "#") data-late=words.promise_over>{left}</span>
    }
    .into_any()
}
