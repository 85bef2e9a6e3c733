"""What customers of the made-up company ask for: every feature, its story, and ways to say it."""

from dataclasses import dataclass

from data.demo.company import EVENINGS, INSIGHT, REACH, SEASON, TONIGHT

OUTSIDE = "outside"


@dataclass(frozen=True)
class Topic:
    """A feature and how it is asked for.

    Args:
        serves: a pillar, OUTSIDE, or null = nobody has mapped it.
        story: status it comes to, months before today it was started, shipped or declined.
        asked: how often it is asked for, under version 1 and version 2 of the strategy.
        promised: how often it is promised, likewise.
        said: ways to ask for it, each to follow "can you".
    """

    title: str
    serves: str | None
    weeks: float | None
    story: tuple[str, float, float]
    asked: tuple[float, float]
    promised: tuple[float, float]
    said: tuple[str, ...]

    @property
    def added(self) -> float:
        """Months before today on which product wrote it down."""
        return min(35.8, max(self.story[1], self.story[2]) + 4)


BASKET = "Reminder for an abandoned basket"
AI = "Artificial intelligence that fills the house"
STAMPS = "Loyalty stamp card"
GATES, BOOKS = "Connector for access gates", "Connector for the venue's bookkeeping"


def _topic(
    title: str,
    serves: str | None,
    weeks: float | None,
    story: tuple[str, float, float],
    asked: tuple[float, float],
    promised: tuple[float, float],
    said: str,
) -> Topic:
    phrases = tuple(phrase.strip() for phrase in said.split("/"))
    return Topic(title, serves, weeks, story, asked, promised, phrases)


