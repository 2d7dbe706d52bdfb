-- A taxi company's assessment follows those of its drivers, also where the company has no claim yet: revisions belong to an
-- account and a programme, which a claim has one of each.
create table account_revisions (
    account_id uuid not null references accounts (id)
  , id uuid not null
  , number bigint not null
  -- the assessment that counted before
  , revises uuid not null
  , programme_id uuid not null references programmes (id)
  , policy_id uuid not null references policies (id)
  , run_id uuid not null references runs (id)
  , note text not null
  , measure text not null
  , document text not null
  , made_by uuid not null references staff (id)
  , created_at bigint not null
  , primary key (account_id, id)
  , unique (account_id, programme_id, number)
);
insert into account_revisions
    (account_id, id, number, revises, programme_id, policy_id, run_id, note, measure, document, made_by, created_at)
    select account_id, id, number, revises, programme_id, policy_id, run_id, note, measure, document, made_by, created_at
    from revisions;
drop table revisions;
alter table account_revisions rename to revisions;
create index revisions_of_runs on revisions (run_id, account_id, number);
