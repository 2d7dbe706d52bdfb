"""The reference of `cargo xtask bench duckdb`: python means.py load|means|sums DATABASE ROWS."""

import sys

import duckdb

HOUR = 3_600_000_000
# Seoul has no daylight saving time.
SEOUL = 9 * HOUR
# 2022-10-15 06:30 UTC, and 40 hours of outage.
BEGIN = 1_665_815_400_000_000
END = BEGIN + 40 * HOUR
WEEKS = 40

# `means`: the takings of each hour, then the mean of the like hours, empty ones too. `sums`: the same number without ever
# making an hour, since every hour of the week is divided by the same number of weeks.
BY_HOUR_OF_WEEK = {
    "means": f"""
        select shop, hour % 168 as hour, sum(takings) as takings, sum(sales) as sales
        from (
            select shop, (occurred_at + {SEOUL}) // {HOUR} as hour, sum(amount) as takings, count(*) as sales
            from sales group by all
        ) group by all
    """,
    "sums": f"""
        select shop, (occurred_at + {SEOUL}) // {HOUR} % 168 as hour, sum(amount) as takings, count(*) as sales
        from sales group by all
    """,
}

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
        with by_hour_of_week as ({BY_HOUR_OF_WEEK[action]}), outage as (
            select hour % 168 as hour, count(*) as times
            from range(({BEGIN} + {SEOUL}) // {HOUR}, ({END} + {SEOUL}) // {HOUR} + 1) as hours(hour)
            group by 1
        ), expected as (
            select shop, sum(takings) as takings, sum(sales) as sales, sum(takings * times) / {WEEKS} as expected
            from by_hour_of_week left join outage using (hour) group by shop
        )
        select count(*) filter (expected > 0), sum(takings)::bigint, sum(sales)::bigint from expected
        """
    ).fetchone()
    print(shops, takings, sales)
