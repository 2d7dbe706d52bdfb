-- Browsers are told by web push: a channel and a lane more, and what messages for a browser are encrypted with. Notices may
-- tell of a component by itself. A check cannot be changed on both databases alike, so the tables are made anew; none is
-- dropped while another still refers to it.
create table subscribers_next (
    id uuid primary key
  , channel text not null check (channel in ('email', 'webhook', 'slack', 'discord', 'push'))
  , email text not null
  , url text not null
  , push_keys bytea
  , language text not null check (language in ('ko', 'en'))
  , created_at bigint not null
  , confirmed_at bigint
  , failures bigint not null
  , ended_at bigint
);
create table subscriber_topics_next (
    topic text not null
  , subscriber_id uuid not null references subscribers_next (id) on delete cascade
  , primary key (topic, subscriber_id)
);
create table webhook_attempts_next (
    subscriber_id uuid not null references subscribers_next (id) on delete cascade
  , at bigint not null
  , notice_id uuid not null
  , attempt bigint not null
  , status bigint
  , error text
  , primary key (subscriber_id, at, notice_id)
);
create table notices_next (
    id uuid primary key
  , kind text not null check (kind in ('incident', 'maintenance', 'reminder', 'component'))
  , subject_id uuid not null
  , entry_id uuid not null
  , cursor uuid not null
  , queued bigint not null
  , sent bigint not null
  , failed bigint not null
  , created_at bigint not null
  , queued_at bigint
  , swept_at bigint
);
create table notice_topics_next (
    notice_id uuid not null references notices_next (id) on delete cascade
  , topic text not null
  , primary key (notice_id, topic)
);
create table deliveries_next (
    notice_id uuid not null references notices_next (id)
  , subscriber_id uuid not null
  , lane text not null check (lane in ('mail', 'hook', 'push'))
  , attempts bigint not null
  , due_at bigint not null
  , leased_until bigint not null
  , finished_at bigint
  , last_error text
  , primary key (notice_id, subscriber_id)
);

insert into subscribers_next (id, channel, email, url, language, created_at, confirmed_at, failures, ended_at)
    select id, channel, email, url, language, created_at, confirmed_at, failures, ended_at from subscribers;
insert into subscriber_topics_next (topic, subscriber_id) select topic, subscriber_id from subscriber_topics;
insert into webhook_attempts_next (subscriber_id, at, notice_id, attempt, status, error)
    select subscriber_id, at, notice_id, attempt, status, error from webhook_attempts;
insert into notices_next
        (id, kind, subject_id, entry_id, cursor, queued, sent, failed, created_at, queued_at, swept_at)
    select id, kind, subject_id, entry_id, cursor, queued, sent, failed, created_at, queued_at, swept_at from notices;
insert into notice_topics_next (notice_id, topic) select notice_id, topic from notice_topics;
insert into deliveries_next
        (notice_id, subscriber_id, lane, attempts, due_at, leased_until, finished_at, last_error)
    select notice_id, subscriber_id, lane, attempts, due_at, leased_until, finished_at, last_error from deliveries;

drop table subscriber_topics;
drop table webhook_attempts;
drop table subscribers;
drop table notice_topics;
drop table deliveries;
drop table notices;

alter table subscribers_next rename to subscribers;
alter table subscriber_topics_next rename to subscriber_topics;
alter table webhook_attempts_next rename to webhook_attempts;
alter table notices_next rename to notices;
alter table notice_topics_next rename to notice_topics;
alter table deliveries_next rename to deliveries;

create unique index subscribers_confirmed on subscribers (email, channel, url) where confirmed_at is not null;
create index subscribers_unconfirmed on subscribers (created_at) where confirmed_at is null;
create index subscriber_topics_by_subscriber on subscriber_topics (subscriber_id);
create index webhook_attempts_by_time on webhook_attempts (at);
create index notices_by_time on notices (created_at);
create index deliveries_due on deliveries (lane, due_at) where finished_at is null;
