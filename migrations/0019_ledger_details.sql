-- Where a transaction was recorded: the till or card machine, by which like sales are told from doubled ones, and the
-- source of the record, since one sale may come both from a card machine and from a payment service.
alter table transactions add column terminal text;
alter table transactions add column source text;

-- A history is made in a zone and by an order of sources; one made otherwise counts as missing.
alter table histories rename column zone to made_by;

-- Transactions that a reviewer left out of an account's takings, with the reason. A row that is put back goes; the audit log
-- has both.
create table set_asides (
    account_id uuid not null
  , reference text not null
  , reason text not null check (reason in ('one_off', 'duplicate'))
  , note text not null
  , set_by uuid not null references staff (id)
  , set_at bigint not null
  , primary key (account_id, reference)
  , foreign key (account_id, reference) references transactions (account_id, reference)
);

-- Assessments of single accounts computed again in a review, from the ledger as it was then and the run's published figures.
-- The run's own assessment stays as it is.
create table revisions (
    account_id uuid not null references accounts (id)
  , id uuid not null
  , claim_id uuid not null
  , number bigint not null
  -- the assessment that the claim rested on before
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
  , unique (claim_id, number)
);
create index revisions_by_run on revisions (run_id, account_id, number);
