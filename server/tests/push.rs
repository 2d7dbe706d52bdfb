//! Notifications of a browser, from its subscription to what it decrypts: a push service on this machine takes the
//! requests, and the browser's own key opens them.

#[path = "support/receiver.rs"]
mod receiver;
mod support;

use std::sync::Arc;

use backend::{
    Sending,
    mail::Mailer,
    outbox::Pace,
    proofs::ProofKey,
    push::{Push, PushKey},
    subscribers::{Lane, LinkKey},
    webhooks::Hooks,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    incident::IncidentStatus,
    role::Role,
    time::{MINUTE, SECOND},
};
use receiver::{Arrived, receiver};
use ring::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral},
    hkdf::{HKDF_SHA256, KeyType, Prk, Salt},
    rand::SystemRandom,
    signature::{self, ECDSA_P256_SHA256_FIXED},
};
use serde_json::Value;
use server::{bulletins, publisher::Publisher};
use support::{Browser, Page, Site, world};

/// A site that tells browsers, with a push service anywhere.
async fn site() -> Site {
    let mut site = Site::start().await;
    let sending = Sending {
        key: LinkKey::passing(&site.backend.random),
        proof_key: ProofKey::passing(&site.backend.random),
        pace: Pace::unlimited(),
        hooks: Hooks::new(true),
        push: Some(Push { key: PushKey::passing().expect("a key"), services: Vec::new() }),
    };
    site.backend = site.backend.with_sending(Arc::new(sending));
    site.state.set_backend(site.backend.clone());
    world::components(&site.backend).await;
    let folder = tempfile::tempdir().expect("a folder");
    Publisher::new(site.state.clone(), folder.path().to_owned()).publish(Some(&site.backend)).await.expect("published");
    site
}

/// What a browser keeps of its subscription.
struct Keys {
    private: EphemeralPrivateKey,
    public: Vec<u8>,
    auth: [u8; 16],
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn derived(from: &Prk, info: &[u8], length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    from.expand(&[info], Length(length)).expect("a key").fill(&mut bytes).expect("its bytes");
    bytes
}

impl Keys {
    fn new() -> Self {
        let private = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).expect("a key");
        let public = private.compute_public_key().expect("its point").as_ref().to_vec();
        Self { private, public, auth: *b"sixteen letters." }
    }

    fn fields(&self, endpoint: &str) -> Vec<(String, String)> {
        let fields = [
            ("endpoint", endpoint.to_owned()),
            ("p256dh", URL_SAFE_NO_PAD.encode(&self.public)),
            ("auth", URL_SAFE_NO_PAD.encode(self.auth)),
        ];
        fields.map(|(name, value)| (name.to_owned(), value)).into()
    }

    /// Opens a message as RFC 8291 has browsers do it.
    fn open(self, body: &[u8]) -> Value {
        let (salt, record_size, length) = (&body[..16], &body[16..20], usize::from(body[20]));
        assert_eq!((record_size, length), (&[0, 0, 16, 0][..], 65));
        let (sender, mut record) = (&body[21..86], body[86..].to_vec());
        let info = [b"WebPush: info\0", &self.public[..], sender].concat();
        let input = agree_ephemeral(self.private, &UnparsedPublicKey::new(&ECDH_P256, sender), |shared| {
            derived(&Salt::new(HKDF_SHA256, &self.auth).extract(shared), &info, 32)
        });
        let keys = Salt::new(HKDF_SHA256, salt).extract(&input.expect("a secret of both"));
        let key = UnboundKey::new(&AES_128_GCM, &derived(&keys, b"Content-Encoding: aes128gcm\0", 16)).expect("a key");
        let nonce = derived(&keys, b"Content-Encoding: nonce\0", 12);
        let nonce = Nonce::try_assume_unique_for_key(&nonce).expect("a nonce");
        let plain = LessSafeKey::new(key).open_in_place(nonce, Aad::empty(), &mut record).expect("a message to us");
        serde_json::from_slice(plain.strip_suffix(&[2]).expect("the last record")).expect("JSON")
    }
}

