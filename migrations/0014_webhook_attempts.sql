-- What became of each try to reach a webhook, for who subscribed it.
create table webhook_attempts (
    subscriber_id uuid not null references subscribers (id) on delete cascade
  , at bigint not null
  , notice_id uuid not null
  , attempt bigint not null
  , status bigint
  , error text
  , primary key (subscriber_id, at, notice_id)
);
create index webhook_attempts_by_time on webhook_attempts (at);
