-- A component may be private: then only the operator's people and partner pages that show it know of it.
alter table components add column is_private boolean not null default false;

-- Pages for partners, each with components of its own.
create table partner_pages (
    key text primary key
  , name_ko text not null
  , name_en text not null
  , created_at bigint not null
  , created_by uuid not null
);

create table partner_components (
    page_key text not null references partner_pages (key) on delete cascade
  , component_key text not null references components (key)
  , primary key (page_key, component_key)
);

-- Who may enter by a link in a mail. A session holds the id, so it ends with the row.
create table partner_addresses (
    id uuid primary key
  , page_key text not null references partner_pages (key) on delete cascade
  , email text not null
  , unique (page_key, email)
);

-- From where a page opens by itself.
create table partner_networks (
    page_key text not null references partner_pages (key) on delete cascade
  , network text not null
  , primary key (page_key, network)
);

create table partner_links (
    digest bytea primary key
  , address_id uuid not null references partner_addresses (id) on delete cascade
  , created_at bigint not null
  , expires_at bigint not null
  , used_at bigint
);
create index partner_links_by_address on partner_links (address_id);
