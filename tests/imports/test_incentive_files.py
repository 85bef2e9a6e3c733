"""Files about incentives: revenue, quotas, commission, parts of deals, rates, use of material."""

from datetime import date

import pytest

from data.imports import SCHEMAS, Choices, parse
from data.imports.dates import DateOrderUnknown
from data.imports.remembering import guess_kind
from data.refused import Invalid


def read(kind, text, **choices):
    return parse(kind, text.encode(), file_name=f"{kind}.csv", choices=Choices(**choices))


def rows(parsed, *columns):
    return parsed.good.select(columns).rows()


def reasons(parsed):
    return parsed.rejected.select("line", "reason").rows()


def test_lines_of_contracts_last_until_their_end_their_months_or_go_on():
    got = read(
        "revenue",
        "Customer,Start date,End date,Term,MRR,Currency\n"
        "Opera,2026-01-01,2026-12-31,,1000,EUR\n"
        "Club,2026-01-31,,12,$20.50,USD\n"
        "Zoo,2026-02-01,,,5,USD\n"
        "Zoo,2026-02-01,2026-01-01,,5,USD\n"
        ",2026-02-01,,,5,USD\n"
        "Zoo,,,,5,USD\n"
        "Zoo,2026-02-01,,,,USD\n",
    )
    assert rows(got, "account_name", "from_on", "until_on", "monthly_cents", "currency") == [
        ("Opera", date(2026, 1, 1), date(2027, 1, 1), 100_000, "EUR"),
        ("Club", date(2026, 1, 31), date(2027, 1, 31), 2_050, "USD"),
        ("Zoo", date(2026, 2, 1), None, 500, "USD"),
    ]
    assert reasons(got) == [
        (5, "it ends before it begins"),
        (6, "no account"),
        (7, "no first day"),
        (8, "no amount"),
    ]


def test_a_monthly_invoice_is_a_line_of_that_month_however_the_month_is_written():
    text = "Account,Month,Amount\n" + "".join(
        f"A,{month},10\n" for month in ("2026-03", "202603", "Mar 2026", "03/2026", "2026-03-17")
    )
    got = read("revenue", text)
    assert rows(got, "from_on", "until_on") == [(date(2026, 3, 1), date(2026, 4, 1))] * 5
    assert any("taken as that of one month" in note for note in got.notes)


def test_a_years_revenue_is_twelve_months_of_it():
    got = read("revenue", "Account,Start,ARR\nA,2026-01-01,120.06\nB,2026-01-01,120.18\n")
    assert rows(got, "monthly_cents") == [(1_000,), (1_002,)]  # 1000.5 and 1001.5: to the even one


def test_an_amount_of_an_interval_is_spread_over_its_months():
    got = read(
        "revenue",
        "id,Customer ID,Currency,Interval,Amount,Start Date (UTC),Canceled At (UTC),Ended At (UTC)"
        "\n1,c1,usd,month,100,2026-01-02 10:00,,\n2,c2,usd,year,1200,2026-01-02 10:00,,\n"
        "3,c3,usd,week,12,2026-01-02 10:00,2026-02-01 10:00,2026-03-01 10:00\n"
        "4,c4,usd,often,12,2026-01-02 10:00,,\n",
    )
    assert rows(got, "account_key", "monthly_cents", "until_on") == [
        ("c1", 10_000, None),
        ("c2", 10_000, None),
        ("c3", 5_200, date(2026, 3, 1)),
    ]
    assert reasons(got) == [(5, "'often' is no interval")]
    assert any("part of a month" in note for note in got.notes)


def test_an_amount_of_several_intervals_is_spread_over_them_all():
    got = read(
        "revenue",
        "id,Customer ID,Interval,Interval Count,Amount,Start Date\n1,c1,month,3,300,2026-01-02\n"
        "2,c2,year,2,2400,2026-01-02\n3,c3,month,,100,2026-01-02\n4,c4,month,0,9,2026-01-02\n",
    )
    assert rows(got, "account_key", "monthly_cents") == [
        ("c1", 10_000),
        ("c2", 10_000),
        ("c3", 10_000),
    ]
    assert reasons(got) == [(5, "'0' is no number of intervals")]


def test_a_contracts_value_is_no_months_and_a_plans_id_no_rows():
    with pytest.raises(Invalid, match="No column for the amount of a month"):
        read("revenue", "Customer,Start date,Contract value\nA,2026-01-01,120000\n")
    got = read("revenue", "Customer,Plan ID,Start date,MRR\nA,p,2026-01-01,5\nB,p,2026-01-01,5\n")
    assert (got.good.height, got.rejected.height) == (2, 0)