/// Sends fields and further ones as the script does.
async fn ask(browser: &mut Browser, path: &str, fields: &[(String, String)], more: &[(&str, &str)]) -> Page {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(path, &[&fields[..], more].concat()).await
}

async fn deliver(site: &Site) {
    world::work(&site.backend).await;
    let folder = tempfile::tempdir().expect("a folder");
    let mailer = Mailer::folder(folder.path(), site.clock.clone()).expect("a mail folder");
    for lane in Lane::ALL {
        bulletins::send_due(&site.backend, &mailer, lane).await.expect("sent");
    }
}

fn header<'a>(request: &'a Arrived, name: &str) -> &'a str {
    request.headers.get(name).unwrap_or_else(|| panic!("no {name}"))
}

#[tokio::test]
async fn a_browser_decrypts_what_happened_once_its_push_service_takes_it() {
    let site = site().await;
    let (endpoint, mut arrived) = receiver(&[503, 429, 201]).await;
    let (keys, mut kim) = (Keys::new(), site.browser());
    let page = kim.get("/en/subscribe").await;
    page.has(200).says("data-path=\"/en/subscribe/push\"").says("data-worker=\"/push-worker.js\"");
    let worker = kim.get("/push-worker.js").await;
    assert_eq!(worker.kind, "text/javascript; charset=utf-8");
    let key = kim.get("/en/subscribe/push/key").await.json()["key"].as_str().expect("a key").to_owned();
    let asked = [("scope", "chosen"), ("topics", "component:pay-qr")];
    ask(&mut kim, "/en/subscribe/push", &keys.fields(&endpoint), &asked).await.has(200);
    site.backend.declare_incident(&world::SYSTEM, &world::outage()).await.expect("declared");

    let mut last = None;
    for attempt in 1..=3 {
        deliver(&site).await;
        let request = arrived.recv().await.expect("a request");
        assert!(arrived.try_recv().is_err(), "try {attempt}");
        deliver(&site).await;
        assert!(arrived.try_recv().is_err(), "not before its time");
        site.clock.advance(5 * MINUTE);
        last = Some(request);
    }
    let request = last.expect("a request");
    assert_eq!(header(&request, "content-encoding"), "aes128gcm");
    assert_eq!((header(&request, "ttl"), header(&request, "urgency")), ("86400", "high"));
    let topic = header(&request, "topic").to_owned();
    assert_eq!(topic, URL_SAFE_NO_PAD.encode(world::outage().id.0.as_bytes()));

    let (token, sender) =
        header(&request, "authorization").strip_prefix("vapid t=").and_then(|t| t.split_once(", k=")).expect("both");
    assert_eq!(sender, key, "the key that the browser subscribed with");
    let (signed, signed_by) = token.rsplit_once('.').expect("a signature");
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64");
    let check = signature::UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes(&key));
    check.verify(signed.as_bytes(), &bytes(signed_by)).expect("signed by this site");
    let claims: Value = serde_json::from_slice(&bytes(signed.split_once('.').expect("claims").1)).expect("JSON");
    assert_eq!(claims["aud"], endpoint.split("/hook").next().expect("an origin"));
    assert_eq!(claims["sub"], "http://status.example.com");
    let expires = claims["exp"].as_i64().expect("a time") - site.clock.now().0 / SECOND;
    assert!((1..=86_400).contains(&expires), "{expires}");

    let said = keys.open(&request.body);
    let notification = &said["notification"];
    assert_eq!(notification["title"], "Investigating · In-store QR: Major outage · Hanaro");
    assert_eq!(notification["body"], "We are looking into it.");
    assert_eq!(notification["lang"], "en");
    let link = notification["navigate"].as_str().expect("a link");
    assert!(link.starts_with(&format!("http://status.example.com/en/incidents/{}", world::outage().id)), "{link}");

    let update = world::update(3, IncidentStatus::Identified, vec![]);
    site.backend.update_incident(&world::SYSTEM, world::outage().id, &update).await.expect("updated");
    deliver(&site).await;
    let request = arrived.recv().await.expect("the next");
    assert_eq!((header(&request, "topic"), header(&request, "urgency")), (topic.as_str(), "normal"));

    let mut auditor = site.staff("aud", &[Role::Auditor]).await;
    let page = auditor.get("/console/subscribers").await;
    page.has(200).says(">127.0.0.1<").says("브라우저 알림").does_not_say("hook?a=b").says("1 / 1");
}

