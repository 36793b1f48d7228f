"""Whose a sentence is: who is said to say it, in it or in the sentences before, else its article's author (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.language.lexicon.function_words import word_set
from bot.language.offices import OFFICE
from bot.language.words import is_broad_name, is_written_as_name, names, stems
from bot.verification.parsing.clauses import parse
from bot.verification.parsing.speakers import speakers
from indexer.model import Kind

if TYPE_CHECKING:
    from bot.evidence.sentences import PassageSentence
    from bot.language.name_mentions import NameMentions
    from indexer.model import Article

_LOOKED_BACK = 4  # sentences before one in which its speaker is looked for
_INTRODUCED = 60  # characters beside a name in which its office stands
_WORD = r"[A-Z][\w\u2019'.-]{1,40}"  # of a name: whole texts are searched for some, and may be one run of letters
_OFFICES = rf"(?:{OFFICE}|spokes\w+)"
_COURTESY = re.compile(r"^(?:Senator|Minister|Sen\.|Rep\.|Dr\.|Prof\.|Mrs?\.?|Ms\.?) ")
_RANK = re.compile(r"^(?:Chief Executive|Executive|Chief|President|Chairman|Director) ")
_OFFICE = re.compile(rf"\b{_OFFICES}(?:, |\s)$", re.IGNORECASE)
_OFFICE_BEHIND = re.compile(
    rf",? (?:who (?:runs|leads|heads|founded)|(?:its|the|a) (?:[\w-]+ ){{0,3}}{_OFFICES})\b", re.IGNORECASE
)
_OF_ANOTHER = re.compile(rf"\b(?:its|their|\w+['\u2019]s?) (?:[\w-]+ ){{0,3}}{_OFFICES}\b", re.IGNORECASE)
_SAYS = re.compile(
    r"(?:He|She) (?:also |now |still )?(?:said|says|thinks|thought|argue[sd]|believes|wrote|writes|warn(?:s|ed)|fears"
    r"|told|expects|wants|call(?:s|ed)|hopes|doubts)\b"
)
_SAID_BY_ONE = re.compile(r"[\"\u201d],?\s(?:he|she|they)\s\w+[.,]?(?:\s|$)", re.IGNORECASE)
_INTRODUCES = re.compile(
    r"(?P<who>(?:[A-Z][\w\u2019'-]+ ){1,2}[A-Z][\w-]+)(?:['\u2019]s)?,? "
    r"(?:(?:a|an|the|of|from|who|whose|whom|at)\b|\()"
)
_ENDS_WITH_ONE = re.compile(r",\s(?:he|she|they)\s(?:says?|said|wrote|writes|adds?|added|thinks?|argues?|argued)\W*$")
_GROUPS = (
    r"(?:(?:[Tt]he|[Ss]ome|[Mm]any|[Ss]everal|[Mm]ost|[Oo]ther|[Ii]ts) )?(?:[a-z-]+ )?(?i:researchers|scientists"
    r"|academics|critics|analysts|employees|unions?"
    r"|lawyers|advocates|staff|[a-z]+(?:ers|ors|ists|ians|perts)|regulator)"
    r"(?: (?:at|from|of) (?:the )?[A-Z][\w'-]*(?: [A-Z][\w'-]*)*)?"
)
_GROUP = re.compile(rf"{_GROUPS}$")
_BEGINS = re.compile(
    rf"(?P<who>{_GROUPS}|(?:[A-Z][\w\u2019'.-]+ ){{1,3}}[A-Z][\w\u2019'-]+)(?:, [^,\"]{{2,80}},)? "
    r"(?:ha(?:ve|s) )?(?:sa(?:id|ys?)|told|wr[io]tes?|argue[sd]?|warn(?:s|ed)?|complain(?:s|ed)?|thinks?|believes?"
    r"|fears?|called|urge[sd]?|ask(?:s|ed)|oppose[sd]?|object(?:s|ed)?|welcome[sd]?|praise[sd]?|criticis?z?e[sd]?|signed"
    r"|protest(?:s|ed)?)\b"
)
_VOICED = word_set("say argue warn call complain fear believe write note add claim predict expect think doubt")
_VOICE = re.compile(
    r"(?:On [^,]{3,40} (?=an?\b))?(?P<who>(?:[Tt]he|[Aa]n?|[Ss]ome|[Mm]any|[Ss]everal|[Mm]ost|[Oo]thers?|[Tt]wo"
    r"|[Tt]hree|[Ff]our|[Ff]riends|[A-Z][a-z]+s)\b(?: (?!(?:is|are|was|were|that|which)\b)[\w\u2019'-]+){0,7}?)"
    r"(?:, [^,\"\u201c]{2,60},)? (?:also |still |now |therefore |had |have |has |would )?"
    r"(?:say|said|told|wr(?:ote|ites?)|argue[sd]?|answer(?:s|ed)?|point(?:s|ed)? out|doubt(?:s|ed)?|complain(?:s|ed)?"
    r"|fear(?:s|ed)?|warn(?:s|ed)?|object(?:s|ed)?|urge[sd]?|ask|asked|call(?:ed)? (?:it|this|that|the|for)|welcomed?"
    r"|praised?|criticis\w+|criticiz\w+|opposed?|disagreed?|see|protest(?:ed)?|demanded|think|hope|blamed?|resent|believe"
    r"|suspect|worr(?:y|ies|ied)|reject(?:s|ed)?|defend(?:s|ed)?|favou?r(?:s|ed)?|found|sees|thinks|resents|believes"
    r"|suspects|objected|likes?|dislikes?|supports?|backs)\b"
)
_UNNAMED_SOURCE = re.compile(
    r"\b(?:people|persons?|sources?|familiar|close to|knowledge|company|firm|start-?up|companies|spokes\w+|filing"
    r"|statement|agency|court|judge|police)\b",
    re.IGNORECASE,
)
_ENDS_OPEN = re.compile(r"\b(?:an?|the|this|that|to|of|in|no|and|or)$", re.IGNORECASE)  # what follows is a noun
_WHERE = re.compile(r"\b(?:at|of|inside|from|by|with|in|to|against|on|on the|of the|at the)\s$")
_OWNER = re.compile(r"['\u2019]s?$")
_TITLES = frozenset(["Dr", "Gen", "Gov", "Mr", "Mrs", "Ms", "Prof", "Rep", "Sen"])  # parted from names by a full stop
_OF = re.compile(r"\s(?:of|from)\s")
_BEGINNING = 6  # words of a sentence in which stands who it is of
_END = 500  # characters of a text in which the line that signs it stands
_SIGNED = re.compile(
    r"(?:^|\n|[.!?]\s)\W*(?:(?:Posted|Written) by |By )?(?P<who>[A-Z][\w\u2019'-]+(?: [A-Z][\w\u2019'.-]*){1,2})"
    r"(?:,? (?:who|is|are|writes?|advises|runs|leads|teaches|works|covers|edits|hosts|an?|the|of) [^\n]{2,200}"
    r"|, [^.\n]{3,60}\.?)?\W*$"
)
_NEXT_SENTENCE = re.compile(r"(?<=[a-z]{3})\.\s")  # "on Wednesday. Acme"
_LED_BY = re.compile(r"\b(?:on|in|at|of|from|with|to|for|and)\s(?:the\s)?$", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]+\"|\u201c[^\u201d]+\u201d")


@dataclass(frozen=True, eq=False)
class Attribution:
    """Whose a sentence is. It has no slots, for the sake of `cached_property`: to find who says it takes long."""

    sentence: PassageSentence
    subject: NameMentions  # what is asked about

    @cached_property
    def speaker(self) -> str:
        """Who is said to say it, in it or before it, "" for nobody: see `_speaker_of`."""
        return _speaker_of(self.sentence)

    @cached_property
    def voice(self) -> str:
        """Who without a name it begins by saying that they say something: "Two engineers"; "" for nobody."""
        said = _VOICE.match(self.sentence.text)
        who = said["who"] if said else ""
        return "" if _UNNAMED_SOURCE.search(who) or _ENDS_OPEN.search(who) else who

    @cached_property
    def author(self) -> str:
        """Who wrote it, if it is of a commentary: by its byline, or by a last line that signs it; else ""."""
        article = self.sentence.article
        if article.kind is not Kind.OPINION:
            return ""
        if article.authors:
            return article.authors[0]
        return self._signed["who"] if self._signed else ""

    @property
    def holder(self) -> str:
        """Whose opinion it is: who is said to say it, else who wrote the commentary, else its publisher's."""
        return self.speaker or self.voice or self.author or self.sentence.article.publisher

    @cached_property
    def is_signature(self) -> bool:
        """Whether it is the end of a commentary that only says who wrote it."""
        return self._signed is not None and self.sentence.text.strip() in self._signed.group()

    @cached_property
    def _signed(self) -> re.Match[str] | None:
        """The last line of a commentary, if it says who wrote it."""
        article = self.sentence.article
        return _SIGNED.search(article.text[-_END:].rstrip()) if article.kind is Kind.OPINION else None

    @cached_property
    def is_by_another(self) -> bool:
        """Whether somebody is said to say it who is not the subject, and does not speak for it.

        Staff "at Acme" are others, "an Acme spokeswoman" is not.
        """
        if self.speaker:
            return not _speaks_for(self.speaker, self.sentence.article, self.subject)
        place = self.subject.first(self.voice)
        return bool(self.voice) and (place is None or bool(_WHERE.search(self.voice[:place])))

    @cached_property
    def is_by_subject(self) -> bool:
        """Whether the speaker is the subject itself; a person who shares its name, and may defend it, is not."""
        last, names = _COURTESY.sub("", self.speaker), self.subject.names
        is_person = " " in self.speaker and not any(each in self.speaker or self.speaker in each for each in names[:1])
        if not self.speaker or is_person:
            return False
        return self.subject.is_in(self.speaker) or any(" " in name and name.endswith(f" {last}") for name in names)

    def is_by_any_of(self, holders: frozenset[str]) -> bool:
        """Tell whether who says it is one of those with these stems, or it begins with them."""
        begins = " ".join(self.sentence.text.split()[:_BEGINNING])
        return not holders.isdisjoint(stems(f"{self.speaker} {self.voice} {self.author} {begins}"))