def test_what_is_a_months_already_is_not_spread():
    got = read("revenue", "Customer,Start date,MRR,Billing frequency\nA,2026-01-01,100,annual\n")
    assert rows(got, "monthly_cents") == [(10_000,)]


@pytest.mark.parametrize("header", ["Churn", "Churn Label", "Churn Value", "churn_flag"])
def test_who_left_is_known_however_the_column_is_called(header):
    got = read(
        "revenue",
        f"CustomerID,Tenure Months,Monthly Charges,{header}\nA,2,53.85,Yes\nB,2,70.7,0\n",
        asked_on=date(2026, 11, 1),
    )
    assert rows(got, "until_on") == [(date(2026, 11, 1),), (None,)]


def test_salesforce_names_people_by_their_ids_in_quotas_and_splits():
    ann, bob = "0055g00000AbCdEAAV", "0055g00000abcdEAAQ"
    quota = "ID,QUOTAOWNERID,STARTDATE,QUOTAAMOUNT\n"
    for at, owner in enumerate((ann, ann[:15], bob, bob[:15])):
        quota += f"{at},{owner},2026-0{1 + at % 2}-01,5\n"
    assert rows(read("quotas", quota), "person") == [(ann,), (ann,), (bob,), (bob,)]
    split = "ID,OPPORTUNITYID,SPLITOWNERID,SPLITPERCENTAGE\n"
    split += f"1,006A,{ann[:15]},60.0\n2,006A,{bob},40.0\n"
    assert rows(read("splits", split), "person", "share_bp") == [(ann, 6000), (bob, 4000)]


def test_a_thousand_years_are_no_length():
    got = read("revenue", "Customer,Start date,Months,MRR\nA,2026-01-01,1552348800000,5\n")
    assert reasons(got) == [(2, "'1552348800000' is no number of months")]


def test_months_of_stay_count_back_from_the_day_that_the_person_names():
    text = "customerID,tenure,MonthlyCharges,Churn\nX,3,10,No\nY,1,20,Yes\nZ,0,30,No\n"
    got = read("revenue", text, asked_on=date(2026, 5, 31))
    assert rows(got, "account_key", "from_on", "until_on") == [
        ("X", date(2026, 2, 28), None),
        ("Y", date(2026, 4, 30), date(2026, 5, 31)),
        ("Z", date(2026, 5, 31), None),
    ]
    with pytest.raises(Invalid, match="Say the day"):
        read("revenue", text)


def test_real_customers_of_a_telephone_company(shared_data):
    content = (shared_data / "ibm_telco_churn" / "Telco-Customer-Churn.csv").read_bytes()
    day = date(2026, 6, 30)
    got = parse("revenue", content, file_name="telco.csv", choices=Choices(asked_on=day))
    assert (got.rows, got.good.height) == (7_043, 7_043)
    left = got.good.drop_nulls("until_on")
    assert left.height == 1_869 and set(left["until_on"]) == {day}
    assert got.good["monthly_cents"].sum() == 45_611_660  # 456,116.60 a month, as the file adds up


@pytest.mark.parametrize(
    ("header", "cells", "begins", "ends"),
    [
        ("Start,Until", "2026-01-01,2026-04-01", (2026, 1, 1), (2026, 4, 1)),
        ("Start,End", "2026-01-01,2026-03-31", (2026, 1, 1), (2026, 4, 1)),
        ("Start,Months", "2026-01-01,3", (2026, 1, 1), (2026, 4, 1)),
        ("Quarter", "2026-Q1", (2026, 1, 1), (2026, 4, 1)),
        ("Quarter", "Q1 2026", (2026, 1, 1), (2026, 4, 1)),
        ("Year,Quarter", "2026,1", (2026, 1, 1), (2026, 4, 1)),
        ("Calendar Year,Calendar Quarter", "2026,Q4", (2026, 10, 1), (2027, 1, 1)),
        ("Month", "2026-12", (2026, 12, 1), (2027, 1, 1)),
        ("Year,Month", "2026,2", (2026, 2, 1), (2026, 3, 1)),
        ("Year", "2026", (2026, 1, 1), (2027, 1, 1)),
    ],
)
def test_a_quotas_period_is_two_days_a_length_or_a_name(header, cells, begins, ends):
    got = read("quotas", f"Rep,{header},Quota\nVera,{cells},1000\n")
    assert rows(got, "person", "from_on", "until_on", "amount_cents") == [
        ("Vera", date(*begins), date(*ends), 100_000)
    ], reasons(got)


