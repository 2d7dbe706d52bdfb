//! Limits: on signing in and subscribing by the client's address and by the account tried, so that neither one machine nor
//! many can guess a password or flood a mailbox; on calls of programs by client and token.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    time::Duration,
};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use uuid::Uuid;

/// Whom an address stands for. With the newer protocol every customer has at least 64 bits of addresses to choose from (RFC
/// 6177), so that a single one says nothing.
pub fn customer(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) & !u128::from(u64::MAX)).into(),
        older @ IpAddr::V4(_) => older,
    }
}

/// Limits on signing in and subscribing.
pub struct SignInLimits {
    by_client: DefaultKeyedRateLimiter<IpAddr>,
    by_account: DefaultKeyedRateLimiter<String>,
}

const BURST_BY_CLIENT: NonZeroU32 = NonZeroU32::new(30).expect("above zero");
const BURST_BY_ACCOUNT: NonZeroU32 = NonZeroU32::new(8).expect("above zero");

impl Default for SignInLimits {
    fn default() -> Self {
        let every =
            |seconds, burst| Quota::with_period(Duration::from_secs(seconds)).map(|quota| quota.allow_burst(burst));
        let by_client = every(10, BURST_BY_CLIENT).unwrap_or(Quota::per_minute(BURST_BY_CLIENT));
        let by_account = every(60, BURST_BY_ACCOUNT).unwrap_or(Quota::per_minute(BURST_BY_ACCOUNT));
        Self { by_client: RateLimiter::keyed(by_client), by_account: RateLimiter::keyed(by_account) }
    }
}

impl SignInLimits {
    /// Counts a try; false where there were too many. One client has 30 tries and one more each 10 seconds, one account
    /// 8 and one more each minute.
    pub fn allows(&self, client: IpAddr, account: &str) -> bool {
        let account = account.trim().to_lowercase();
        self.by_client.check_key(&customer(client)).is_ok() && self.by_account.check_key(&account).is_ok()
    }

    /// Counts a try of an account alone, where the client is a program that has limits of its own.
    pub fn allows_address(&self, account: &str) -> bool {
        self.by_account.check_key(&account.trim().to_lowercase()).is_ok()
    }

    /// Forgets who has not tried for long, so that memory stays flat.
    pub fn sweep(&self) {
        self.by_client.retain_recent();
        self.by_account.retain_recent();
    }
}

/// Limits on calls of programs.
pub struct CallLimits {
    by_client: DefaultKeyedRateLimiter<IpAddr>,
    by_token: DefaultKeyedRateLimiter<Uuid>,
}

/// Calls that a client may make at once, and again within a minute.
const CALLS_BY_CLIENT: NonZeroU32 = NonZeroU32::new(600).expect("above zero");
/// The same of a token, whose calls may come from several clients.
const CALLS_BY_TOKEN: NonZeroU32 = NonZeroU32::new(120).expect("above zero");

impl Default for CallLimits {
    fn default() -> Self {
        let by_client = Quota::per_minute(CALLS_BY_CLIENT);
        let by_token = Quota::per_minute(CALLS_BY_TOKEN);
        Self { by_client: RateLimiter::keyed(by_client), by_token: RateLimiter::keyed(by_token) }
    }
}

impl CallLimits {
    /// Counts a call of a client, before its token is looked up.
    pub fn allows_client(&self, client: IpAddr) -> bool {
        self.by_client.check_key(&customer(client)).is_ok()
    }

    /// Counts a call of a token.
    pub fn allows_token(&self, token: Uuid) -> bool {
        self.by_token.check_key(&token).is_ok()
    }

    /// Forgets who has not called for long.
    pub fn sweep(&self) {
        self.by_client.retain_recent();
        self.by_token.retain_recent();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_cannot_be_tried_without_end() {
        let limits = SignInLimits::default();
        let client = |n: u8| IpAddr::from([10, 0, 0, n]);
        let allowed = (0..20).filter(|n| limits.allows(client(*n), "kim@example.com")).count();
        assert_eq!(allowed, 8);
        assert!(limits.allows(client(1), "lee@example.com"));
    }

    #[test]
    fn all_addresses_of_a_customer_are_one_client() {
        let limits = CallLimits::default();
        let of = |network: u128, host: u128| IpAddr::V6(Ipv6Addr::from((0x2606_4700 << 96) | (network << 64) | host));
        let allowed = (0..700).filter(|host| limits.allows_client(of(1, *host))).count();
        assert!((600..610).contains(&allowed), "{allowed}");
        assert!(limits.allows_client(of(2, 1)));
        assert_eq!(customer("::ffff:1.1.1.1".parse().expect("an address")), IpAddr::from([1, 1, 1, 1]));
    }
}
