-- In SQLite the transactions lie in their table in the order of its key, so that an account's stand together and a row is
-- written once and not twice. PostgreSQL has no such tables and keeps the one it has: there all that follows is one comment,
-- because comments nest in it, as the standard wants, while in SQLite the first end of a comment is the end.
/* /* */
create table transactions_by_account (
    account_id uuid not null references accounts (id)
  , reference text not null
  , component_key text references components (key)
  , occurred_at bigint not null
  , amount_minor bigint not null
  , kind text not null check (kind in ('sale', 'fare', 'refund', 'fee'))
  , primary key (account_id, reference)
) without rowid;
insert into transactions_by_account (account_id, reference, component_key, occurred_at, amount_minor, kind)
    select account_id, reference, component_key, occurred_at, amount_minor, kind
    from transactions order by account_id, reference;
drop table transactions;
alter table transactions_by_account rename to transactions;
-- */
