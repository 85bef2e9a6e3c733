"""What files of a shop give: their schemas and headers. It reads no file itself.

Moments (`_at`) are whole milliseconds since 1970 in UTC.
"""

from collections.abc import Mapping

import polars as pl

SHOP_KINDS = ("contacts", "baskets", "orders", "nudge-results")
REFUSED = ""
"""`consent_basis` of whoever said no, or whom no mail reaches: no other source gives her one."""

_ROW: dict[str, type[pl.DataType]] = {"line": pl.Int64, "source_key": pl.String}
_MONEY: dict[str, type[pl.DataType]] = {"value_cents": pl.Int64, "currency": pl.String}

SHOP_SCHEMAS: Mapping[str, pl.Schema] = {
    "contacts": pl.Schema(
        _ROW
        | {
            "email": pl.String,
            "name": pl.String,
            "locale": pl.String,
            "time_zone": pl.String,
            "consent_basis": pl.String,
            "consented_at": pl.Int64,
            "segment": pl.String,
            "changed_at": pl.Int64,
        }
    ),
    "baskets": pl.Schema(
        _ROW
        | {
            "customer_key": pl.String,
            "email": pl.String,
            "created_at": pl.Int64,
            "abandoned_at": pl.Int64,
            "completed_at": pl.Int64,
            **_MONEY,
            "lines": pl.String,
            "recovery_url": pl.String,
            "event_at": pl.Int64,
            "stock_left": pl.Int64,
            "changed_at": pl.Int64,
        }
    ),
    "orders": pl.Schema(
        _ROW
        | {
            "customer_key": pl.String,
            "email": pl.String,
            "basket_key": pl.String,
            "ordered_at": pl.Int64,
            **_MONEY,
            "refunded_cents": pl.Int64,
            "refunded_at": pl.Int64,
            "cancelled_at": pl.Int64,
            "changed_at": pl.Int64,
        }
    ),
    "nudge-results": pl.Schema(
        _ROW
        | {
            "campaign": pl.String,
            "customer": pl.String,
            "arm": pl.String,
            "segment": pl.String,
            "assigned_at": pl.Int64,
            "sent_at": pl.Int64,
            "purchased_at": pl.Int64,
            **_MONEY,
            "unsubscribed_at": pl.Int64,
            "bounced_at": pl.Int64,
        }
    ),
}
SHOP_ASIDE: Mapping[str, tuple[str, ...]] = {
    "contacts": ("first_name", "last_name", "accepts", "refused", "is_deleted"),
    "baskets": ("is_deleted",),
    "orders": ("is_test", "status", "is_deleted"),
    "nudge-results": ("held_out", "is_deleted"),
}
SHOP_NEEDED: Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "contacts": (("the customer's address or number", "email", ("email", "source_key")),),
    "baskets": (
        ("the basket's id", "source_key", ("source_key",)),
        ("when it was left", "abandoned_at", ("abandoned_at", "changed_at", "created_at")),
    ),
    "orders": (
        ("the order's id", "source_key", ("source_key",)),
        ("when it was ordered", "ordered_at", ("ordered_at",)),
    ),
    "nudge-results": (
        (
            "when they were assigned or written to, nor for their arm",
            "assigned_at",
            ("assigned_at", "sent_at", "arm", "held_out"),
        ),
        ("who bought", "purchased_at", ("purchased_at", "value_cents")),  # else 0 would be a fact
    ),
}
_DELETED = "isdeleted deleted fivetrandeleted"
_EMAIL = (
    "email emailaddress mail customeremail useremail contactemail buyeremail billingemail "
    "billingemailaddress customeremailaddress payeremail fromemailaddress"
)
_CUSTOMER = "customerid customerkey customernumber contactid profileid userid customer"
_CHANGED = "updatedat changedat modifiedat lastmodified lastupdated updated changed updatedon"
_CURRENCY = "currency currencycode currencyisocode presentmentcurrency"
_SEGMENT = "segment customersegment group cohort audience list"

