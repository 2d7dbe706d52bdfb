-- What people use and what can fail.
create table component_groups (
    key text primary key
  , name_ko text not null
  , name_en text not null
  , position bigint not null
);

create table components (
    key text primary key
  , group_key text not null references component_groups (key)
  , name_ko text not null
  , name_en text not null
  , description_ko text not null
  , description_en text not null
  , position bigint not null
  , uptime_from bigint not null
  , created_at bigint not null
);

-- The published record is append-only: rows of these three tables are inserted and never changed.
create table incidents (
    id uuid primary key
  , title_ko text not null
  , title_en text not null
  , started_at bigint not null
  , created_at bigint not null
  , created_by uuid not null
);

create table incident_updates (
    id uuid primary key
  , incident_id uuid not null references incidents (id)
  , status text not null check (status in ('investigating', 'identified', 'monitoring', 'resolved', 'postmortem'))
  , body_ko text not null
  , body_en text not null
  , next_update_by bigint
  , corrects uuid references incident_updates (id)
  , published_at bigint not null
  , published_by uuid not null
);
create index incident_updates_by_incident on incident_updates (incident_id, published_at);

-- Each entry states a whole impact anew; the latest revision of an impact is what holds.
create table impact_entries (
    impact_id uuid not null
  , revision bigint not null
  , incident_id uuid not null references incidents (id)
  , update_id uuid not null references incident_updates (id)
  , component_key text not null references components (key)
  , severity text not null check (severity in ('degraded', 'partial_outage', 'major_outage'))
  , started_at bigint not null
  , ended_at bigint
  , recorded_at bigint not null
  , primary key (impact_id, revision)
);
create index impact_entries_by_incident on impact_entries (incident_id);

-- The ledger: accounts and what they took.
create table accounts (
    id uuid primary key
  , reference text not null unique
  , kind text not null check (kind in ('merchant', 'taxi', 'designated_driver', 'courier'))
  , category text not null
  , region text not null
  , name text not null
  , email text
  , created_at bigint not null
);
create index accounts_by_email on accounts (email);

create table transactions (
    account_id uuid not null references accounts (id)
  , reference text not null
  , component_key text references components (key)
  , occurred_at bigint not null
  , amount_minor bigint not null
  , kind text not null check (kind in ('sale', 'fare', 'refund', 'fee'))
  , primary key (account_id, reference)
);

create table holidays (
    date text primary key
  , name_ko text not null
  , name_en text not null
);

-- People.
create table staff (
    id uuid primary key
  , email text not null unique
  , name text not null
  , password_hash text not null
  , roles text not null
  , is_active boolean not null
  , created_at bigint not null
);

create table claimants (
    id uuid primary key
  , email text not null unique
  , language text not null check (language in ('ko', 'en'))
  , created_at bigint not null
  , last_sign_in_at bigint
);

-- A link is kept as the digest of its secret and works once.
create table sign_in_links (
    digest bytea primary key
  , email text not null
  , created_at bigint not null
  , expires_at bigint not null
  , used_at bigint
);

create table sessions (
    id text primary key
  , data text not null
  , expires_at bigint not null
);
create index sessions_by_expiry on sessions (expires_at);

-- Compensation.
create table programmes (
    id uuid primary key
  , incident_id uuid not null references incidents (id)
  , title_ko text not null
  , title_en text not null
  , criteria_ko text not null
  , criteria_en text not null
  , currency text not null
  , opens_at bigint not null
  , closes_at bigint not null
  , budget_minor bigint not null
  , status text not null check (status in ('draft', 'open', 'closed'))
  , created_at bigint not null
  , created_by uuid not null
);

create table policies (
    id uuid primary key
  , programme_id uuid not null references programmes (id)
  , version bigint not null
  , document text not null
  , status text not null check (status in ('draft', 'published'))
  , created_at bigint not null
  , created_by uuid not null
  , published_at bigint
  , published_by uuid
  , unique (programme_id, version)
);

