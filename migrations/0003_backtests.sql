-- Back-tests: a programme's outage placed where none was. What it was placed over is frozen when it starts.
create table backtests (
    id uuid primary key
  , programme_id uuid not null references programmes (id)
  , policy_id uuid not null references policies (id)
  , status text not null check (status in ('queued', 'measuring', 'assessing', 'done', 'failed', 'cancelled'))
  , total bigint not null
  , done bigint not null
  , cursor uuid
  , outage text not null
  , places text not null
  , figures text
  , report text
  , started_by uuid not null
  , created_at bigint not null
  , finished_at bigint
  , error text
);
create index backtests_by_programme on backtests (programme_id, created_at);
-- Two starts at once make one back-test.
create unique index backtests_one_active on backtests (programme_id) where status in ('queued', 'measuring', 'assessing');
