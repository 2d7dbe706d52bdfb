-- Days on which trade at large was not as usual. They change no amount; reviewers see them. Both dates are local and included.
create table market_shocks (
    id uuid primary key
  , kind text not null check (kind in ('weather', 'mourning', 'market', 'other'))
  , from_date text not null
  , until_date text not null
  , region text
  , name_ko text not null
  , name_en text not null
  , source text
  , created_at bigint not null
  , updated_at bigint not null
  , check (from_date <= until_date)
);
