//! The calendar of shocks, and which of them lie in what an assessment looks at.

mod queries;

use chrono::Datelike;
use domain::{
    id::{AccountId, ProgrammeId, ShockId},
    loss::{Factor, MarketStep, Stretch, StretchKind, stretches},
    role::Permission,
    shock::Shock,
};
use url::Url;

use crate::{
    Actor, Backend,
    assessments::StoredAssessment,
    audit::{self, Act},
    error::{Error, Problem, Result},
};

/// Longest name and region, in characters.
const LONGEST_NAME: usize = 120;
/// Longest address of a source, in characters.
const LONGEST_SOURCE: usize = 500;
/// Most days of an entry: what lasts longer is how trade is, and no shock.
const MOST_DAYS: i64 = 366;
/// Years that may be entered: others are mistyped.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// A shock that lies in what an assessment looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShockMet {
    /// The shock.
    pub shock: Shock,
    /// Its days in each of the stretches.
    pub days: Vec<Stretch>,
    /// How the market stood in the outage's hours of the weeks that it touched: weeks from the outage, and the factor.
    pub weeks: Vec<(i64, Factor)>,
}

/// How the market stood by an account's cohort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarketStood {
    /// In the outage, and what it makes of the account's expectation.
    pub outage: MarketStep,
    /// In the time of catching up.
    pub catch_up: Factor,
    /// Accounts of the cohort that the outage did not touch.
    pub controls: u32,
}

/// The shocks around an assessment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShocksAround {
    /// Those that lie in it, latest first.
    pub shocks: Vec<ShockMet>,
    /// How the market stood; none where the account could not be measured.
    pub market: Option<MarketStood>,
}

impl Backend {
    /// The calendar, latest first.
    pub async fn shocks(&self, actor: &Actor) -> Result<Vec<Shock>> {
        actor.require(Permission::ReadShocks)?;
        queries::list(&mut self.db.begin_read().await?).await
    }

    /// An entry of the calendar. Errors: there is none of this id.
    pub async fn shock(&self, actor: &Actor, id: ShockId) -> Result<Shock> {
        actor.require(Permission::ReadShocks)?;
        queries::lookup(&mut self.db.begin_read().await?, id).await?.ok_or(Error::NotFound)
    }

    /// Adds an entry, or changes the one of its id. Errors: fields, as dates the wrong way round.
    pub async fn save_shock(&self, actor: &Actor, shock: &Shock) -> Result<()> {
        actor.require(Permission::ManageShocks)?;
        let problems = problems(shock);
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        queries::save(&mut tx, shock, now).await?;
        audit::append(&mut tx, now, actor, act("shock.saved", shock)).await?;
        tx.commit().await
    }

    /// Removes an entry. Errors: there is none of this id.
    pub async fn remove_shock(&self, actor: &Actor, id: ShockId) -> Result<()> {
        actor.require(Permission::ManageShocks)?;
        let mut tx = self.db.begin().await?;
        let removed = queries::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
        if !queries::remove(&mut tx, id).await? {
            return Err(Error::NotFound);
        }
        audit::append(&mut tx, self.clock.now(), actor, act("shock.removed", &removed)).await?;
        tx.commit().await
    }

    /// The shocks in what a programme's outage is compared with, wherever they were, latest first.
    pub async fn programme_shocks(&self, actor: &Actor, programme: ProgrammeId) -> Result<Vec<ShockMet>> {
        actor.require(Permission::ReadProgrammes)?;
        let Some(outage) = self.latest_outage(programme).await? else { return Ok(Vec::new()) };
        let stretches = stretches(&outage, None);
        let all = queries::list(&mut self.db.begin_read().await?).await?;
        Ok(all.into_iter().filter_map(|shock| met(shock, &stretches, Vec::new())).collect())
    }