def test_what_names_no_quarter_is_rejected_in_words():
    got = read("quotas", "Rep,Quarter,Quota\nVera,FY26 H1,1\nVera,2026-Q2,\n,2026-Q2,5\n")
    assert reasons(got) == [
        (2, "'FY26 H1' is not a calendar quarter, such as 2026-Q1"),
        (3, "no amount"),
        (4, "no person"),
    ]


def test_first_days_alone_run_until_the_persons_next():
    got = read(
        "quotas",
        "Rep,Quota date,Quota\nA,2026-01-01,1\nA,2026-04-01,1\nB,2026-01-01,1\nB,2026-07-01,1\n"
        "A,2026-07-01,1\n",
    )
    assert rows(got, "person", "from_on", "until_on") == [
        ("A", date(2026, 1, 1), date(2026, 4, 1)),
        ("A", date(2026, 4, 1), date(2026, 7, 1)),
        ("B", date(2026, 1, 1), date(2026, 7, 1)),
        ("B", date(2026, 7, 1), date(2026, 10, 1)),
        ("A", date(2026, 7, 1), date(2026, 10, 1)),
    ]
    alone = read("quotas", "Rep,Quota date,Quota\nA,2026-01-01,1\n")
    assert reasons(alone) == [(2, "no end and no length")]


HEADLESS = {"column 1": "person", "column 2": "from_on", "column 3": "amount_cents"}


def test_real_quotas_without_a_header_are_refused_in_words_and_read_by_position(shared_data):
    content = (shared_data / "adventureworks_sales" / "SalesPersonQuotaHistory.csv").read_bytes()
    with pytest.raises(Invalid, match="No column for the person was found"):
        parse("quotas", content, file_name="quotas.csv")
    choices = Choices(columns=HEADLESS, headless=True)
    got = parse("quotas", content, file_name="quotas.csv", choices=choices)
    assert (got.rows, got.good.height) == (163, 163)
    assert got.good["amount_cents"].sum() == 9_571_400_000
    assert got.good["person"].n_unique() == 17
    assert got.good["line"].to_list() == list(range(1, 164))
    first = got.good.row(0, named=True)
    assert (first["person"], first["from_on"], first["until_on"]) == (
        "274",
        date(2022, 5, 30),
        date(2022, 8, 30),
    )


def test_a_workbook_has_a_header_or_is_not_read():
    with pytest.raises(Invalid, match="Only a text file"):
        parse("quotas", b"PK\x03\x04", file_name="q.xlsx", choices=Choices(headless=True))


def test_commission_may_be_taken_back():
    got = read(
        "commissions",
        "Rep,Deal ID,Paid on,Commission\nVera,D1,2026-01-31,(12.50)\nVera,,2026-01-31,1\n"
        "Vera,D1,2026-01-31,5\nVera,,,5\n",
    )
    assert rows(got, "deal_key", "amount_cents") == [("D1", -1_250), (None, 100), ("D1", 500)]
    assert got.good["source_key"].is_unique().all()
    assert reasons(got) == [(5, "no day")]


@pytest.mark.parametrize("shares", [("60%", "40%"), ("60", "40"), ("0.6", "0.4"), ("0,6", "0,4")])
def test_shares_are_read_as_the_whole_column_is_written(shares):
    header = "Deal ID;Rep;Split"
    got = read("splits", f"{header}\nD;A;{shares[0]}\nD;B;{shares[1]}\n")
    assert rows(got, "share_bp") == [(6_000,), (4_000,)]


def test_no_share_is_a_share():
    got = read("splits", "Deal ID,Rep,Share %\nD,A,lots\nD,B,0\nD,C,101\nD,E,-5\nD,F,\n,A,5\n")
    assert [why for _, why in reasons(got)] == [
        "'lots' is no share of a deal",
        "'0' is no share of a deal",
        "'101' is no share of a deal",
        "'-5' is no share of a deal",
        "no share",
        "no deal",
    ]


