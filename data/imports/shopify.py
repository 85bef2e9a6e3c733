"""Shopify: abandoned checkouts, orders and customers, by its own names and a warehouse's."""

from data.imports.dialect import Dialect, signs

SHOPIFY = Dialect(
    name="shopify",
    signs={
        "contacts": signs("acceptsemailmarketing totalspent", "acceptsmarketing totalspent"),
        "baskets": signs("abandonedcheckouturl", "buyeracceptsmarketing carttoken completedat"),
        "orders": signs(
            "checkouttoken totalprice",
            "financialstatus fulfillmentstatus",
            "financialstatus processedat",
        ),
    },
    headers={
        "contacts": {
            "source_key": "customerid id",
            "email": "email",
            "first_name": "firstname",
            "last_name": "lastname",
            "locale": "locale",
            "accepts": "acceptsemailmarketing acceptsmarketing",
            "consented_at": "acceptsmarketingupdatedat",
            "changed_at": "updatedat",
        },
        "baskets": {
            "source_key": "id checkoutid",
            "customer_key": "customerid",
            "email": "email",
            "created_at": "createdat",
            "abandoned_at": "updatedat",  # the last that was done with it
            "completed_at": "completedat",
            "value_cents": "totalprice totalpricesetpresamount totalpricesetshopamount",
            "currency": "currency totalpricesetprescurrencycode totalpricesetshopcurrencycode",
            "recovery_url": "abandonedcheckouturl",
            "is_deleted": "fivetrandeleted",
        },
        "orders": {
            "source_key": "id",
            "customer_key": "customerid",
            "email": "email",
            "ordered_at": "processedat createdat",
            "value_cents": "totalprice total",
            "currency": "currency",
            "refunded_cents": "refundedamount",
            "cancelled_at": "cancelledat",
            "status": "financialstatus displayfinancialstatus",
            "is_test": "test",
            "changed_at": "updatedat",
            "is_deleted": "fivetrandeleted",
        },
    },
)
