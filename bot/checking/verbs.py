"""Forms of the verbs of news and their base forms (pure)."""

from __future__ import annotations

import re

_IRREGULAR = """
    have had, do did done, become became become, begin began begun, bring brought, build built, buy bought, catch
    caught, choose chose chosen, come came come, cost cost, cut cut, deal dealt, draw drew drawn, drive drove
    driven, fall fell fallen, feel felt, fight fought, find found, fly flew flown, forbid forbade forbidden,
    forget forgot forgotten, get got gotten, give gave given, go went gone, grow grew grown, hear heard, hit hit,
    hold held, keep kept, know knew known, lead led, leave left, lend lent, let let, lose lost, make made, mean
    meant, meet met, outdo outdid outdone, overtake overtook overtaken, overcome overcame, pay paid, put put, read
    read, ride rode, rise rose risen, run ran run, say said, see saw seen, seek sought, sell sold, send sent, set
    set, shed shed, show showed shown, shrink shrank shrunk, shut shut, sink sank sunk, slide slid, speak spoke
    spoken, spend spent, split split, spread spread, stand stood, steal stole stolen, stick stuck, swear swore
    sworn, take took taken, teach taught, tell told, think thought, throw threw thrown, understand understood,
    undergo underwent undergone, win won, withdraw withdrew withdrawn, write wrote written, oversee oversaw
    overseen, undertake undertook undertaken, foresee foresaw foreseen, beat beat beaten, bear bore borne,
    broadcast broadcast, forecast forecast, hurt hurt, quit quit, rebuild rebuilt, resell resold, rewrite rewrote
    rewritten, bet bet, bid bid, wear wore worn, lay laid, lie lay, strike struck, swing swung, wind wound, outbid
    outbid, forgive forgave forgiven, arise arose arisen, burn burnt, break broke broken, feed fed, bind bound,
    hide hid hidden, learn learnt, light lit, shake shook shaken, shoot shot, sing sang, sleep slept, swim swam,
    tear tore torn, wake woke, outspend outspent, outsell outsold, override overrode overridden
"""
_REGULAR = """
    drop tie carry cool
    abandon accept accuse achieve acknowledge acquire act adapt add address adjust admit adopt advance advise affect
    aim allege allow alter amend amount announce answer anticipate apologise apologize appeal appear apply appoint
    approach approve argue arrest arrive ask assemble assess attack attempt attend attract attribute author award axe
    back ban bar base battle believe belong benefit blame blast block bolster boost borrow broker call cancel cap care
    cause caution celebrate challenge change charge check cite claim clarify clear climb clinch close co-found cofound
    collaborate collapse collect combine comment commit compare compel compete complain complete comply compute
    concede conclude condemn confirm confuse consider consist consult consume contain contend contest continue
    contract contribute control cooperate copy counter cover crash create criticise criticize cross cross-examine curb
    curtail damage dare deactivate debut decide declare decline decrease defeat defend defer delay delete delist
    deliver demand demonstrate deny depart depend deploy describe design detect develop die differ direct disagree
    disclose discontinue discover discuss dismiss dispatch dispute distribute divest dominate donate double doubt dub
    earn ease elect eliminate emerge employ enable encourage end endorse enforce enter equal establish estimate
    evaluate evict examine exceed exclude exempt exit expand expect expel expire explain explore export expose extend
    eye face fail fault favor favour fear feature file finalise finalize finance fine finish fire fix float flood
    focus follow force forge form found free freeze fuel fund gain gather generate grant greenlight guarantee guess
    hail halt halve hand handle happen head help hike hire hope host identify ignore impose improve include
    incorporate increase indict inform infringe ink insist inspect install instruct insure intend introduce invent
    invest investigate invite involve issue join jump justify kill label lack lag land last launch layoff leak lease
    level license lift limit list litigate load lobby locate lodge look lower maintain manage mandate manufacture mark
    market match measure mention merge migrate mislead miss monitor move mull name narrow need negotiate nominate note
    notify object oblige obtain occur offer offload open operate oppose opt order organise organize oust outlaw
    outline outpace outperform outscore outsource owe own pare pass patch pause penalise penalize permit pick pilot
    place plan pledge plunge point poll post postpone power praise predict prepare present preserve press prevent
    price print probe process produce prohibit project promise promote prompt propose prosecute protect prove provide
    publish pull purchase pursue push quadruple qualify question quote raise rank rate reach react rebuff recall
    receive reckon recognise recognize recommend record recover recruit redesign redirect reduce refer refund refuse
    refute regain register regulate reinstate reiterate reject relate release relocate rely remain remark remove
    rename renew rent reorganise repair repay replace reply report represent reproduce request require rescue research
    reserve resign resist resolve respond restart restore restrict result resume retain retire retract retrain
    retrench return reveal reverse review revise reward roll rule rumor rumour sack sanction save scale scan schedule
    score scrap scrub search secure select sentence separate serve settle shape share shift ship shop shorten sign
    signal simplify skip slam slash slate slip slow slump snap soar solve sort spark spearhead specify speculate
    sponsor spur stage stall start state stay stem stop store stress study submit succeed sue suffer suggest suit
    supervise supply support suppose surge surpass survive suspect suspend swap switch tackle talk target tax tease
    fill wish belong reap collide derive detain founder notice originate poach phase presume procure prolong relaunch reopen shelve smash
    stem unravel waive assure advise rebrand revoke enact convert accompany boast brief claim commission comprise
    confess consent debate demolish dominate endure erect exhibit forgo highlight imprison intensify issue justify
    label lament overturn portray postpone question rally rebuke register resemble scupper shelter shorten spell
    stretch struggle subscribe threaten trim uphold wipe withhold adjourn assign assist attach avert ban brand cancel
    celebrate circulate contend convince convict coordinate count deem defy deliver dump echo embed emphasise
    emphasize ensure entail equip espouse finish flee fulfil grapple hinder import incur inherit initiate inject
    interview lecture list load lodge maintain mark modify notify nudge oversee pack participate acquit pass persuade
    phase pin plead pour predate preside proceed puzzle reap rebound reclaim reckon refocus rein remind render
    repeat repeal rival rush salvage side signal situate solicit staff standardise steer streamline strengthen
    subject summon surrender tap tighten tip trace transcribe trouble trust undercut underpin underscore unite
    unload update upset validate veto void warrant withstand wrap
    term terminate test testify thank threaten tighten top total touch tout track trade trail train transfer transform
    translate transmit travel treat trigger trim triple try tumble turn uncover unlock unveil update upgrade upload
    urge use value verify view violate visit voice volunteer vote vow wait want warn watch weaken weigh welcome widen
    work worry worsen yield
"""
_STRESSED = frozenset(
    [
        "admit",
        "commit",
        "occur",
        "permit",
        "prefer",
        "refer",
        "submit",
        "transmit",
        "rebut",
        "regret",
        "control",
        "patrol",
        "equip",
    ]
)
_ONE_SOUND = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]$")


