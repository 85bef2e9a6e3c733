"""How customers and sellers of the made-up company talk: sentences around what they mean."""

from random import Random

FRAMES = (
    "Can you {said}?",
    "Could you please {said}?",
    "We would need you to {said}.",
    "It would help us a lot if you could {said}.",
    "Our {who} asks whether you can {said}.",
    "The {who} wants you to {said}, the sooner the better.",
    "Is there no way to {said}?",
    "When will you {said}?",
    "Please {said}.",
    "We would sign for another year if you could {said}.",
    "Everybody here hopes that you will soon {said}.",
    "I told your colleague in {month}: you should {said}.",
)
REASONS = (
    "",
    "",
    "",
    "We lose about {n} seats a night over it.",
    "Our {who} brings it up every month.",
    "The {segment} across the street has it already.",
    "Last {weekday} it cost us {n} visitors.",
    "It came up again when we planned the {season} season.",
    "Nobody here has the time to do it by hand.",
    "About {n} percent of our visitors would use it.",
    "We tried it ourselves in {month} and gave up.",
)
UNRELATED = (
    "The invoice of {month} went to our old address.",
    "Thank you, the training on {weekday} was good.",
    "Our {who} has left; please write to the new one from {month} on.",
    "Who do we call when nobody answers on a {weekday} evening?",
    "We are closed for repairs until {month}.",
    "The contract came with the wrong name of our {segment}.",
    "Could we have {n} more posters for the foyer?",
    "Please send the {who} a copy of the terms.",
)
SLOTS = {
    "who": ("director", "box office", "treasurer", "head of marketing", "house manager", "board"),
    "weekday": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
    "month": ("January", "March", "May", "June", "September", "October", "November"),
    "season": ("spring", "summer", "autumn", "winter"),
}


def spoken(dice: Random, said: str | None, segment: str | None) -> str:
    """A request in a customer's words; `said` null is about something else altogether."""
    frame = dice.choice(FRAMES) if said else dice.choice(UNRELATED)
    reason = dice.choice(REASONS) if said else ""
    slots = {name: dice.choice(values) for name, values in SLOTS.items()}
    slots |= {"said": said or "", "n": str(dice.randint(4, 60))}
    return f"{frame} {reason}".strip().format(segment=(segment or "house").lower(), **slots)


AI_QUOTES = (
    "Our artificial intelligence will fill your house by itself.",
    "From {month} on the AI sets every price, you need not touch anything.",
    "The machine will know who comes before they know it. You have it by {month}.",
    "Sign now and our AI finds your audience from {month} on.",
)
QUOTES = (
    "You will have it by {month}: {thing}.",
    "“{Thing}” comes in {month}, that I can promise.",
    "If you sign this week, you get {thing} in {month}.",
    "{Thing}? That is as good as done. {month}, at the latest.",
    "We will build {thing} for you, it is in the price.",
)


def promised(dice: Random, thing: str | None, month: str) -> str:
    """A promise in the seller's words; `thing` null is artificial intelligence."""
    if thing is None:
        return dice.choice(AI_QUOTES).format(month=month)
    lower = thing[0].lower() + thing[1:]
    return dice.choice(QUOTES).format(thing=lower, Thing=thing, month=month)


BECAUSE = {
    "refused": "We are not going to build that; please tell them before they sign.",
    "broken": "The day went by and it was not there.",
    "released": "They can do without it, and said so.",
}
"""What is noted when a promise comes to that state."""
