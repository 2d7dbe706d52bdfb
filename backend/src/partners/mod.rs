//! Partner pages: components of their own, shown to who is on a list of addresses or asks from a network on another.

mod access;
mod queries;

use std::{collections::BTreeSet, net::IpAddr};

use domain::{component::ComponentKey, id::PartnerAddressId, language::Text, partner::PartnerKey, role::Permission};
use ipnet::IpNet;

pub use self::access::{LINK_LASTS, malformed_address};
pub(crate) use self::queries::sweep;
use crate::{
    Actor, Backend,
    audit::{self, Act},
    db::Tx,
    error::{Error, Problem, Result},
    mail::parse_address,
    publication,
};

/// Longest name, in characters.
const LONGEST_NAME: usize = 80;
/// Most addresses or networks of a page.
const MOST_ENTRIES: usize = 1000;
/// The widest networks that are taken, by their prefix: what is wider is a slip of the pen.
const WIDEST: (u8, u8) = (8, 16);

/// Somebody who may enter a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerAddress {
    /// What their session holds.
    pub id: PartnerAddressId,
    /// Their address.
    pub email: String,
}

/// A page for partners.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerPage {
    /// Its key.
    pub key: PartnerKey,
    /// Its name.
    pub name: Text,
    /// The components it shows.
    pub components: BTreeSet<ComponentKey>,
    /// Who may enter by a link, by address.
    pub addresses: Vec<PartnerAddress>,
    /// From where it opens by itself.
    pub networks: Vec<IpNet>,
}

impl PartnerPage {
    /// Whether it opens by itself for who asks from here.
    pub fn opens_for(&self, client: IpAddr) -> bool {
        // an IPv4 client of a socket that takes both kinds looks like one of IPv6
        let client = client.to_canonical();
        self.networks.iter().any(|network| network.contains(&client))
    }

    /// Whether a session that was begun by this address still counts.
    pub fn admits(&self, address: PartnerAddressId) -> bool {
        self.addresses.iter().any(|known| known.id == address)
    }
}

/// What may change of a page, as it is typed.
#[derive(Clone, Debug, Default)]
pub struct PartnerDetails {
    /// Its name.
    pub name: Text,
    /// The components it shows.
    pub components: BTreeSet<ComponentKey>,
    /// Addresses, one a line.
    pub addresses: String,
    /// Networks, one a line.
    pub networks: String,
}

/// The same, read.
struct Read<'a> {
    name: &'a Text,
    components: &'a BTreeSet<ComponentKey>,
    addresses: BTreeSet<String>,
    networks: BTreeSet<IpNet>,
}

impl Read<'_> {
    /// `2 components, 3 addresses, 1 networks`: the audit log has no addresses.
    fn counts(&self) -> String {
        let (components, addresses, networks) = (self.components.len(), self.addresses.len(), self.networks.len());
        format!("{components} components, {addresses} addresses, {networks} networks")
    }
}

impl Backend {
    /// All pages, by name.
    pub async fn partner_pages(&self, actor: &Actor) -> Result<Vec<PartnerPage>> {
        actor.require(Permission::ManageSettings)?;
        queries::list(&mut self.db.begin_read().await?).await
    }

    /// One page. Errors: there is none such.
    pub async fn partner_page(&self, actor: &Actor, key: &PartnerKey) -> Result<PartnerPage> {
        actor.require(Permission::ManageSettings)?;
        queries::lookup(&mut self.db.begin_read().await?, key).await?.ok_or(Error::NotFound)
    }

