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
    abandon accept accompany accuse achieve acknowledge acquire acquit act adapt add address adjourn adjust admit
    adopt advance advise affect aim allege allow alter amend amount announce answer anticipate apologise apologize
    appeal appear apply appoint approach approve argue arrest arrive ask assemble assess assign assist assure attach
    attack attempt attend attract attribute author avert award axe back ban bar base battle believe belong benefit
    blame blast block boast bolster boost borrow brand brief broker call cancel cap care carry cause caution
    celebrate challenge change charge check circulate cite claim clarify clear climb clinch close co-found cofound
    collaborate collapse collect collide combine comment commission commit compare compel compete complain complete
    comply comprise compute concede conclude condemn confess confirm confuse consent consider consist consult
    consume contain contend contest continue contract contribute control convert convict convince cool cooperate
    coordinate copy count counter cover crash create criticise criticize cross cross-examine curb curtail damage
    dare deactivate debate debut decide declare decline decrease deem defeat defend defer defy delay delete delist
    deliver demand demolish demonstrate deny depart depend deploy derive describe design detain detect develop die
    differ direct disagree disclose discontinue discover discuss dismiss dispatch dispute distribute divest dominate
    donate double doubt drop dub dump earn ease echo elect eliminate embed emerge emphasise emphasize employ enable
    enact encourage end endorse endure enforce ensure entail enter equal equip erect espouse establish estimate
    evaluate evict examine exceed exclude exempt exhibit exit expand expect expel expire explain explore export
    expose extend eye face fail fault favor favour fear feature file fill finalise finalize finance fine finish fire
    fix flee float flood focus follow force forge forgo form found founder free freeze fuel fulfil fund gain gather
    generate grant grapple greenlight guarantee guess hail halt halve hand handle happen head help highlight hike
    hinder hire hope host identify ignore import impose imprison improve include incorporate increase incur indict
    inform infringe inherit initiate inject ink insist inspect install instruct insure intend intensify interview
    introduce invent invest investigate invite involve issue join jump justify kill label lack lag lament land last
    launch layoff leak lease lecture level license lift limit list litigate load lobby locate lodge look lower
    maintain manage mandate manufacture mark market match measure mention merge migrate mislead miss modify monitor
    move mull name narrow need negotiate nominate note notice notify nudge object oblige obtain occur offer offload
    open operate oppose opt order organise organize originate oust outlaw outline outpace outperform outscore
    outsource oversee overturn owe own pack pare participate pass patch pause penalise penalize permit persuade
    phase pick pilot pin place plan plead pledge plunge poach point poll portray post postpone pour power praise
    predate predict prepare present preserve preside press presume prevent price print probe proceed process procure
    produce prohibit project prolong promise promote prompt propose prosecute protect prove provide publish pull
    purchase pursue push puzzle quadruple qualify question quote raise rally rank rate reach react reap rebound
    rebrand rebuff rebuke recall receive reckon reclaim recognise recognize recommend record recover recruit
    redesign redirect reduce refer refocus refund refuse refute regain register regulate rein reinstate reiterate
    reject relate relaunch release relocate rely remain remark remind remove rename render renew rent reopen
    reorganise repair repay repeal repeat replace reply report represent reproduce request require rescue research
    resemble reserve resign resist resolve respond restart restore restrict result resume retain retire retract
    retrain retrench return reveal reverse review revise revoke reward rival roll rule rumor rumour rush sack
    salvage sanction save scale scan schedule score scrap scrub scupper search secure select sentence separate serve
    settle shape share shelter shelve shift ship shop shorten side sign signal simplify situate skip slam slash
    slate slip slow slump smash snap soar solicit solve sort spark spearhead specify speculate spell sponsor spur
    staff stage stall standardise start state stay steer stem stop store streamline strengthen stress stretch
    struggle study subject submit subscribe succeed sue suffer suggest suit summon supervise supply support suppose
    surge surpass surrender survive suspect suspend swap switch tackle talk tap target tax tease term terminate test
    testify thank threaten tie tighten tip top total touch tout trace track trade trail train transcribe transfer
    transform translate transmit travel treat trigger trim triple trouble trust try tumble turn uncover undercut
    underpin underscore unite unload unlock unravel unveil update upgrade uphold upload upset urge use validate
    value verify veto view violate visit voice void volunteer vote vow wait waive want warn warrant watch weaken
    weigh welcome widen wipe wish withhold withstand work worry worsen wrap yield
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
