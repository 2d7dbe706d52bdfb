-- Takings by local hour, an account's history in one read. Made from the transactions when first needed; whoever writes
-- transactions removes the rows of the accounts they belong to, so that a missing row is made anew.
create table histories (
    account_id uuid primary key references accounts (id)
  , zone text not null
  -- of the account's last transaction
  , last_at bigint
  , document bytea not null
  , made_at bigint not null
);