TOPICS = (
    _topic("Push notice when a seat frees up", TONIGHT, 6, ("shipped", 33, 29), (4, 1), (3, 0),
           "ping people the moment a returned seat is back on sale / send a notice to phones when"
           " somebody hands a seat back / alert fans nearby as soon as a place opens up"),
    _topic("Standby list that fills itself", TONIGHT, 9, ("shipped", 24, 20), (6, 2), (4, 1),
           "move the next person on the waiting list up by yourselves / fill returns from the"
           " standby queue without us clicking / run the waiting list automatically"),
    _topic("Countdown price for the last hour", TONIGHT, 6, ("building", 4, 0), (3, 3), (2, 4),
           "let the price fall every ten minutes before the doors open / count the price down in"
           " the last hour / drop prices step by step shortly before the show"),
    _topic("Seat map on the phone", TONIGHT, 8, ("shipped", 16, 11), (7, 4), (3, 2),
           "show the seating plan properly on a small screen / let visitors choose their seat on"
           " the phone / make the seat map work on mobile"),
    _topic("Refund of a returned seat in one click", TONIGHT, 5, ("planned", 2, 0), (3, 3), (1, 1),
           "pay people back for a returned ticket with one button / refund a seat without three"
           " forms / make it simpler to give the money back for returns"),
    _topic("Same-day sales at the box office", TONIGHT, 6, ("shipped", 12, 8), (3, 2), (2, 1),
           "let our box office sell your same-day seats at the counter / give the till staff access"
           " to today's offers / sell last-minute tickets over the counter too"),
    _topic("Seats held back for walk-ins", TONIGHT, 4, ("idea", 9, 0), (2, 1), (0, 0),
           "keep ten seats back for people at the door / reserve a few places for walk-ins / stop"
           " selling before the last row is gone so that passers-by get in"),
    _topic("Payment with the phone's wallet", TONIGHT, 4, ("shipped", 30, 27), (4, 1), (2, 0),
           "take payment from the phone's wallet / accept contactless wallets at checkout / add"
           " wallet payment so nobody types a card number"),
    _topic("Widget for hotel desks", REACH, 10, ("shipped", 28, 22), (4, 1), (5, 1),
           "let hotel receptions sell our seats from their own screen / give the concierge a little"
           " window with tonight's shows / put a booking box on the hotel's website"),
    _topic("Partner price list", REACH, 7, ("shipped", 10, 5), (2, 1), (3, 2),
           "give each partner his own prices / keep a separate price list for resellers / let us"
           " set what an agent pays"),
    _topic("Listings on city guides", REACH, 14, ("building", 6, 0), (2, 2), (2, 2),
           "put our nights on the city's guide pages / list us in the what's-on calendars / get our"
           " programme into tourist guides"),
    _topic("Partner portal with its own login", REACH, 22, ("building", 7, 0), (1, 1), (2, 1),
           "give our resellers an account of their own / let partners log in and see their sales /"
           " open a portal for the agencies we work with"),
    _topic("Commission statement for partners", REACH, 8, ("shipped", 7, 2), (1, 1), (1, 0),
           "send resellers a monthly statement of what they earned / print the commission per"
           " partner / list for each agent what we owe him"),
    _topic("Venue's logo on the partner's ticket", REACH, 2, ("shipped", 2, 1.4), (0, 0.2), (0, 0),
           "print our logo on the tickets that hotels hand out / show our name, not only the"
           " reseller's, on the ticket"),
    _topic("QR code for hotel flyers", REACH, 2, ("shipped", 2, 1.2), (0, 0.3), (0, 0),
           "give the hotels a code to scan / make flyers that lead straight to tonight's shows"),
    _topic("Reseller's invoice as a file", REACH, 1, ("shipped", 1.5, 0.9), (0, 0.2), (0, 0),
           "send the agencies their invoice as a file / let a reseller download what he owes"),
    _topic("Photos in the concierge view", REACH, 3, ("shipped", 3, 0.6), (0, 0.3), (0, 0),
           "show pictures of the house to the concierges / let hotel guests see the hall first"),
    _topic("Two languages on one ticket", REACH, 2, ("shipped", 1.3, 0.3), (0, 0.2), (0, 0),
           "print tickets in two languages / put English under the French on the ticket"),
    _topic("Last row shown first", TONIGHT, 1, ("shipped", 1.2, 0.5), (0, 0.3), (0, 0),
           "offer the back rows before the front / push the last row first"),
    _topic("Translated listings", REACH, 11, ("shipped", 5, 1), (2, 2), (1, 1),
           "show our shows in the visitor's language / translate the descriptions for tourists /"
           " offer the listing in English and French as well"),
    _topic("Screens in taxis and stations", REACH, 10, ("building", 3, 0), (0.5, 0.5), (1, 1),
           "show tonight's seats on the screens in taxis / put us on the displays at the station /"
           " advertise leftover seats on the metro screens"),
    _topic("Links for influencers", REACH, 3, ("idea", 14, 0), (0.5, 1), (0, 0),
           "give bloggers a link that counts for them / track who came through an influencer / pay"
           " small creators for the visitors they send"),
    _topic("Feed for travel agents", REACH, 12, ("shipped", 9, 4), (1, 1), (2, 1),
           "deliver our programme to travel agencies as a feed / let tour operators read our"
           " available seats by machine / connect us to the travel agents' systems"),
    _topic("Audience report by age and distance", INSIGHT, 9, ("shipped", 20, 15), (4, 4), (2, 2),
           "tell us how old our visitors are and how far they travel / break the audience down by"
           " age and postcode / show where the people who came live"),
    _topic("Export of buyers to a spreadsheet", INSIGHT, 2, ("planned", 1, 0), (4, 10), (1, 1),
           "let us download the list of buyers / export who bought to a spreadsheet / give us the"
           " customer data as a file"),
    _topic("Comparison with the same night last year", INSIGHT, 4, ("idea", 8, 0), (2, 7), (0, 1),
           "compare tonight with the same night a year ago / put last year's sales beside this"
           " year's / show whether we do better than last season"),
    _topic("Forecast of tonight's house", INSIGHT, 8, ("idea", 11, 0), (3, 8), (1, 3),
           "predict at noon how full we will be tonight / estimate how many will come / give us a"
           " forecast of the house so we can plan ushers"),
    _topic("Weekly report by mail", INSIGHT, 2, ("planned", 3, 0), (2, 7), (1, 1),
           "mail us the numbers every Monday / send a weekly summary to my director / put the"
           " week's figures in my inbox so that I need not log in"),
    _topic("Which discount brought whom", INSIGHT, 7, ("building", 2, 0), (2, 8), (0, 1),
           "show which discount brought which visitors / tell us whether the half-price nights"
           " bring new people / trace a buyer back to the offer that won him"),
    _topic("One dashboard for a group of venues", INSIGHT, 9, ("idea", 6, 0), (1, 6), (1, 2),
           "show all our houses on one page / add the figures of our three venues together / give"
           " the group's head office a view across houses"),
    _topic("No-show statistics", INSIGHT, 3, ("idea", 10, 0), (1, 3), (0, 0),
           "count who bought and did not come / report the no-shows per night / tell us how many"
           " paid seats stayed empty"),
    _topic("Season pass with free choice", SEASON, 13, ("shipped", 34, 28), (7, 1), (5, 0),
           "let pass holders choose their nights freely / sell a pass without fixed dates / offer a"
           " flexible subscription"),
    _topic("Pass handed on to a friend", SEASON, 4, ("declined", 22, 17), (5, 1), (2, 0),
           "let a subscriber give her evening to a friend / make passes transferable / allow"
           " somebody else to use the season pass"),
    _topic("Passes in instalments", SEASON, 5, ("declined", 21, 17), (4, 0.5), (2, 0),
           "let people pay for the pass in three parts / split the subscription fee over months /"
           " offer instalments on season passes"),
    _topic("Dinner with the ticket", EVENINGS, 10, ("shipped", 14, 9), (1, 2), (2, 9),
           "sell a table and a seat together / bundle dinner next door with the show / add a menu"
           " to the ticket"),
    _topic("Parking space with the ticket", EVENINGS, 5, ("planned", 4, 0), (1, 2), (1, 6),
           "let visitors book parking along with the seat / sell the garage space with the ticket /"
           " reserve a parking lot in the same purchase"),
    _topic("Hotel night with the ticket", EVENINGS, 12, ("planned", 5, 0), (0.5, 1), (1, 7),
           "combine a room and two seats / offer a hotel night with the concert / package an"
           " overnight stay with our festival"),
    _topic("Babysitter with the ticket", EVENINGS, 6, ("declined", 9, 6), (0.5, 1), (0, 2),
           "find parents a sitter for the evening / offer childcare with the booking / arrange a"
           " babysitter when a family buys"),
    _topic("Drinks ordered ahead", EVENINGS, 5, ("idea", 7, 0), (0.5, 1), (0, 2),
           "let guests order their interval drinks beforehand / sell the drinks in the app before"
           " the break / take pre-orders for the bar"),
    _topic(BASKET, OUTSIDE, 3, ("idea", 0, 0), (0, 0), (0, 0),
           "remind people who put tickets in the basket and leave / write to buyers who abandon the"
           " checkout / win back visitors who stop just before paying / send a mail when somebody"
           " leaves a full cart behind / nudge those who chose seats but never paid / follow up"
           " with people who drop out on the payment page / tell a buyer that his basket is still"
           " waiting / recover the carts that nobody finishes / catch the ones who pick two seats"
           " and then vanish / send a gentle note the evening after an unfinished purchase"),
    _topic(AI, OUTSIDE, 80, ("declined", 12, 10), (0.5, 0.5), (0, 0),
           "fill our house with artificial intelligence / have an AI decide every price / let a"
           " machine find the audience by itself"),
    _topic(BOOKS, OUTSIDE, 9, ("shipped", 11, 6), (1, 1), (2, 4),
           "post the takings straight into our bookkeeping / connect to our accounting package /"
           " book each sale to the right cost centre"),
    _topic(GATES, OUTSIDE, 12, ("building", 5, 0), (1, 1), (1, 5),
           "talk to our turnstiles / connect the tickets to the access gates we have / open the"
           " barrier with your code"),
    _topic("Payroll for ushers", OUTSIDE, 16, ("declined", 14, 10), (0.5, 0.5), (0, 1),
           "work out what the ushers earned / hand the shifts over to payroll / pay the evening"
           " staff from the sales figures"),
    _topic(STAMPS, OUTSIDE, 6, ("idea", 0, 0), (0, 0), (0, 0),
           "give regulars a stamp card / reward every tenth visit with a free one / keep loyalty"
           " points for people who come often"),
    _topic("Gift cards", OUTSIDE, 5, ("idea", 26, 0), (2, 1), (1, 1),
           "sell gift cards / let people give an evening away as a present / offer vouchers for"
           " Christmas"),
    _topic("Wheelchair places in the search", None, 3, ("idea", 3, 0), (2, 3), (0, 0),
           "let people search for wheelchair places / show the accessible seats / book a companion"
           " seat beside a wheelchair space"),
    _topic("Carbon footprint of a visit", None, None, ("idea", 2, 0), (0, 1), (0, 0),
           "tell visitors the footprint of their evening / show how green the trip is / offset the"
           " journey with the ticket"),
)  # fmt: skip

BY_TITLE = {topic.title: topic for topic in TOPICS}