def test_rates_are_whole_billionths_and_into_the_companys_currency_unless_it_says():
    got = read(
        "rates",
        'Currency,To,Date,Rate\nEUR,,2026-01-01,1.0842\nGBP,EUR,2026-01-01,"1,2"\n'
        "EUR,USD,2026-01-01,1.1\nXXQ,,2026-01-01,1\nUSD,,2026-01-01,1\nCHF,,2026-01-01,0\n",
        currency="USD",
    )
    assert rows(got, "currency", "into", "on", "rate_billionths") == [
        ("EUR", "USD", date(2026, 1, 1), 1_084_200_000),
        ("GBP", "EUR", date(2026, 1, 1), 1_200_000_000),
    ]
    assert [why for _, why in reasons(got)] == [
        "same id as line 2",
        "'XXQ' is not a currency",
        "is into itself",
        "'0' is not a rate",
    ]


def test_a_rate_of_salesforce_says_it_the_other_way_round():
    got = read("rates", "IsoCode,StartDate,ConversionRate\nEUR,2026-01-01,0.8\n", currency="USD")
    assert rows(got, "currency", "into", "rate_billionths") == [("EUR", "USD", 1_250_000_000)]
    pair = read("rates", "Pair,Date,Rate\nEUR/USD,2026-01-01,1.25\n")
    assert rows(pair, "currency", "into") == [("EUR", "USD")]


def test_uses_of_material_may_be_nobodys_in_particular():
    got = read(
        "material-use",
        "Asset,Type,Used by,Deal ID,Account,Date\nDeck,slides,Vera,D1,Opera,2026-01-02\n"
        "Deck,,,,,2026-01-02\n,slides,Vera,,,2026-01-02\nDeck,,Vera,,,\n",
    )
    assert rows(got, "material", "material_kind", "person", "deal_key", "used_on") == [
        ("Deck", "slides", "Vera", "D1", date(2026, 1, 2)),
        ("Deck", None, None, None, date(2026, 1, 2)),
    ]
    assert reasons(got) == [(4, "no material"), (5, "no day")]


def test_dates_that_fit_both_orders_are_asked_about():
    with pytest.raises(DateOrderUnknown):
        read("commissions", "Rep,Paid on,Commission\nVera,03/04/2026,1\n")


@pytest.mark.parametrize(
    ("header", "cell", "listed"),
    [
        ("List price", "100", 10_000),
        ("Discount", "10%", 10_000),
        ("Discount %", "10", 10_000),
        ("Discount rate", "0.1", 10_000),
        ("Discount", "100%", None),
        ("List price", "0", None),
        ("Discount", "", None),
    ],
)
def test_a_deals_list_price_is_said_or_follows_from_its_discount(header, cell, listed):
    text = f"Id,Stage,Amount,Close date,{header}\nD,won,90,2026-01-02,{cell}\n"
    assert rows(read("deals", text), "amount_cents", "list_cents") == [(9_000, listed)]


@pytest.mark.parametrize("kind", ["revenue", "quotas", "commissions", "splits", "rates"])
def test_a_file_with_no_good_row_keeps_its_columns(kind):
    got = read(
        kind,
        "Rep,Account,Deal ID,Share,Start date,Quota,MRR,Paid on,Commission,Currency,Date,Rate\n"
        ",,,,,,,,,,,\nx,,,,,,,,,,,\n",
    )
    assert got.good.schema == SCHEMAS[kind] and got.rejected.height == got.rows


BANK = (
    "Date,USD,JPY,CYP,CZK,DKK,GBP,\n"
    "2026-01-02,1.0500,162.11,N/A,25.1,7.46,0.84,\n"
    "2026-01-01,1.0400,161.11,N/A,25.2,7.46,0.83,\n"
)


def test_a_banks_table_of_one_euro_becomes_rates_into_the_companys_currency():
    got = read("rates", BANK, currency="USD")
    assert (got.rows, got.rejected.height) == (10, 0)
    of_a_day = got.good.filter(on=date(2026, 1, 2)).select("currency", "into", "rate_billionths")
    assert of_a_day.rows()[0] == ("EUR", "USD", 1_050_000_000)
    assert ("GBP", "USD", 1_250_000_000) in of_a_day.rows()  # 1.05 / 0.84
    assert got.good["line"].to_list() == [2] * 5 + [3] * 5
    turned = read("rates", BANK, currency="EUR").good.filter(on=date(2026, 1, 2), currency="USD")
    assert turned["rate_billionths"].to_list() == [952_380_952]  # 1 / 1.05
    assert "one EUR" in got.notes[-1]
    assert guess_kind([tuple(BANK.split("\n")[0].split(","))]) == "rates"


def test_a_banks_table_without_the_companys_currency_is_refused():
    with pytest.raises(Invalid, match="no rates of INR"):
        read("rates", BANK, currency="INR")


