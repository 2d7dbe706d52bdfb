-- What a claimant was offered or awarded last, and what the bank has paid: an appeal does not forget the first, and a later
-- payment is of what is due beyond the second.
alter table claims add column promised_minor bigint;
alter table claims add column settled_minor bigint;
update claims set promised_minor = offer_minor;
update claims set settled_minor = offer_minor where state = 'paid';

-- Results that came after an amount was offered, and what became of each. Less never takes effect without a person.
create table adjustments (
    account_id uuid not null references accounts (id)
  , id uuid not null
  , claim_id uuid not null
  , programme_id uuid not null references programmes (id)
  , run_id uuid not null references runs (id)
  -- the assessments of what stands and of the later result
  , before_id uuid not null
  , after_id uuid not null
  , direction text not null check (direction in ('decrease', 'increase', 'review'))
  , from_minor bigint not null
  -- none where only a person can say
  , to_minor bigint
  , status text not null check (status in
      ('waiting', 'applied', 'kept', 'spared', 'adopted', 'overtaken', 'superseded'))
  -- the reviewer who computed again; none for a run over all accounts
  , made_by uuid references staff (id)
  -- the first of two people who decided for it
  , first_by uuid references staff (id)
  , decided_by uuid references staff (id)
  , reason text not null
  , created_at bigint not null
  , decided_at bigint
  , primary key (account_id, id)
);
create unique index adjustments_by_id on adjustments (id);
-- A claim has one result to decide on, the latest.
create unique index adjustments_one_waiting on adjustments (claim_id) where status = 'waiting';
create index adjustments_by_claim on adjustments (claim_id, created_at);
create index adjustments_by_programme on adjustments (programme_id, status, account_id);

-- One decision on all that wait of a run.
create table adjustment_batches (
    id uuid primary key
  , programme_id uuid not null references programmes (id)
  , run_id uuid not null references runs (id)
  , direction text not null check (direction in ('decrease', 'increase'))
  , verdict text not null check (verdict in ('apply', 'keep'))
  , reason text not null
  , decided_by uuid not null references staff (id)
  , total bigint not null
  , done bigint not null
  -- of these, left waiting: the rules refused them
  , skipped bigint not null
  , cursor uuid not null
  , created_at bigint not null
  , finished_at bigint
  , error text
);
-- Two decisions at once make one.
create unique index adjustment_batches_one_active on adjustment_batches (programme_id) where finished_at is null;
