//! Signing in.

use backend::{
    Actor, Error,
    people::{Principal, StaffChange},
};
use domain::{language::Language, time::MINUTE};

use crate::{support, world};

#[tokio::test]
async fn a_password_signs_in_and_a_wrong_one_says_nothing_more() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let actor = world::staff(&backend, "kim", "publisher").await;
        let id = backend.sign_in_staff(" Kim@example.com ", "correct horse battery").await.expect("signed in");
        assert_eq!(backend.actor_of(Principal::Staff(id)).await.expect("an actor"), actor);
        let wrong = backend.sign_in_staff("kim@example.com", "wrong").await.expect_err("a refusal");
        let unknown = backend.sign_in_staff("nobody@example.com", "wrong").await.expect_err("a refusal");
        assert_eq!(wrong.to_string(), unknown.to_string());
    }
}

#[tokio::test]
async fn a_link_works_once_and_not_for_long() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let first = world::claimant(&backend, "bom@example.com").await;
        let again = world::claimant(&backend, "bom@example.com").await;
        assert_eq!(first, again, "the same person comes back");
        let used = backend.sign_in_by_link("no such secret", Language::Ko).await;
        assert!(matches!(used, Err(Error::Refused(_))));
    }
}

#[tokio::test]
async fn an_expired_link_is_refused() {
    use backend::mail::Mailer;
    for store in support::databases().await {
        let backend = support::backend(&store);
        let folder = tempfile::tempdir().expect("a folder");
        let mailer = Mailer::folder(folder.path(), backend.clock.clone()).expect("a mail folder");
        backend.request_sign_in_link("bom@example.com", Language::En).await.expect("sent");
        assert_eq!(backend.deliver_due(&mailer).await.expect("delivered"), 1);
        let Mailer::Folder(kept) = &mailer else { panic!("a folder") };
        let text = kept.list(1).expect("mails").remove(0).mail.text;
        assert!(text.contains("/en/sign-in/"), "in the language asked in: {text}");
        let secret = text.split("/sign-in/").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a secret");
        backend.clock.advance(31 * MINUTE);
        assert!(matches!(backend.sign_in_by_link(secret, Language::En).await, Err(Error::Refused(_))));
    }
}

#[tokio::test]
async fn a_short_password_or_a_taken_address_is_refused_by_field() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::staff(&backend, "kim", "publisher").await;
        let new = backend::people::NewStaffMember {
            email: "kim@example.com".into(),
            name: "Kim".into(),
            password: "short".into(),
            roles: "auditor".parse().expect("roles"),
        };
        let Err(Error::Invalid(problems)) = backend.add_staff(&world::SYSTEM, &new).await else { panic!("a refusal") };
        assert_eq!(problems[0].field, "password");
        let new = backend::people::NewStaffMember { password: "long enough for us".into(), ..new };
        let Err(Error::Invalid(problems)) = backend.add_staff(&world::SYSTEM, &new).await else { panic!("a refusal") };
        assert_eq!(problems[0].field, "email");
        assert!(matches!(backend.add_staff(&Actor::Anonymous, &new).await, Err(Error::Forbidden)));
    }
}

#[tokio::test]
async fn who_loses_access_can_neither_stay_nor_come_back() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let Actor::Staff { id, .. } = world::staff(&backend, "kim", "publisher").await else { panic!("staff") };
        let change = |roles: &str, is_active, password: Option<&str>| StaffChange {
            roles: roles.parse().expect("roles"),
            is_active,
            password: password.map(str::to_owned),
        };
        backend.change_staff(&world::SYSTEM, id, &change("publisher,auditor", false, None)).await.expect("changed");
        assert_eq!(backend.actor_of(Principal::Staff(id)).await.expect("an actor"), Actor::Anonymous);
        backend.sign_in_staff("kim@example.com", "correct horse battery").await.expect_err("no access");
        let back = change("auditor", true, Some("another long password"));
        backend.change_staff(&world::SYSTEM, id, &back).await.expect("changed");
        backend.sign_in_staff("kim@example.com", "correct horse battery").await.expect_err("the old password");
        backend.sign_in_staff("kim@example.com", "another long password").await.expect("signed in");
        let member = backend.staff_member(&world::SYSTEM, id).await.expect("a person");
        assert_eq!(member.roles, "auditor".parse().expect("roles"));
        let nobody = backend.change_staff(&world::SYSTEM, domain::id::StaffId(uuid::Uuid::nil()), &back).await;
        assert!(matches!(nobody, Err(Error::NotFound)));
    }
}