    /// The shocks of an account's region in what its assessment looks at, with how the market stood.
    pub(crate) async fn shocks_around(
        &self,
        account: AccountId,
        assessment: &StoredAssessment,
    ) -> Result<ShocksAround> {
        let Some(grounds) = self.grounds_of(account, assessment).await? else { return Ok(ShocksAround::default()) };
        let stretches = stretches(&grounds.outage, assessment.result.figures.afterwards);
        let figures = grounds.measured.as_ref().map(|(_, figures)| figures);
        let weeks = figures.map_or(&[][..], |figures| figures.market_weeks.as_slice());
        let outage = stretches.iter().find(|stretch| stretch.kind == StretchKind::Outage).copied();
        let touched = |shock: &Shock| -> Vec<(i64, Factor)> {
            let is_touched = |week: i64| {
                let shift = chrono::TimeDelta::days(7 * week);
                outage.is_some_and(|outage| shock.from <= outage.until + shift && outage.from + shift <= shock.until)
            };
            let touched = weeks.iter().filter(|known| is_touched(known.week));
            touched.map(|known| (known.week, Factor::from(known.market))).collect()
        };
        let all = queries::list(&mut self.db.begin_read().await?).await?;
        let here = all.into_iter().filter(|shock| shock.reaches(&grounds.account.region));
        let shocks = here.filter_map(|shock| {
            let weeks = touched(&shock);
            met(shock, &stretches, weeks)
        });
        let market = grounds.measured.as_ref().map(|(measure, figures)| MarketStood {
            outage: figures.market_step(&measure.reading),
            catch_up: Factor::from(figures.after_market),
            controls: figures.controls,
        });
        Ok(ShocksAround { shocks: shocks.collect(), market })
    }
}

fn met(shock: Shock, stretches: &[Stretch], weeks: Vec<(i64, Factor)>) -> Option<ShockMet> {
    let days = shock.within(stretches);
    (!days.is_empty()).then_some(ShockMet { shock, days, weeks })
}

fn act(action: &'static str, shock: &Shock) -> Act<'static> {
    let detail = format!("{} to {}: {}", shock.from, shock.until, shock.name.ko.trim());
    Act { action, subject: format!("shock:{}", shock.id), detail }
}

fn problems(shock: &Shock) -> Vec<Problem> {
    let mut problems = Vec::new();
    if shock.name.ko.trim().is_empty() {
        problems.push(Problem::new("name_ko", "사건의 이름을 한국어로 입력해 주세요.", "Enter the name in Korean."));
    }
    if shock.name.en.trim().is_empty() {
        problems.push(Problem::new("name_en", "사건의 이름을 영어로 입력해 주세요.", "Enter the name in English."));
    }
    if !YEARS.contains(&shock.from.year()) || !YEARS.contains(&shock.until.year()) {
        problems.push(Problem::new("from", "연도를 확인해 주세요.", "Check the year."));
    } else if shock.until < shock.from {
        let (ko, en) = ("끝난 날은 시작한 날보다 빠를 수 없어요.", "The last day cannot be before the first.");
        problems.push(Problem::new("until", ko, en));
    } else if (shock.until - shock.from).num_days() >= MOST_DAYS {
        problems.push(Problem::new(
            "until",
            format!("{MOST_DAYS}일까지 적을 수 있어요."),
            format!("An entry has at most {MOST_DAYS} days."),
        ));
    }
    let region = shock.region.as_ref().map_or("", |region| &region.0);
    let source = shock.source.as_deref().unwrap_or_default();
    let texts = [
        ("name_ko", shock.name.ko.as_str(), LONGEST_NAME),
        ("name_en", shock.name.en.as_str(), LONGEST_NAME),
        ("region", region, LONGEST_NAME),
        ("source", source, LONGEST_SOURCE),
    ];
    for (field, text, longest) in texts {
        problems.extend(Problem::unstorable(field, text));
        if text.chars().count() > longest {
            let (ko, en) = (format!("{longest}자까지 쓸 수 있어요."), format!("Use at most {longest} characters."));
            problems.push(Problem::new(field, ko, en));
        }
    }
    if !source.is_empty() && !is_web_address(source) {
        let (ko, en) = ("https://로 시작하는 주소를 입력해 주세요.", "Enter an address that begins with https://.");
        problems.push(Problem::new("source", ko, en));
    }
    problems
}

/// Whether it leads to a page: anything else, as `javascript:`, must not become a link.
fn is_web_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.host().is_some())
}
