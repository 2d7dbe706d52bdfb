use std::{collections::BTreeMap, io::Read};

use domain::{
    assessment::{AccountFacts, AssessmentInput, Explanation, Format, ImpactedComponent, Impacts, Proven, Records},
    calendar::Holidays,
    component::ComponentKey,
    id::{AccountId, ImpactId, IncidentId, ProgrammeId},
    impact::{Impact, Severity},
    language::{Language, Text},
    ledger::{AccountKind, Category, Region},
    loss::{Outage, cohort_figures, loss_of, measure},
    money::{Currency, Money},
    policy::standard_2022,
    series::{AccountHistory, Series, SlotLength},
    time::{HOUR, Instant, Zone},
};

use super::explanation::explanation;
use crate::parts;

const START: Instant = Instant(1_665_813_600 * 1_000_000);

fn key() -> ComponentKey {
    ComponentKey::parse("pay-qr").expect("a key")
}

/// A shop that sells every hour of half a year and lost what came through one service for so many hours.
fn sample(hours: i64, name: &str) -> Explanation {
    let (slots, zone) = (SlotLength::HOUR, Zone::default());
    let outage = Outage {
        zone,
        impacts: vec![Impact {
            id: "00000000-0000-0000-0000-000000000000".parse::<ImpactId>().expect("an id"),
            incident: "00000000-0000-0000-0000-000000000000".parse::<IncidentId>().expect("an id"),
            component: key(),
            severity: Severity::MajorOutage,
            start: START,
            end: Some(START.plus(hours * HOUR)),
        }],
        others: Vec::new(),
        holidays: ["2022-10-03".parse::<chrono::NaiveDate>().expect("a date")].into_iter().collect::<Holidays>(),
        observed_until: START.plus(60 * 24 * HOUR),
    };
    let start = slots.slot(zone.local(START));
    let first_slot = start - 15 - 180 * 24;
    let series =
        |amount: i64, stops: bool| Series {
            slot_minutes: slots,
            first_slot,
            values: (first_slot..first_slot + 240 * 24)
                .map(|slot| {
                    if stops && (start..start + hours).contains(&slot) { 0 } else { amount + slot.rem_euclid(7) * 900 }
                })
                .collect(),
        };
    let (qr, other) = (series(20_000, true), series(30_000, false));
    let total = Series { values: qr.values.iter().zip(&other.values).map(|(a, b)| a + b).collect(), ..other };
    let history = AccountHistory { total, by_component: vec![(key(), qr)] };
    let account = AccountFacts {
        id: "00000000-0000-0000-0000-000000000007".parse::<AccountId>().expect("an id"),
        kind: AccountKind::Merchant,
        category: Category("food".into()),
        region: Region("서울 마포구".into()),
        name: name.into(),
        currency: Currency::Krw,
        employer: None,
    };
    let programme = "00000000-0000-0000-0000-000000000001".parse::<ProgrammeId>().expect("an id");
    let components = vec![ImpactedComponent { key: key(), name: Text::new("매장 QR 결제", "In-store QR") }];
    let measured = measure(&history, &outage).expect("a measure");
    let cohort_key = account.cohort();
    let cohort = cohort_figures((0..40).map(|_| (&cohort_key, &measured)));
    let input = AssessmentInput {
        programme,
        account: account.clone(),
        loss: loss_of(&measured, &cohort, &cohort_key),
        impacts: Impacts::of(&outage, components.clone()),
        proven: Proven::default(),
    };
    let policy = standard_2022();
    let published = domain::assessment::assess(&input, &policy).expect("an assessment");
    let proven = Proven::default();
    let format = Format::First;
    let (parts, sharing) = (Vec::new(), None);
    Records {
        format,
        programme,
        account,
        history,
        proven,
        outage,
        components,
        cohort,
        policy,
        sharing,
        parts,
        published,
        seal: None,
    }
    .explain()
}

fn title() -> Text {
    Text::new("10월 15일 서비스 중단 보상", "Compensation for the outage of 15 October")
}

/// The text of a file as a reader copies it: the glyphs of each page by the maps of the fonts.
fn text(pdf: &[u8]) -> String {
    let streams = streams(pdf);
    let maps: Vec<_> = streams.iter().filter_map(|stream| letters(stream)).collect();
    assert_eq!(maps.len(), 2, "a map for each font");
    let mut text = String::new();
    let is_page = |stream: &&Vec<u8>| stream.windows(4).any(|bytes| bytes == b"BDC\n");
    for page in streams.iter().filter(is_page) {
        let mut map = &maps[0];
        let mut at = 0;
        while at < page.len() {
            match page[at] {
                b'/' => map = if page[at..].starts_with(b"/B ") { &maps[1] } else { map },
                b'(' | b'<' if page.get(at + 1) != Some(&b'<') => {
                    let (bytes, end) = string(page, at);
                    let glyphs = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                    text.extend(glyphs.map(|glyph| map.get(&glyph).copied().unwrap_or('\u{fffd}')));
                    text.push('\n');
                    at = end;
                }
                b'<' => at += 1,
                _ => {}
            }
            if page[at..].starts_with(b"/R ") {
                map = &maps[0];
            }
            at += 1;
        }
    }
    text
}