create table runs (
    id uuid primary key
  , programme_id uuid not null references programmes (id)
  , policy_id uuid not null references policies (id)
  , status text not null check (status in ('queued', 'measuring', 'assessing', 'done', 'failed', 'cancelled'))
  , total bigint not null
  , done bigint not null
  , cursor uuid
  , outage text not null
  , figures text
  , started_by uuid not null
  , created_at bigint not null
  , finished_at bigint
  , error text
);
-- Two starts at once make one run.
create unique index runs_one_active on runs (programme_id) where status in ('queued', 'measuring', 'assessing');

create table measures (
    account_id uuid not null references accounts (id)
  , run_id uuid not null references runs (id)
  , document text not null
  , primary key (account_id, run_id)
);
create index measures_by_run on measures (run_id, account_id);

create table assessments (
    account_id uuid not null references accounts (id)
  , id uuid not null
  , programme_id uuid not null references programmes (id)
  , policy_id uuid not null references policies (id)
  , run_id uuid not null references runs (id)
  , outcome text not null check (outcome in ('offer', 'review', 'no_measurable_loss', 'not_exposed', 'not_eligible'))
  , amount_minor bigint
  , needs_person boolean not null
  , digest text not null
  , document text not null
  , created_at bigint not null
  , primary key (account_id, id)
  , unique (account_id, run_id)
);
create index assessments_by_run on assessments (run_id, account_id);
create index assessments_by_programme on assessments (programme_id);

create table claims (
    account_id uuid not null references accounts (id)
  , id uuid not null
  , programme_id uuid not null references programmes (id)
  , assessment_id uuid not null
  , number text not null unique
  , state text not null
  , track text not null
  , offer_minor bigint
  , limit_minor bigint not null
  , answer_by bigint
  , claimant_id uuid references claimants (id)
  , reviewer_id uuid references staff (id)
  , appealed_from uuid references staff (id)
  , first_approver uuid references staff (id)
  , events bigint not null
  , created_at bigint not null
  , updated_at bigint not null
  , primary key (account_id, id)
  , unique (account_id, programme_id)
);
create unique index claims_by_id on claims (id);
create index claims_by_state on claims (state, updated_at);

create table claim_events (
    claim_id uuid not null
  , sequence bigint not null
  , event text not null
  , state text not null
  , actor text not null
  , note text not null
  , at bigint not null
  , primary key (claim_id, sequence)
);

-- What leaves the system, written in the transaction of its cause.
create table outbox (
    id uuid primary key
  , kind text not null
  , dedup_key text not null unique
  , urgency bigint not null
  , payload text not null
  , attempts bigint not null
  , due_at bigint not null
  , leased_until bigint not null
  , delivered_at bigint
  , last_error text
  , created_at bigint not null
);
create index outbox_due on outbox (delivered_at, urgency, due_at);

create table jobs (
    id uuid primary key
  , kind text not null
  , dedup_key text not null unique
  , payload text not null
  , attempts bigint not null
  , due_at bigint not null
  , leased_until bigint not null
  , leased_by text
  , finished_at bigint
  , last_error text
  , created_at bigint not null
);
create index jobs_due on jobs (finished_at, due_at);

-- A hash chain: each entry's hash covers its content and the hash before it.
create table audit_log (
    sequence bigint primary key
  , at bigint not null
  , actor text not null
  , action text not null
  , subject text not null
  , detail text not null
  , previous bytea not null
  , hash bytea not null
);

-- One row: how often the public state has changed, so that every server sees that it must publish anew.
create table publication (
    id bigint primary key
  , version bigint not null
);
insert into publication (id, version) values (1, 0);

-- One row: the end of the chain. Updating it first makes writers of the audit log queue up on PostgreSQL too.
create table audit_head (
    id bigint primary key
  , sequence bigint not null
  , hash bytea not null
);
insert into audit_head (id, sequence, hash) values (1, 0, '');
