//! Sending what is published to who asked for it: a batch of deliveries is taken, each is rendered by `app` in the language
//! of its reader and sent, and what became of them is recorded.

use std::sync::Arc;

use app::{
    bulletins::{self, Told},
    routes,
    shell::PageContext,
};
use backend::{
    Backend, Error,
    mail::{Bulletin, Mail, Mailer},
    outbox::AT_ONCE,
    push::PushMessage,
    subscribers::{Due, Lane, Outcome, Purpose, Settled},
    webhooks::{self, HookAnswer, Outgoing},
};
use domain::{status::PublicState, subscription::Channel};
use futures_util::{StreamExt, stream};

/// Sends what is due in a lane until nothing is. Gives the number of deliveries tried.
pub async fn send_due(backend: &Backend, mailer: &Mailer, lane: Lane) -> backend::Result<usize> {
    let mut record = Record::default();
    let mut tried = 0;
    loop {
        let batch = backend.lease_deliveries(lane, backend.sending().pace.batch()).await?;
        if batch.taken == 0 {
            return Ok(tried);
        }
        let state = record.read(backend).await?;
        let sending = stream::iter(batch.due).map(|due| send(backend, mailer, &state, due));
        let settled: Vec<_> = sending.buffer_unordered(AT_ONCE).collect().await;
        backend.settle_deliveries(&settled).await?;
        tried += settled.len();
    }
}

/// The public state, read again only when it has changed.
#[derive(Default)]
struct Record {
    last: Option<(i64, Arc<PublicState>)>,
}

impl Record {
    async fn read(&mut self, backend: &Backend) -> backend::Result<Arc<PublicState>> {
        let version = backend.publication_version().await?;
        if let Some((known, state)) = &self.last
            && *known == version
        {
            return Ok(state.clone());
        }
        let state = Arc::new(backend.public_state().await?);
        self.last = Some((version, state.clone()));
        Ok(state)
    }
}

async fn send(backend: &Backend, mailer: &Mailer, state: &PublicState, due: Due) -> Settled {
    let gone = || (Outcome::Refused("the record does not have it any more".to_owned()), None);
    let context = PageContext::public(&backend.site, due.subscriber.language, routes::HOME, backend.clock.now());
    let token = backend.sending().key.token(Purpose::Manage, due.subscriber.id);
    let absolute = |path: &str| format!("{}{}", context.site.url, context.href(path));
    let manage = absolute(&routes::manage_subscription(&token));
    if let Some(change) = &due.change {
        let (outcome, status) = match bulletins::component_webhook(&context, state, change, &manage) {
            Ok(Some(body)) => post(backend, &due, body).await,
            Ok(None) => gone(),
            Err(error) => (Outcome::Refused(error.to_string()), None),
        };
        return Settled { due, outcome, status };
    }
    let Some(told) = Told::find(state, &due.notice) else {
        let (outcome, status) = gone();
        return Settled { due, outcome, status };
    };
    let (outcome, status) = match due.subscriber.channel {
        Channel::Email => {
            let letter = bulletins::letter(&context, &told, &manage);
            let (to, language) = (due.subscriber.email.clone(), due.subscriber.language);
            let bulletin = Bulletin {
                mail: Mail { to, subject: letter.subject, text: letter.text, language },
                html: letter.html,
                unsubscribe: absolute(&routes::unsubscribe(&token)),
            };
            (mail(backend, mailer, &due, &bulletin).await, None)
        }
        Channel::Webhook => match bulletins::webhook(&context, &told, &manage) {
            Ok(body) => post(backend, &due, body).await,
            Err(error) => (Outcome::Refused(error.to_string()), None),
        },
        Channel::Slack => post(backend, &due, bulletins::slack(&context, &told)).await,
        Channel::Discord => post(backend, &due, bulletins::discord(&context, &told)).await,
        Channel::Push => push(backend, &due, &bulletins::push(&context, &told)).await,
    };
    Settled { due, outcome, status }
}

async fn mail(backend: &Backend, mailer: &Mailer, due: &Due, bulletin: &Bulletin) -> Outcome {
    backend.sending().pace.wait().await;
    match mailer.send_bulletin(&key(due), bulletin).await {
        Ok(()) => Outcome::Sent,
        Err(error @ Error::MailRefused(_)) => Outcome::Refused(error.to_string()),
        Err(error) => {
            tracing::warn!(notice = %due.notice.id, subscriber = %due.subscriber.id, %error, "a mail was not taken");
            Outcome::Again(error.to_string())
        }
    }
}

async fn post(backend: &Backend, due: &Due, body: String) -> (Outcome, Option<u16>) {
    let sending = backend.sending();
    let signed = (due.subscriber.channel == Channel::Webhook).then(|| {
        let secret = sending.key.signing_secret(due.subscriber.id);
        webhooks::sign(&secret, &key(due), backend.clock.now(), &body)
    });
    match sending.hooks.post(&due.subscriber.url, Outgoing::json(body, signed)).await {
        Ok(answer) if answer.is_taken() => (Outcome::Sent, Some(answer.status)),
        // the receiver says that nobody is there any more
        Ok(answer) if answer.status == 410 => (Outcome::Refused("HTTP 410".to_owned()), Some(answer.status)),
        Ok(answer) => (Outcome::Again(format!("HTTP {}", answer.status)), Some(answer.status)),
        Err(error) => (Outcome::Again(error.to_string()), None),
    }
}

/// Hands a notification to a push service. What it answers means what RFC 8030 says.
async fn push(backend: &Backend, due: &Due, message: &PushMessage) -> (Outcome, Option<u16>) {
    let outgoing = match backend.push_request(&due.subscriber, message) {
        Ok(outgoing) => outgoing,
        Err(error) => return (Outcome::Refused(error.to_string()), None),
    };
    match backend.sending().hooks.post(&due.subscriber.url, outgoing).await {
        Ok(answer) => (push_outcome(answer), Some(answer.status)),
        Err(error) => (Outcome::Again(error.to_string()), None),
    }
}

fn push_outcome(answer: HookAnswer) -> Outcome {
    let said = format!("HTTP {}", answer.status);
    match answer.status {
        _ if answer.is_taken() => Outcome::Sent,
        404 | 410 => Outcome::Gone(said),
        408 | 429 | 500.. => Outcome::Again(said),
        _ => Outcome::Refused(said),
    }
}

/// The same whenever the same thing is sent again, so that a receiver can drop doubles.
fn key(due: &Due) -> String {
    format!("notice-{}-{}", due.notice.id.0.simple(), due.subscriber.id.0.simple())
}