PLAIN_SHOP: Mapping[str, Mapping[str, str]] = {
    "contacts": {
        "source_key": _CUSTOMER + " id key recordid",
        "email": _EMAIL,
        "name": "name fullname customername contactname displayname",
        "first_name": "firstname givenname forename",
        "last_name": "lastname surname familyname",
        "locale": "locale language customerlocale lang",
        "time_zone": "timezone tz zone",
        "consent_basis": (
            "consentbasis legalbasis basis consent lawfulbasis basisforprocessing consentsource "
            "legalbasisforprocessingcontactsdata"
        ),
        "consented_at": (
            "consentedat consentat consentedon consentdate optinat optindate optintime "
            "subscribedat acceptsmarketingupdatedat confirmtime"
        ),
        "accepts": (
            "acceptsmarketing acceptsemailmarketing buyeracceptsmarketing optin optedin "
            "subscribed emailmarketingconsent emailsubscribe emailsubscriptionstatus "
            "subscriptionstatus subscriberstatus emailstatus emailoptin emailconsent "
            "marketingconsent"
        ),
        "refused": (
            "unsubscribed unsubscribedat unsubscribedon unsubtime unsubdate unsubscribetime "
            "unsubscribedate emailunsubscribedat unsubscribedfromallemail hasoptedoutofemail "
            "emailoptout optoutofemail optedoutofemail optout optedout optoutat optedoutat "
            "optouttime donotemail donotcontact blacklist blacklisted emailblacklisted suppressed "
            "emailsuppressions cleantime cleanedat hardbounced bounced bouncedat complained "
            "markedasspam"
        ),
        "segment": _SEGMENT,
        "changed_at": _CHANGED,
        "is_deleted": _DELETED,
    },
    "baskets": {
        "source_key": "basketid basketkey cartid checkoutid carttoken token id key",
        "customer_key": _CUSTOMER,
        "email": _EMAIL,
        "created_at": "createdat created createdon startedat started basketcreatedat date "
        "createddate timestamp datetime",
        "abandoned_at": "abandonedat abandoned leftat lastactivityat lastseenat abandonedon",
        "completed_at": "completedat completed purchasedat orderedat convertedat recoveredat",
        "value_cents": (
            "value total totalprice basketvalue cartvalue amount totalvalue cartprice "
            "carttotal subtotal subtotalprice"
        ),
        "currency": _CURRENCY,
        "lines": "lines items lineitems products contents product tickets",
        "recovery_url": (
            "recoveryurl abandonedcheckouturl checkouturl carturl basketurl url link recoverylink"
        ),
        "event_at": "eventat eventdate eventstart eventstartsat showat startsat eventtime",
        "stock_left": "stockleft stock inventory available ticketsleft quantityleft",
        "changed_at": _CHANGED,
        "is_deleted": _DELETED,
    },
    "orders": {
        "source_key": "orderid orderkey ordernumber id key number transactionid name order orderno "
        "salesorderid salesordernumber",
        "customer_key": _CUSTOMER,
        "email": _EMAIL,
        "basket_key": "basketid basketkey cartid checkoutid carttoken basket cart",
        "ordered_at": (
            "orderedat orderdate orderedon purchasedat purchasedate createdat created "
            "createddate datecreated processedat placedat date paidat paiddate datepaid "
            "timestamp datetime time purchasetimestamp transactiondate"
        ),
        "value_cents": (
            "value total totalprice ordervalue ordertotal amount revenue totalvalue totalamount "
            "grandtotal totaldue netrevenue nrevenue totalsales netsales gross grossamount "
            "orderamount totalpaid amountpaid"
        ),
        "currency": _CURRENCY,
        "refunded_cents": (
            "refunded refundedamount refundamount refund amountrefunded totalrefunded refundedtotal"
        ),
        "refunded_at": "refundedat refundedon refunddate",
        "cancelled_at": "cancelledat canceledat cancelled canceled cancelledon cancellationdate",
        "status": "status orderstatus financialstatus paymentstatus",
        "is_test": "test istest",
        "changed_at": _CHANGED,
        "is_deleted": _DELETED,
    },
    "nudge-results": {
        "campaign": "campaignname campaign campaignid flow flowname automation experiment",
        "customer": (
            f"{_CUSTOMER} externaluserid externalid email emailaddress recipient profile user "
            "subscriber contact subscriberkey subscriberid memberid personid recipientemail id"
        ),
        "arm": "arm variant variation variationname variantname treatment group testgroup bucket",
        "held_out": (
            "heldout holdout isholdout isheldout inholdout holdoutgroup inholdoutgroup "
            "globalholdout inglobalholdout controlgroup incontrolgroup incontrol iscontrol "
            "iscontrolgroup control"
        ),
        "segment": "segment customersegment cohort audience",
        "assigned_at": "assignedat assigned enteredat assignedon enrolledat triggeredat",
        "sent_at": "sentat sent senton sendtime mailedat deliveredat datereceived receivedat",
        "purchased_at": (
            "purchasedat purchased orderedat convertedat purchasedon orderdate conversiontime "
            "placedorderat placedorderon placedorderdate placedordertime orderplacedat placedat "
            "boughtat boughton purchasedate purchasetime orderedon ordertime conversiondate "
            "convertedon conversion converted placedorder conversions ordered orders purchases "
            "bought"
        ),
        "value_cents": (
            "revenue value amount ordervalue total purchasevalue conversionvalue spend "
            "placedordervalue totalrevenue attributedrevenue orderrevenue"
        ),
        "currency": _CURRENCY,
        "unsubscribed_at": (
            "unsubscribedat unsubscribed optoutat optedoutat optouttime unsubdate unsubtime "
            "unsubscribedate unsubscribetime"
        ),
        "bounced_at": "bouncedat bounced bouncedon bouncedate bouncetime hardbounced",
        "is_deleted": _DELETED,
    },
}
