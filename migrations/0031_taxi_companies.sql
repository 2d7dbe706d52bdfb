-- A further kind of account: taxi companies. SQLite cannot change a check, so the column is made anew; its default is never
-- used, but SQLite asks for one.
alter table accounts add column holder text not null default 'merchant'
    check (holder in ('merchant', 'taxi', 'taxi_company', 'designated_driver', 'courier'));
update accounts set holder = kind;
alter table accounts drop column kind;
alter table accounts rename column holder to kind;
create index accounts_taxi_companies on accounts (id) where kind = 'taxi_company';

-- For which company a taxi's driver works, and the driver's share of an award for the shifts. The newest number holds; one
-- without a company says that the driver works for none any more.
create table employments (
    account_id uuid not null references accounts (id)
  , number bigint not null
  , company_id uuid references accounts (id)
  , driver_share_tenths bigint check (driver_share_tenths between 0 and 1000)
  , recorded_at bigint not null
  , primary key (account_id, number)
);

-- By what key a run divides an account's award, as it held when the account was measured.
alter table measures add column company_id uuid references accounts (id);
alter table measures add column driver_share_tenths bigint;
create index measures_by_company on measures (run_id, company_id, account_id) where company_id is not null;
