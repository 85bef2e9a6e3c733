"""What product leads of the made-up company reckon about each feature, on the scales of scores."""

from data.actions.estimate_feature import JOBS, SCALES, TO_TEN
from data.demo.chance import stream
from data.demo.topics import Topic

UNTOUCHED = 0.2  # of the features that nobody has estimated beyond their effort


def reckoned(seed: int, topic: Topic) -> dict[str, float]:
    """Estimates by the names of SCALES; none for what nobody took up, or could not size."""
    dice = stream(seed, f"estimates of {topic.title}")
    if topic.weeks is None or dice.random() < UNTOUCHED:
        return {}
    size = min(JOBS, key=lambda step: abs(step - (topic.weeks or 0)))
    wanted = min(sum(topic.asked) / 14, 1.0)  # how often it is asked for, 0 to 1
    found = {name: dice.choice(SCALES[name]) for name in SCALES}
    found["wsjf_size"] = size
    found["wsjf_value"] = JOBS[min(int(wanted * len(JOBS)), len(JOBS) - 1)]
    found["rice_impact"] = sorted(SCALES["rice_impact"])[min(int(wanted * 5), 4)]
    found["ice_impact"] = TO_TEN[min(int(wanted * 10), 9)]
    found["ice_ease"] = TO_TEN[max(9 - int(topic.weeks / 3), 0)]
    return found