#[tokio::test]
async fn only_who_knows_the_secret_sees_and_ends_it() {
    let site = site().await;
    let (endpoint, mut arrived) = receiver(&[201]).await;
    let (keys, mut kim) = (Keys::new(), site.browser());
    let fields = keys.fields(&endpoint);
    let wrong = [&fields[..2], &[("auth".to_owned(), URL_SAFE_NO_PAD.encode(b"another secret.."))]].concat();
    ask(&mut kim, "/subscribe/push/state", &fields, &[]).await.has(404);
    let chosen = [("scope", "chosen")];
    ask(&mut kim, "/subscribe/push", &fields, &chosen).await.has(422);
    kim.post_from("cross-site", "/subscribe/push", &[]).await.has(403);
    ask(&mut kim, "/subscribe/push", &fields, &[("scope", "all")]).await.has(200);
    ask(&mut kim, "/subscribe/push", &wrong, &[("scope", "all")]).await.has(409);
    ask(&mut kim, "/subscribe/push/state", &wrong, &[]).await.has(404);
    let state = ask(&mut kim, "/en/subscribe/push/state", &fields, &[]).await.json();
    assert_eq!((&state["topics"], &state["ended"]), (&serde_json::json!(["all"]), &Value::Bool(false)));
    let manage = state["manage"].as_str().expect("a link").to_owned();
    kim.get(&manage).await.has(200).says("Browser notification").says("127.0.0.1").does_not_say("hook?a=b");
    let changed = [("scope", "chosen"), ("topics", "group:pay"), ("language", "ko")];
    kim.post_and_follow(&manage, &changed).await.has(200).says("Your changes are saved");

    let (next, mut arrived_there) = receiver(&[410]).await;
    let token = state["token"].as_str().expect("a token");
    let moved = keys.fields(&next);
    ask(&mut kim, "/subscribe/push/renew", &moved, &[("token", "no token")]).await.has(404);
    ask(&mut kim, "/subscribe/push/renew", &moved, &[("token", token)]).await.has(204);
    ask(&mut kim, "/subscribe/push/state", &fields, &[]).await.has(404);
    let state = ask(&mut kim, "/subscribe/push/state", &moved, &[]).await.json();
    assert_eq!(state["topics"], serde_json::json!(["group:pay"]), "what was chosen goes along");

    site.backend.declare_incident(&world::SYSTEM, &world::outage()).await.expect("declared");
    deliver(&site).await;
    arrived_there.recv().await.expect("told under the new endpoint");
    assert!(arrived.try_recv().is_err(), "and not under the old one");
    ask(&mut kim, "/subscribe/push/state", &moved, &[]).await.has(404);
    kim.get(&manage).await.has(410);

    let fields = keys.fields(&format!("{endpoint}&again"));
    ask(&mut kim, "/subscribe/push", &fields, &[]).await.has(200);
    let token = ask(&mut kim, "/subscribe/push/state", &fields, &[]).await.json()["token"].clone();
    for _ in 0..2 {
        ask(&mut kim, "/subscribe/push/end", &[], &[("token", token.as_str().expect("a token"))]).await.has(200);
    }
    ask(&mut kim, "/subscribe/push/state", &fields, &[]).await.has(404);
}

#[tokio::test]
async fn where_browsers_are_not_told_there_is_no_key() {
    let site = Site::start().await;
    let mut kim = site.browser();
    kim.get("/subscribe/push/key").await.has(404);
    ask(&mut kim, "/subscribe/push", &Keys::new().fields("https://push.example.com/1"), &[]).await.has(404);
}