    /// Adds a page. Errors: a malformed or taken key, no name, nothing to show, lines that cannot be read.
    pub async fn add_partner_page(&self, actor: &Actor, key: &str, details: &PartnerDetails) -> Result<PartnerKey> {
        actor.require(Permission::ManageSettings)?;
        let key = PartnerKey::parse(key.trim()).ok_or_else(|| {
            Problem::new(
                "key",
                "영문 소문자, 숫자, 붙임표(-)로 40자까지 써 주세요. 예: card-network",
                "Use up to 40 lower-case letters, digits and hyphens, as in card-network.",
            )
        });
        let mut tx = self.db.begin().await?;
        let (key, read) = match (key, read(&mut tx, details).await?) {
            (Ok(key), Ok(read)) => (key, read),
            (key, read) => {
                let problems = key.err().into_iter().chain(read.err().unwrap_or_default());
                return Err(Error::Invalid(problems.collect()));
            }
        };
        let now = self.clock.now();
        if !queries::insert(&mut tx, &key, read.name, actor.author(), now).await? {
            return Err(Error::invalid("key", "이미 쓰고 있는 주소예요.", "This address is already taken."));
        }
        self.fill(&mut tx, &key, &read).await?;
        self.changed_partner_page(tx, actor, "partner_page.added", &key, read.counts()).await?;
        Ok(key)
    }

    /// Changes a page. Who is no longer on its lists is out at once. Errors: as adding one; there is none such.
    pub async fn change_partner_page(&self, actor: &Actor, key: &PartnerKey, details: &PartnerDetails) -> Result<()> {
        actor.require(Permission::ManageSettings)?;
        let mut tx = self.db.begin().await?;
        let read = read(&mut tx, details).await?.map_err(Error::Invalid)?;
        if !queries::rename(&mut tx, key, read.name).await? {
            return Err(Error::NotFound);
        }
        self.fill(&mut tx, key, &read).await?;
        self.changed_partner_page(tx, actor, "partner_page.changed", key, read.counts()).await
    }

    /// Removes a page with its lists. Errors: there is none such.
    pub async fn remove_partner_page(&self, actor: &Actor, key: &PartnerKey) -> Result<()> {
        actor.require(Permission::ManageSettings)?;
        let mut tx = self.db.begin().await?;
        if !queries::remove(&mut tx, key).await? {
            return Err(Error::NotFound);
        }
        self.changed_partner_page(tx, actor, "partner_page.removed", key, String::new()).await
    }

    /// Puts components and lists in the place of those that were; an address that stays keeps its id, and its sessions.
    async fn fill(&self, tx: &mut Tx, key: &PartnerKey, read: &Read<'_>) -> Result<()> {
        queries::replace_components(tx, key, read.components).await?;
        queries::replace_networks(tx, key, &read.networks).await?;
        let before = queries::addresses(tx, key).await?;
        for gone in before.iter().filter(|known| !read.addresses.contains(&known.email)) {
            queries::remove_address(tx, gone.id).await?;
        }
        let now = self.clock.now();
        for email in read.addresses.iter().filter(|email| before.iter().all(|known| known.email != **email)) {
            queries::insert_address(tx, key, PartnerAddressId(self.random.id(now)), email).await?;
        }
        Ok(())
    }

    async fn changed_partner_page(
        &self,
        mut tx: Tx,
        actor: &Actor,
        action: &'static str,
        key: &PartnerKey,
        detail: String,
    ) -> Result<()> {
        let act = Act { action, subject: format!("partner_page:{key}"), detail };
        audit::append(&mut tx, self.clock.now(), actor, act).await?;
        publication::touch(&mut tx).await?;
        tx.commit().await?;
        self.published();
        Ok(())
    }
}

/// What was typed, read; or all that is wrong with it.
async fn read<'a>(tx: &mut Tx, details: &'a PartnerDetails) -> Result<Result<Read<'a>, Vec<Problem>>> {
    let mut problems = name_problems(&details.name);
    let known = queries::component_keys(tx).await?;
    if details.components.is_empty() || !details.components.is_subset(&known) {
        let (ko, en) = ("보여 줄 서비스를 하나 이상 골라 주세요.", "Choose at least one component.");
        problems.push(Problem::new("components", ko, en));
    }
    let addresses = lines(&details.addresses, "addresses", &mut problems, |line| {
        parse_address(line).ok_or(("이메일 주소가 아니에요", "not an e-mail address"))
    });
    let networks = lines(&details.networks, "networks", &mut problems, parse_network);
    let (name, components) = (&details.name, &details.components);
    Ok(if problems.is_empty() { Ok(Read { name, components, addresses, networks }) } else { Err(problems) })
}

