"""The reference of `cargo xtask bench duckdb`: python means.py load|means DATABASE ROWS."""

import sys

import duckdb

HOUR = 3_600_000_000
# Seoul has no daylight saving time.
SEOUL = 9 * HOUR
# 2022-10-15 06:30 UTC, and 40 hours of outage.
BEGIN = 1_665_815_400_000_000
END = BEGIN + 40 * HOUR
WEEKS = 40

action, database, rows = sys.argv[1:]

if action == "load":
    connection = duckdb.connect(database)
    columns = "{'shop': 'INTEGER', 'occurred_at': 'BIGINT', 'amount': 'BIGINT'}"
    connection.execute(f"create table sales as select * from read_csv('{rows}', header = false, columns = {columns})")
    connection.close()
else:
    connection = duckdb.connect(database, read_only=True)
    shops, takings, sales = connection.execute(
        f"""
        with means as (
            select shop, (occurred_at + {SEOUL}) // {HOUR} % 168 as hour, sum(amount) as takings, count(*) as sales
            from sales group by shop, hour
        ), outage as (
            select hour % 168 as hour, count(*) as times
            from range(({BEGIN} + {SEOUL}) // {HOUR}, ({END} + {SEOUL}) // {HOUR} + 1) as hours(hour)
            group by 1
        ), expected as (
            select shop, sum(takings) as takings, sum(sales) as sales, sum(takings * times) / {WEEKS} as expected
            from means left join outage using (hour) group by shop
        )
        select count(*) filter (expected > 0), sum(takings)::bigint, sum(sales)::bigint from expected
        """
    ).fetchone()
    print(shops, takings, sales)