def test_columns_named_by_pairs_are_taken_in_their_direction():
    got = read("rates", "date;EUR/USD;GBP/USD\n02.01.2026;1,05;1,25\n13.01.2026;1,04;x\n")
    assert rows(got, "currency", "into", "rate_billionths") == [
        ("EUR", "USD", 1_050_000_000),
        ("GBP", "USD", 1_250_000_000),
        ("EUR", "USD", 1_040_000_000),
    ]
    assert reasons(got) == [(3, "'x' is not a rate")]


@pytest.mark.parametrize(
    "text",
    [
        "Date,USD,GBP,JPY,CHF,KRW\n2026-01-02,1.05,0.84,162.11,0.94,1425.1\n",
        "Date,EUR,GBP,JPY,CHF,KRW\n2026-01-02,0.95,0.8,154.4,0.9,1357.2\n",  # of one dollar
        "Date,USD,JPY,DKK,GBP,CHF\n2026-01-02,1.05,0.0062,0.134,1.19,1.06\n",  # the inverse
        "Date,USD,JPY,DKK,GBP,CHF\n2026-01-02,1,154.4,6.9,0.8,0.9\n",
    ],
)
def test_which_way_round_any_other_table_is_nobody_guesses(text):
    with pytest.raises(Invalid, match=r"does not say which way round .* Name the columns by pairs"):
        read("rates", text, currency="USD")
    with pytest.raises(Invalid, match="No column for the currency was found"):
        read("rates", "Date,EUR,GBP\n2026-01-02,1.05,1.25\n")


@pytest.mark.parametrize(
    ("usd", "won", "rate"),
    [
        ("1.05", "1,425", 736_842),
        ('"1,0500"', "1,425", 736_842_105),  # the comma is shown to be the decimal sign
        ('"1,05"', "1.425,0", 736_842),
        ("1.05", "1,425.00", 736_842),
    ],
)
def test_a_comma_before_three_digits_parts_thousands_unless_the_table_shows_otherwise(
    usd, won, rate
):
    others = "162,7.46,0.84" if "," not in usd else '162,"7,46","0,84"'
    text = f'Date,USD,JPY,DKK,GBP,KRW\n2026-01-02,{usd},{others},"{won}"\n'
    got = read("rates", text, currency="USD")
    assert got.good.filter(currency="KRW")["rate_billionths"].to_list() == [rate]
    pair = read("rates", 'Date,USD/KRW,EUR/USD\n2026-01-02,"1,425",1.05\n')
    assert rows(pair, "rate_billionths") == [(1_425_000_000_000,), (1_050_000_000,)]


@pytest.mark.parametrize(
    ("shown", "cell", "rate"),
    [
        ("1.05", "1,425", 1_425_000_000_000),
        ("1,05", "1,425", 1_425_000_000),
        ("1,05", "1.425", 1_425_000_000_000),
        ("1", "1,425", 1_425_000_000_000),
    ],
)
def test_a_column_of_rates_shows_what_its_comma_is(shown, cell, rate):
    text = f'Currency,To,Date,Rate\nUSD,KRW,2026-01-01,"{cell}"\nEUR,USD,2026-01-01,"{shown}"\n'
    assert read("rates", text).good["rate_billionths"][0] == rate


def test_rates_with_points_and_commas_for_decimals_leave_out_what_could_be_either():
    text = 'Currency,To,Date,Rate\nUSD,KRW,2026-01-01,"1,425"\nGBP,USD,2026-01-01,"1,2"\n'
    got = read("rates", f"{text}CHF,USD,2026-01-01,1.12\n")
    assert (got.good.height, reasons(got)) == (2, [(2, "'1,425' is not a rate")])
    wide = 'Date,USD,JPY,DKK,GBP,KRW\n2026-01-02,1.05,"162,11","7,46","0,84","1,425"\n'
    got = read("rates", wide, currency="USD")
    assert (got.good.height, reasons(got)) == (4, [(2, "'1,425, or not' is not a rate")])


def test_a_day_without_a_rate_of_the_companys_currency_is_rejected():
    got = read("rates", BANK.replace("1.0400", "N/A"), currency="USD")
    assert (got.rows, got.good.height) == (6, 5)
    assert reasons(got) == [(3, "no rate of USD, the company's currency")]
    assert got.rejected["raw"][0].startswith("2026-01-01,N/A,161.11")
    pairs = read("rates", "Date,EUR/USD,GBP/USD\n2026-01-02,1.05,1.25\n2026-01-03,-,\n")
    assert reasons(pairs) == [(3, "no rate")]