def _speaker_of(sentence: PassageSentence) -> str:
    """Return who is said to say a sentence, in it or before it: who is "he" in "he said", whose a bare quotation is.

    "" for nobody. A name is given as it stands whole in the article: "Ada Lorne" for "Lorne".
    """
    found, at = _speaker_in(sentence), sentence.before
    text = sentence.text
    is_said_by_one = begins_by_saying(text) or bool(_SAID_BY_ONE.search(text))
    if not found and (is_said_by_one or not _QUOTED.sub("", text).strip(" .,")):
        for _ in range(_LOOKED_BACK):
            if at is not None and not found:
                found, at = _speaker_in(at) or _introduced_in(at), at.before
    if not found or " " in found:
        return found
    whole = re.search(rf"\b(?:{_WORD} ){{1,2}}{re.escape(found)}\b", sentence.article.text)
    return _RANK.sub("", _COURTESY.sub("", _NEXT_SENTENCE.split(whole.group())[-1])) if whole else found


def begins_by_saying(text: str) -> bool:
    """Tell whether a sentence begins with what somebody says who was named before: "She thinks that ..."."""
    return bool(_SAYS.match(text))


def _speaks_for(speaker: str, article: Article, subject: NameMentions) -> bool:
    """Tell whether an article on a subject introduces a speaker as its own, by an office: "chief Ada Lorne"."""
    name = _RANK.sub("", speaker)
    at = article.text.find(name)
    if at < 0 or not subject.is_in(article.title):
        return False
    before, behind = article.text[max(0, at - _INTRODUCED) : at], article.text[at + len(name) :][:_INTRODUCED]
    before, behind = re.split(r"[.!?]\s", before)[-1], re.split(r"[.!?;\"\u201c]", behind)[0]
    if before.endswith(", ") and subject.is_in(before):  # "an Acme engineer, Ada Berg"
        return True
    if name == speaker and not (_OFFICE.search(before) or _OFFICE_BEHIND.match(behind)):
        return False
    around = f"{before} {behind}"
    others = [name for name in _people(around) if not _OFFICE.search(f"{name} ")]
    return subject.is_in(around) or not (_OF_ANOTHER.search(around) or others)


