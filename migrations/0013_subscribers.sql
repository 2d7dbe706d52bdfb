-- Who is told of what is published. A row without a confirmation is a request, which is removed after some days; there may
-- be several for one address, and the first that is confirmed counts.
create table subscribers (
    id uuid primary key
  , channel text not null check (channel in ('email', 'webhook', 'slack', 'discord'))
  , email text not null
  , url text not null
  , language text not null check (language in ('ko', 'en'))
  , created_at bigint not null
  , confirmed_at bigint
  , failures bigint not null
  , ended_at bigint
);
create unique index subscribers_confirmed on subscribers (email, channel, url) where confirmed_at is not null;
create index subscribers_unconfirmed on subscribers (created_at) where confirmed_at is null;

create table subscriber_topics (
    topic text not null
  , subscriber_id uuid not null references subscribers (id) on delete cascade
  , primary key (topic, subscriber_id)
);
create index subscriber_topics_by_subscriber on subscriber_topics (subscriber_id);

-- What subscribers are told of. Subscribers are queued in the order of their ids, up to the cursor.
create table notices (
    id uuid primary key
  , kind text not null check (kind in ('incident', 'maintenance', 'reminder'))
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
create index notices_by_time on notices (created_at);

create table notice_topics (
    notice_id uuid not null references notices (id) on delete cascade
  , topic text not null
  , primary key (notice_id, topic)
);

-- Each notice once to each subscriber. No reference to the subscriber: one who leaves leaves at once, and what was queued for
-- them is dropped when its turn comes.
create table deliveries (
    notice_id uuid not null references notices (id)
  , subscriber_id uuid not null
  , lane text not null check (lane in ('mail', 'hook'))
  , attempts bigint not null
  , due_at bigint not null
  , leased_until bigint not null
  , finished_at bigint
  , last_error text
  , primary key (notice_id, subscriber_id)
);
create index deliveries_due on deliveries (lane, due_at) where finished_at is null;