fn name_problems(name: &Text) -> Vec<Problem> {
    let mut problems = Vec::new();
    if name.ko.trim().is_empty() {
        problems.push(Problem::new("name_ko", "한국어 이름을 입력해 주세요.", "Enter the Korean name."));
    }
    for (field, text) in [("name_ko", &name.ko), ("name_en", &name.en)] {
        if text.chars().count() > LONGEST_NAME {
            let (ko, en) =
                (format!("{LONGEST_NAME}자까지 쓸 수 있어요."), format!("Use at most {LONGEST_NAME} characters."));
            problems.push(Problem::new(field, ko, en));
        }
    }
    problems
}

/// A network as `203.0.113.0/24`, or a single address of one.
fn parse_network(line: &str) -> Result<IpNet, (&'static str, &'static str)> {
    let network: Option<IpNet> = line.parse().ok().or_else(|| line.parse::<IpAddr>().ok().map(IpNet::from));
    let network = network.ok_or(("네트워크 주소가 아니에요", "not a network"))?;
    let widest = if network.addr().is_ipv4() { WIDEST.0 } else { WIDEST.1 };
    if network.prefix_len() < widest {
        return Err(("범위가 너무 넓어요", "too wide"));
    }
    Ok(network.trunc())
}

/// What each line of a field says, without empty lines; every line that cannot be read is a problem that names it.
fn lines<T: Ord>(
    text: &str,
    field: &str,
    problems: &mut Vec<Problem>,
    parse: impl Fn(&str) -> Result<T, (&'static str, &'static str)>,
) -> BTreeSet<T> {
    let mut found = BTreeSet::new();
    for (number, line) in (1..).zip(text.lines()).map(|(number, line)| (number, line.trim())) {
        if line.is_empty() {
            continue;
        }
        match parse(line) {
            Ok(value) => {
                found.insert(value);
            }
            Err((ko, en)) => {
                let shown: String = line.chars().take(60).collect();
                problems.push(Problem::new(
                    field,
                    format!("{number}번째 줄: {ko}. {shown}"),
                    format!("Line {number}: {en}. {shown}"),
                ));
            }
        }
    }
    if found.len() > MOST_ENTRIES {
        let (ko, en) = (format!("{MOST_ENTRIES}줄까지 쓸 수 있어요."), format!("Use at most {MOST_ENTRIES} lines."));
        problems.push(Problem::new(field, ko, en));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read_and_what_is_too_wide_is_not_taken() {
        let read = |text| parse_network(text).map(|network| network.to_string());
        assert_eq!(read("203.0.113.9/24").as_deref(), Ok("203.0.113.0/24"));
        assert_eq!(read("203.0.113.9").as_deref(), Ok("203.0.113.9/32"));
        assert_eq!(read("2001:db8::/32").as_deref(), Ok("2001:db8::/32"));
        for bad in ["", "office", "203.0.113.0/33", "0.0.0.0/0", "::/0", "10.0.0.0/7"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn each_bad_line_is_named_and_empty_ones_are_nothing() {
        let mut problems = Vec::new();
        let found = lines("a@example.com\n\n kim \nA@example.com\nlee@", "addresses", &mut problems, |line| {
            parse_address(line).ok_or(("아니에요", "wrong"))
        });
        assert_eq!(found, BTreeSet::from(["a@example.com".to_owned()]));
        let said: Vec<_> = problems.iter().map(|problem| problem.message.en.as_str()).collect();
        assert_eq!(said, ["Line 3: wrong. kim", "Line 5: wrong. lee@"]);
    }

    #[test]
    fn a_page_opens_for_its_networks_in_either_spelling_of_an_address() {
        let page = PartnerPage {
            key: PartnerKey::parse("card").expect("a key"),
            name: Text::new("카드사", ""),
            components: BTreeSet::new(),
            addresses: Vec::new(),
            networks: vec![parse_network("203.0.113.0/24").expect("a network")],
        };
        for (client, opens) in [("203.0.113.9", true), ("::ffff:203.0.113.9", true), ("203.0.114.9", false)] {
            assert_eq!(page.opens_for(client.parse().expect("an address")), opens, "{client}");
        }
    }
}
