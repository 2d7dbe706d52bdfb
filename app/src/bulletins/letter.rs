//! A notice as a mail: plain text and simple HTML that says the same.

use std::fmt::Write;

use super::Told;
use crate::{
    pages::public::feed::xml,
    prose::{Prose, plain},
    shell::PageContext,
    text::{bulletins as said, bulletins::Bulletins, status},
};

/// A mail without its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The subject line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// The mail in the context's language; `manage` is the address at which its reader changes or ends the subscription.
pub fn letter(context: &PageContext, told: &Told<'_>, manage: &str) -> Letter {
    let language = context.language;
    let words = Bulletins::of(language);
    let (title, label) = (told.title(language), told.label(language));
    let time = format!("{} {}", context.zone().date_time(told.at(), language), context.zone().abbreviation(told.at()));
    let link = format!("{}{}", context.site.url, context.href(&told.path()));
    let said_so = told.said(language);
    let planned = told.planned(context);
    let components: Vec<_> = told
        .components()
        .into_iter()
        .map(|(component, standing)| (component.name.get(language), status::component(language, standing)))
        .collect();
    let why = said::why(language, context.site_name());

    let mut text = format!("{title}\n\n{label} · {time}\n\n{}\n", plain(said_so));
    let mut html = format!(
        "<!DOCTYPE html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\
         <body style=\"font-family:sans-serif;line-height:1.6;max-width:36em;margin:0 auto;padding:16px\">\
         <h1 style=\"font-size:1.25em\">{title}</h1><p><b>{label}</b> · {time}</p>{body}",
        lang = language.tag(),
        title = xml(title),
        body = Prose::markdown(said_so).whole(),
    );
    // writing to a String cannot fail
    if let Some(planned) = planned {
        let _ = write!(text, "\n{}: {planned}\n", words.planned);
        let _ = write!(html, "<p><b>{}</b>: {planned}</p>", words.planned);
    }
    if !components.is_empty() {
        let lines: String = components.iter().map(|(name, standing)| format!("- {name}: {standing}\n")).collect();
        let items: String =
            components.iter().map(|(name, standing)| format!("<li>{}: {standing}</li>", xml(name))).collect();
        let _ = write!(text, "\n{}\n{lines}", words.services);
        let _ = write!(html, "<h2 style=\"font-size:1em\">{}</h2><ul>{items}</ul>", words.services);
    }
    let _ = write!(text, "\n{}: {link}\n\n--\n{why}\n{}: {manage}\n", words.details, words.manage);
    let _ = write!(
        html,
        "<p><a href=\"{link}\">{details}</a></p><hr><p><small>{why}<br><a href=\"{manage}\">{change}</a></small></p>\
         </body></html>",
        link = xml(&link),
        details = words.details,
        why = xml(&why),
        manage = xml(manage),
        change = words.manage,
    );
    Letter { subject: told.subject(context), text, html }
}