def _doubled(base: str) -> str:
    """Return a base form as it stands before "-ed" and "-ing"."""
    double = (_ONE_SOUND.fullmatch(base.replace("qu", "q")) or base in _STRESSED) and not base.endswith(("w", "x", "y"))
    return base + base[-1] if double else base


def _third(base: str) -> str:
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _gerund(base: str) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return base[:-1] + "ing"
    return _doubled(base) + "ing"


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return _doubled(base) + "ed"


def _forms() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for entry in " ".join(_IRREGULAR.split()).split(", "):
        base, *past = entry.split()
        for form, sort in ((base, "b"), (_third(base), "s"), (_gerund(base), "g"), *((each, "d") for each in past)):
            found[form] = (found.get(form, (base, ""))[0], found.get(form, (base, ""))[1] + sort)
    for base in _REGULAR.split():
        for form, sort in ((base, "b"), (_third(base), "s"), (_gerund(base), "g"), (_past(base), "d")):
            found.setdefault(form, (base, sort))
        if base.endswith("el"):  # "cancelled", "labelling"
            found |= {f"{base}led": (base, "d"), f"{base}ling": (base, "g")}
    return found


_FORMS = _forms()


def form(word: str) -> tuple[str, str]:
    """Return the base form of a word that may be a verb, and as what it may stand, ("", "") if it is none.

    That is "b" for the base form, "s" for the third person, "g" for "-ing" and "d" for the past and its participle.
    """
    return _FORMS.get(word, ("", ""))