/// A string that begins at a place of a content stream, and where it ends.
fn string(page: &[u8], start: usize) -> (Vec<u8>, usize) {
    let mut bytes = Vec::new();
    let mut at = start + 1;
    if page[start] == b'<' {
        while page[at] != b'>' {
            let pair = std::str::from_utf8(&page[at..at + 2]).expect("digits");
            bytes.push(u8::from_str_radix(pair, 16).expect("a number"));
            at += 2;
        }
        return (bytes, at);
    }
    let mut open = 0;
    loop {
        match page[at] {
            b')' if open == 0 => return (bytes, at),
            b'\\' if page[at + 1].is_ascii_digit() => {
                let digits = std::str::from_utf8(&page[at + 1..at + 4]).expect("digits");
                bytes.push(u8::from_str_radix(digits, 8).expect("a number"));
                at += 3;
            }
            b'\\' => {
                at += 1;
                bytes.push(match page[at] {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    byte => byte,
                });
            }
            byte => {
                open += i32::from(byte == b'(') - i32::from(byte == b')');
                bytes.push(byte);
            }
        }
        at += 1;
    }
}

/// The streams of a file, unpacked.
fn streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let mut streams = Vec::new();
    let mut rest = pdf;
    while let Some(start) = rest.windows(7).position(|bytes| bytes == b"stream\n") {
        rest = &rest[start + 7..];
        let end = rest.windows(10).position(|bytes| bytes == b"\nendstream").expect("an end");
        let mut bytes = Vec::new();
        flate2::read::ZlibDecoder::new(&rest[..end]).read_to_end(&mut bytes).expect("packed");
        streams.push(bytes);
        rest = &rest[end + 10..];
    }
    streams
}

/// What each glyph stands for, where a stream says so: lines of `<0001> <AC00>`.
fn letters(stream: &[u8]) -> Option<BTreeMap<u16, char>> {
    let text = std::str::from_utf8(stream).ok().filter(|text| text.contains("beginbfchar"))?;
    let pairs = text.lines().filter_map(|line| {
        let (glyph, letter) = line.strip_prefix('<')?.strip_suffix('>')?.split_once("> <")?;
        let number = |text| u32::from_str_radix(text, 16).ok();
        Some((u16::try_from(number(glyph)?).ok()?, char::from_u32(number(letter)?)?))
    });
    Some(pairs.collect())
}

#[test]
fn a_document_holds_every_figure_of_the_explanation() {
    let sample = sample(41, "봄날분식");
    for language in Language::ALL {
        let text = text(&explanation(language, &title(), &sample).expect("a document"));
        let has = |wanted: &str| assert!(text.contains(wanted), "{wanted} is not in {text}");
        let won = |minor| Money::won(minor).format();
        has("봄날분식");
        has(&sample.assessment.outcome.amount().expect("an offer").format());
        has(&sample.assessment.digest);
        for working in &sample.workings {
            for part in &working.parts {
                for amount in &[part.like_day, part.day, part.expected] {
                    has(&won(*amount));
                }
                has(&part.share.to_string());
                for like in part.like.iter().filter(|like| like.excluded.is_none()) {
                    for amount in &[like.amount, like.day] {
                        has(&won(*amount));
                    }
                    has(&like.weight.to_string());
                }
            }
            for step in &working.level_steps {
                for figure in &[won(step.taken), won(step.expected), step.level.to_string()] {
                    has(figure);
                }
            }
            working.leads.iter().for_each(|lead| has(&won(lead.amount)));
        }
        for step in &sample.assessment.steps {
            has(&parts::Step::of(step, language).value);
            has(step.label.get(language));
        }
    }
}

#[test]
fn the_same_explanation_gives_the_same_bytes() {
    let sample = sample(41, "봄날분식");
    let write = |sample: &Explanation| explanation(Language::Ko, &title(), sample).expect("a document");
    assert_eq!(write(&sample), write(&sample));
    assert!(write(&sample) != explanation(Language::En, &title(), &sample).expect("a document"));
}

#[test]
fn long_explanations_go_on_over_pages_and_strange_names_are_kept() {
    let (short, long) = (sample(5, "漢字 🍜"), sample(600, &"길고 긴 이름 ".repeat(900)));
    let [short, long] = [short, long].map(|sample| explanation(Language::Ko, &title(), &sample).expect("a document"));
    let count =
        |pdf: &[u8]| streams(pdf).iter().filter(|stream| stream.windows(4).any(|bytes| bytes == b"BDC\n")).count();
    assert!(count(&short) < count(&long), "{} and {}", count(&short), count(&long));
    let total = count(&long);
    assert!(text(&long).contains(&format!("{total} / {total}")));
    // what has no glyph is a box to see, and itself to copy
    let has = |bytes: &[u8]| streams(&short).iter().any(|page| page.windows(bytes.len()).any(|found| found == bytes));
    assert!(has(b"ActualText"));
}