def _speaker_in(sentence: PassageSentence) -> str:
    """Return the name of who is said in a sentence to say it, or a group: "critics", "researchers at Acme"; else "".

    Where no clause has such a speaker, it is somebody whose full name stands beside a quotation.
    """
    article, text = sentence.article, sentence.text
    if _ENDS_WITH_ONE.search(text):
        return ""
    apart, elsewhere = _QUOTED.sub(" ", text), f"{article.title}\n{article.text}"
    able = [name for name in _people(apart) if is_written_as_name(name, text, elsewhere)]
    parsed = parse(sentence.annotated)
    told = [(parsed.text(each.span), each.verb) for each in speakers(parsed) if each]
    group = next((span for span, verb in told if verb in _VOICED and _GROUP.match(span) and span in apart), "")
    if not group and (begins := _BEGINS.match(text)):
        group = _COURTESY.sub("", begins["who"])
    if group or not able:
        return group
    named = [name for name in able if any(_heads(name, span) for span, _ in told)]
    if not named and _QUOTED.search(text):
        whole = (name for name in able if " " in name and not _OWNER.search(name))
        named = [name for name in whole if not _LED_BY.search(text.split(name)[0])]
    return _OF.split(_OWNER.sub("", named[0]))[0] if named else ""


def _introduced_in(sentence: PassageSentence) -> str:
    """Return the full name that a sentence begins with, or that it alone introduces: "by Ada Berg, a pilot"; or ""."""
    people = [name for name in _people(sentence.text) if " " in name]
    if people and sentence.text.startswith(people[0]):
        return _OWNER.sub("", people[0])
    introduced = {each["who"] for each in _INTRODUCES.finditer(sentence.text)}
    return introduced.pop() if len(introduced) == 1 else ""


def _people(text: str) -> list[str]:
    """Return the names in a text that no day or country goes by."""
    found = (_NEXT_SENTENCE.split(name)[-1] for name in names(text))
    return [name for name in found if name not in _TITLES and not all(map(is_broad_name, stems(name)))]


def _heads(name: str, span: str) -> bool:
    """Tell whether a name is who a phrase is of: "chief executive Ada Lorne", not "the Acme subsidiary", "on Acme"."""
    before, found, behind = span.partition(name)
    return (
        bool(found)
        and not _LED_BY.search(before)
        and not re.match(r"(?:['\u2019]s?)?\s(?!who\b|which\b|and\b|of\b|at\b|in\b)[a-z]", behind)
    )
