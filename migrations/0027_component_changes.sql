-- What webhooks were last told that a component does, and each change that they are told of by itself.
alter table components add column told_status text not null default 'operational';

create table component_changes (
    id uuid primary key
  , component_key text not null references components (key)
  , old_status text not null
  , new_status text not null
  , changed_at bigint not null
);

-- Few are webhooks among a million subscribers.
create index subscribers_webhooks on subscribers (id) where channel = 'webhook';
