"""What product answers at the made-up company when it decides on a feature: why, and the words to
pass on. It decides nothing."""

from data.demo.topics import AI, TOPICS, Topic

WHY = {
    "planned": (
        "Enough customers wait for it; it comes after what is being built.",
        "It serves what we are for and costs little. Next in line.",
    ),
    "building": (
        "Asked for by several teams on their own, and it serves the strategy.",
        "We have the people for it now.",
        "Two large customers stand still without it.",
    ),
    "shipped": (
        "Done and tried out with three venues.",
        "It is live for everybody since this morning.",
    ),
}
SAY = {
    "planned": (
        "We plan it. There is no day yet, so please name none.",
        "It is on our list for the coming months; we write to you when it has a day.",
    ),
    "building": (
        "We are building it. Ask product before you name a day.",
        "It is being built, and you can be among those who try it first.",
        "It is being built; the first version does less than everything.",
    ),
    "shipped": (
        "You have it already: look under “New” in your menu.",
        "It is there. Would you like to be shown how others use it?",
    ),
}
DECLINED = {
    "Pass handed on to a friend": (
        "Season passes are no longer what we are for.",
        "We do not go on with season passes. Tonight's seats can be given to anybody.",
    ),
    "Passes in instalments": (
        "A bank would have to stand behind it, and passes leave the strategy.",
        "Not with us. For a single evening nobody needs instalments.",
    ),
    "Babysitter with the ticket": (
        "We cannot answer for people whom we do not know.",
        "We do not arrange sitters. Two agencies near you do, and we gladly name them.",
    ),
    AI: (
        "There is no such thing in our plan, and nothing that we could stand for.",
        "We do not build artificial intelligence and promise none. A price that falls before the"
        " doors open is being built.",
    ),
    "Payroll for ushers": (
        "Every payroll firm does it better, and none of our pillars asks for it.",
        "We leave wages to those who do nothing else. Your shifts can be exported for them.",
    ),
}


def answer(topic: Topic, status: str) -> tuple[str, str]:
    """Why a feature comes to that status, and what may be said from then on."""
    if status == "declined":
        return DECLINED[topic.title]
    turn = TOPICS.index(topic)
    why, say = WHY[status], SAY[status]
    return why[turn % len(why)], say[turn % len(say)]
